/**
 * The variables of one term with their joint Gaussian law: one for every form that it reads, and one with its own noise
 * for every occurrence of `normal_cdf` or `erf`, which are the probabilities that this variable is positive.
 */
import type { ExprId } from "../../ir/expr.ts";
import type { Arithmetic } from "../expectation/arithmetic.ts";
import type { FormLaw } from "./form-law.ts";
import type { FormId } from "./forms.ts";
import type { Gaussian } from "./gaussian.ts";
import type { Wave } from "./moment.ts";
import type { Indicator } from "./orthant.ts";
import type { Term } from "./term.ts";

/** A term in the variables of its own law. */
export interface PlacedTerm {
  readonly law: Gaussian<ExprId>;
  readonly powers: readonly number[];
  readonly indicators: readonly Indicator[];
  readonly exponent: number | undefined;
  readonly squares: readonly { readonly variable: number; readonly coefficient: ExprId }[];
  readonly waves: readonly Wave[];
}

interface Row {
  readonly form: FormId;
  /** The variable is sqrt(scale) * form, plus standard normal noise of its own if `noisy`. */
  readonly scale: number;
  readonly noisy: boolean;
}

export function placeTerm(a: Arithmetic<ExprId>, forms: FormLaw, term: Term): PlacedTerm {
  const rows: Row[] = [];
  const known = new Map<FormId, number>();
  const plain = (form: FormId): number => {
    const found = known.get(form) ?? rows.push({ form: form, scale: 1, noisy: false }) - 1;
    known.set(form, found);
    return found;
  };
  const powers = term.powers.map(([form, power]) => [plain(form), power] as const);
  const indicators = term.marks.map(({ kind, form }): Indicator => {
    if (kind !== "cdf" && kind !== "erf") return { kind, variable: plain(form) };
    // erf(z) is the mean of the sign of sqrt(2) z + noise.
    const row = { form: form, scale: kind === "erf" ? 2 : 1, noisy: true };
    return { kind: kind === "erf" ? "sign" : "above", variable: rows.push(row) - 1 };
  });
  const exponent = term.exponent === undefined ? undefined : plain(term.exponent);
  const squares = term.squares.map(({ form, coefficient }) => ({ variable: plain(form), coefficient }));
  const waves = term.waves.map(({ kind, form }) => ({ kind, variable: plain(form) }));
  const counts = rows.map((_, i) => powers.reduce((sum, [row, power]) => (row === i ? sum + power : sum), 0));
  return { law: lawOf(a, forms, rows), powers: counts, indicators, exponent, squares, waves };
}

function lawOf(a: Arithmetic<ExprId>, forms: FormLaw, rows: readonly Row[]): Gaussian<ExprId> {
  const covariance: ExprId[][] = rows.map(() => []);
  for (const [i, x] of rows.entries()) {
    for (const [j, y] of rows.slice(0, i + 1).entries()) {
      const root = x.scale === y.scale ? x.scale : Math.sqrt(x.scale * y.scale);
      const shared = a.distribute(a.number(root), forms.covariance(x.form, y.form));
      const entry = i === j && x.noisy ? a.add(a.number(1), shared) : shared;
      (covariance[i] as ExprId[])[j] = entry;
      (covariance[j] as ExprId[])[i] = entry;
    }
  }
  return {
    mean: rows.map(({ form, scale }) => a.multiply(a.number(Math.sqrt(scale)), forms.mean(form))),
    covariance,
    noisy: rows.map(({ noisy }) => noisy),
  };
}
