/** A number with its integrals and linear systems as statements, and the text of its value. */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import type { Writer } from "../writer.ts";
import { atom, type Piece, runtimeNames } from "./dialect.ts";
import { type FormulaSetting, formulaText } from "./formula.ts";
import { type Auxiliary, auxiliaryOf, auxiliaryParam, type Reduced } from "./integral.ts";
import { expressionsOf } from "./items.ts";

export interface ValueSetting extends Omit<FormulaSetting, "isFlat"> {
  /** Integrals that are in a variable already, by what they are. */
  readonly known: Map<string, string>;
}

/** `leaf` says how the params that are no auxiliaries are written; `title` is the variable that the value is for. */
export function valueText(
  cx: ValueSetting,
  { value, auxiliaries }: Reduced,
  leaf: (param: number) => Piece,
  out: Writer,
  title: string | undefined,
): string {
  const { pool, dialect, names, need } = cx;
  const written: { readonly name: string; readonly isVector: boolean }[] = [];
  const param = (index: number): Piece => {
    const place = auxiliaryOf(index);
    if (place === undefined) return leaf(index);
    const known = written[place.auxiliary];
    if (known === undefined) return atom("?");
    return atom(known.isVector ? dialect.solutionEntry(known.name, place.entry) : known.name);
  };
  const coord = (): Piece => atom("?");
  const texts = (roots: readonly ExprId[]): readonly string[] => {
    const { before, roots: pieces } = formulaText({ ...cx, isFlat: false }, roots, { coord, param });
    for (const line of before) out.line(line);
    return pieces.map(({ text }) => text);
  };
  for (const [k, auxiliary] of auxiliaries.entries()) {
    const isVector = auxiliary.kind === "solution";
    const key = keyOf(auxiliary);
    const found = cx.known.get(key);
    if (found !== undefined) {
      written.push({ name: found, isVector });
      continue;
    }
    const text = auxiliary.kind === "integral" ? integralText(auxiliary) : solutionText(auxiliary);
    if (!isVector && auxiliaries.length === k + 1 && isParam(k)) {
      if (title !== undefined) cx.known.set(key, title);
      return text;
    }
    const name = names.fresh(isVector ? "slopes" : "mean");
    written.push({ name, isVector });
    cx.known.set(key, name);
    out.lines(dialect.declare(name, text));
  }
  return texts([value])[0] ?? "?";

  /** Equal for auxiliaries that are the same number. */
  function keyOf(auxiliary: Auxiliary): string {
    const { params } = leavesOf(pool, expressionsOf(auxiliary));
    return `${JSON.stringify(auxiliary)} ${params.map((p) => `${p}=${param(p).text}`).join(" ")}`;
  }

  function isParam(auxiliary: number): boolean {
    const node = pool.get(value);
    return node.op === "param" && node.index === auxiliaryParam(auxiliary);
  }

  function solutionText({ matrix, right }: Extract<Auxiliary, { kind: "solution" }>): string {
    need(runtimeNames.solution);
    const rows = matrix.map((row) => dialect.list(texts(row)));
    return dialect.solution(dialect.list(rows), dialect.list(texts(right)));
  }

  function integralText({
    body,
    covariance,
    laws,
    features,
    curves,
  }: Extract<Auxiliary, { kind: "integral" }>): string {
    need(runtimeNames.expectation);
    const rows = covariance.map((row) => dialect.list(texts(row)));
    const near = features.map(({ slopes, constant, smooth }) =>
      dialect.list([...texts([...slopes, constant]), smooth ? "1" : "0"]),
    );
    const lawTexts = laws.map((shape) => dialect.law(shape, need));
    const count = covariance.length + laws.length;
    const inner = names.inner();
    const variables = Array.from({ length: count }, (_, k) => inner.fresh(count === 1 ? "z" : `z${k + 1}`));
    const lambda = (roots: readonly ExprId[], name: string, combine: (texts: readonly string[]) => string): string => {
      const formula = formulaText({ ...cx, isFlat: false }, roots, {
        coord: (index) => atom(variables[index] ?? "?"),
        param,
      });
      for (const line of formula.before) out.line(line);
      const value = combine(formula.roots.map(({ text }) => text));
      const written = dialect.lambda(variables, formula.inside, value, names.fresh(name));
      for (const line of written.before) out.line(line);
      return written.text;
    };
    const integrand = lambda([body], "integrand", ([text]) => text ?? "?");
    return dialect.expectation(
      dialect.list(rows),
      integrand,
      near.length === 0 ? undefined : dialect.list(near),
      lawTexts.length === 0 ? undefined : dialect.list(lawTexts),
      curves.length === 0 ? undefined : lambda(curves, "curves", dialect.list),
    );
  }
}
