/** Equations as a reader sees them, in plain text and in LaTeX: both sides, and the ranges of the variables. */
import { add, constant, divide, mul, param, pow, splitCoefficient } from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { latexPrinter } from "../../ir/latex-expression.ts";
import { substitute } from "../../ir/substitute.ts";
import { textPrinter } from "../../ir/text-expression.ts";
import type { FormulaPrinter, Part } from "../../ir/typeset.ts";
import type { LimitProgram } from "../limit-program.ts";
import { linearTerms } from "../linear-terms.ts";
import { latexNotation, type Notation, textNotation } from "../notation.ts";
import { type Affine, composeAffine, printAffine } from "./affine.ts";
import type { General, IndexRange, MemberAt, Recurrences, Reference, RightSide } from "./equation.ts";
import type { Law } from "./law.ts";
import { joinName, splitName } from "./names.ts";

export interface EquationWriter {
  readonly member: (member: MemberAt, variables: readonly string[]) => string;
  readonly right: (right: RightSide, variables: readonly string[]) => string;
  readonly vector: (right: General, variables: readonly string[]) => string;
  /** `for l = 2..1000, i = 1..l-1`; empty where there are no variables. */
  readonly ranges: (variables: readonly IndexRange[]) => string;
  /** `a1[t] = 0.3, -0.7, .., 0.2` for each list of numbers in these expressions. */
  readonly tables: (parts: readonly General[], variables: readonly string[]) => readonly string[];
}

export function textEquations(limit: LimitProgram, recurrences: Recurrences): EquationWriter {
  return writer(limit, recurrences, textNotation, {
    printer: textPrinter,
    sum: (index, from, to, term) => `sum(${index} in ${from}..${to}: ${term})`,
    times: " ",
    table: (name, indices) => `${name}[${indices.join(",")}]`,
    range: (name, from, to) => (from === to ? `${name} = ${from}` : `${name} = ${from}..${to}`),
    ranges: (texts) => `for ${texts.join(", ")}`,
  });
}

export function latexEquations(limit: LimitProgram, recurrences: Recurrences): EquationWriter {
  return writer(limit, recurrences, latexNotation, {
    printer: latexPrinter,
    sum: (index, from, to, term) => `\\left(\\sum_{${index}=${from}}^{${to}} ${term}\\right)`,
    times: " \\, ",
    table: (name, indices) => `${name[0] ?? "a"}^{(${name.slice(1)})}_{${indices.join(",")}}`,
    range: (name, from, to) => (from === to ? `${name} = ${from}` : `${name} = ${from}, \\dots, ${to}`),
    ranges: (texts) => `\\text{for } ${texts.join(",\\; ")}`,
  });
}

/** Params from here on, which no equation has, stand for expectations within a formula. */
const EXPECTATION = 2 ** 31;

interface Style {
  readonly printer: FormulaPrinter;
  readonly sum: (index: string, from: string, to: string, term: string) => string;
  readonly times: string;
  readonly table: (name: string, indices: readonly string[]) => string;
  readonly range: (name: string, from: string, to: string) => string;
  readonly ranges: (texts: readonly string[]) => string;
}

function writer(limit: LimitProgram, { quantities }: Recurrences, notation: Notation, style: Style): EquationWriter {
  const { pool } = limit;
  const isPlainVector = plainNames(limit, false);
  const isPlainProduct = plainNames(limit, true);
  const tableNames = new Map<string, string>();
  const letter =
    ["a", "b", "c", "d"].find((name) => !limit.program.values.some(({ base }) => base.startsWith(name))) ?? "a";

  const member = ({ quantity: id, indices }: MemberAt, variables: readonly string[]): string => {
    const quantity = quantities[id];
    if (quantity === undefined) return "?";
    const [first = "?", second = "?"] = quantity.names.map((pattern) => {
      const texts = pattern.indices.map((index) =>
        printAffine(composeAffine(index, indices, variables.length), variables),
      );
      return notation.value(joinName(pattern.pieces, texts));
    });
    const isPlainName = quantity.kind === "z" || quantity.kind === "input" ? isPlainVector : isPlainProduct;
    const isPlain = quantity.names.map((pattern) => {
      const values = pattern.indices.map((index) => composeAffine(index, indices, variables.length));
      const fixed = values.every(({ coefficients }) => coefficients.every((c) => c === 0));
      return isPlainName(pattern.pieces, fixed ? values.map(({ constant: value }) => value) : undefined);
    });
    /** Zhat of a product, by the name of its vector where the two are the same. */
    const hat = (name: string, k: number): string => (isPlain[k] === true ? name : notation.hat(name));
    switch (quantity.kind) {
      case "scalar":
        return first;
      case "variance":
        return notation.variance(hat(first, 0));
      case "covariance":
        return notation.covariance(hat(second, 1), hat(first, 0));
      case "onsager":
        return notation.onsager(first, second);
      case "hat":
      case "sum":
        return hat(first, 0);
      case "input":
        return isPlain[0] === true ? first : notation.centred(first);
      case "z":
        return isPlain[0] === true ? first : notation.z(first);
    }
  };
  const tableName = ({ values }: NumberReference): string => {
    const key = JSON.stringify([...values]);
    const known = tableNames.get(key) ?? `${letter}${tableNames.size + 1}`;
    tableNames.set(key, known);
    return known;
  };
  const reference = (of: LawfulReference, variables: readonly string[], parts: Part[]): string => {
    switch (of.kind) {
      case "member":
        return member(of, variables);
      case "number":
        return style.table(tableName(of), variables);
      case "affine":
        return printAffineNumber(of.affine, variables, style);
      case "sum": {
        const [from, to] = [printAffine(of.from, variables), printAffine(of.to, variables)];
        return style.sum(of.index, from, to, general(of.term, [...variables, of.index], parts));
      }
    }
  };
  const isRandom = (of: LawfulReference | undefined): boolean => {
    if (of?.kind === "sum") return of.term.references.some(isRandom);
    const kind = of?.kind === "member" ? quantities[of.quantity]?.kind : undefined;
    return kind === "input" || kind === "hat" || kind === "sum" || kind === "z";
  };
  const general = (
    written: General,
    variables: readonly string[],
    parts: Part[],
    expectations: readonly string[] = [],
  ): string => {
    const { body, references } = withLaws(pool, withFactorsOutside(pool, written));
    // A sum is asked for more than once, but its parts are named once.
    const texts = new Map<number, string>();
    const leaves = {
      coord: () => "?",
      isRandom: (k: number) => isRandom(references[k]),
      param(k: number): string {
        if (k >= EXPECTATION) return expectations[k - EXPECTATION] ?? "?";
        const found = references[k];
        const text = texts.get(k) ?? (found === undefined ? "?" : reference(found, variables, parts));
        texts.set(k, text);
        return text;
      },
    };
    return style.printer.apart(pool, body, leaves, parts);
  };
  /** A sum of factors times expectations of these texts. */
  const expected = (
    terms: readonly { readonly factor: ExprId; readonly text: string }[],
    references: General["references"],
    variables: readonly string[],
    parts: Part[],
  ): string => {
    const products = terms.map(({ factor }, k) => mul(pool, factor, param(pool, EXPECTATION + k)));
    const texts = terms.map(({ text }) => notation.expectation(text));
    return general({ body: add(pool, ...products), references }, variables, parts, texts);
  };
  const expectation = (factor: General, integrand: General, variables: readonly string[], parts: Part[]): string => {
    // The references of the integrand behind those of the factor.
    const shift = factor.references.length;
    const references = [...factor.references, ...integrand.references];
    const [moved = integrand.body] = substitute(pool, [integrand.body], { param: (k) => param(pool, shift + k) });
    const terms = linearTerms(pool, factor.body, moved, (k) => isRandom(references[k]));
    return expected(
      terms.map((term) => ({
        factor: term.factor,
        text: general({ body: term.integrand, references }, variables, parts),
      })),
      references,
      variables,
      parts,
    );
  };
  const rightIn = (right: RightSide, variables: readonly string[], parts: Part[]): string => {
    switch (right.kind) {
      case "formula":
        return general(right.body, variables, parts);
      case "expectation":
        return expectation(right.factor, right.integrand, variables, parts);
      case "slope": {
        const slope = notation.derivative(general(right.of, variables, parts), general(right.by, variables, parts));
        const { body: factor, references } = right.factor;
        const text = expected([{ factor, text: slope }], references, variables, parts);
        return `${text}${right.stein ? notation.steinRemark : ""}`;
      }
    }
  };
  /** Parts stand behind the whole formula, also those of its sums and expectations. */
  const withParts = (write: (parts: Part[]) => string): string => {
    const parts: Part[] = [];
    const formula = write(parts);
    return style.printer.where(formula, parts);
  };
  const tables = ({ references }: General, variables: readonly string[]): readonly string[] =>
    references.flatMap((of) => {
      if (of.kind === "sum") return tables(of.term, [...variables, of.index]);
      if (of.kind !== "number" || of.law !== undefined) return [];
      return `${style.table(tableName(of), variables)} = ${listed([...of.values.values()])}`;
    });
  return {
    member,
    vector: (right, variables) => withParts((parts) => general(right, variables, parts)),
    right: (right, variables) => withParts((parts) => rightIn(right, variables, parts)),
    ranges(variables) {
      if (variables.length === 0) return "";
      const names = variables.map(({ name }) => name);
      return style.ranges(
        variables.map(({ name, from, to }) => style.range(name, printAffine(from, names), printAffine(to, names))),
      );
    },
    tables: (parts, variables) => [...new Set(parts.flatMap((part) => tables(part, variables)))],
  };
}

type NumberReference = Extract<Reference, { kind: "number" }>;

/** The first and the last numbers of a list. */
function listed(values: readonly number[]): string {
  const texts = values.map((value) => String(Number(value.toPrecision(6))));
  return (texts.length <= 6 ? texts : [...texts.slice(0, 3), "..", ...texts.slice(-1)]).join(", ");
}

/** `t`, `(0.1 t + 1)`. */
function printAffineNumber({ constant, coefficients }: Affine, names: readonly string[], style: Style): string {
  const terms = coefficients.flatMap((factor, k) => {
    const name = names[k] ?? "?";
    return factor === 0 ? [] : [factor === 1 ? name : factor === -1 ? `-${name}` : `${factor}${style.times}${name}`];
  });
  const all = constant === 0 && terms.length > 0 ? terms : [...terms, String(constant)];
  const plain = all.join(" + ").replaceAll("+ -", "- ");
  return all.length === 1 && /^\w+$/.test(plain) ? plain : `(${plain})`;
}

/** `T[l-1] (l - 1)/l`: laws written out in affine functions of the indices, which stand for numbers. */
function withLaws(pool: ExprPool, { body, references }: General): LawfulGeneral {
  const all: LawfulReference[] = [...references];
  const refer = (affine: Affine): ExprId =>
    affine.coefficients.every((c) => c === 0)
      ? constant(pool, affine.constant)
      : param(pool, all.push({ kind: "affine", affine }) - 1);
  const image = (law: Law): ExprId => {
    switch (law.kind) {
      case "power": {
        const quotient = divide(pool, refer(law.above), refer(law.below));
        return pow(pool, quotient, constant(pool, law.power));
      }
      case "geometric":
        return mul(pool, constant(pool, law.scale), pow(pool, constant(pool, law.ratio), refer(law.exponent)));
    }
  };
  if (!references.some((reference) => reference.kind === "number" && reference.law !== undefined))
    return { body, references: all };
  const [written] = substitute(pool, [body], {
    param(k) {
      const reference = references[k];
      return reference?.kind === "number" && reference.law !== undefined ? image(reference.law) : undefined;
    },
  });
  return { body: written ?? body, references: all };
}

/** An affine function of the indices, as a number. */
type LawfulReference = Reference | { readonly kind: "affine"; readonly affine: Affine };

interface LawfulGeneral {
  readonly body: ExprId;
  readonly references: readonly LawfulReference[];
}

/**
 * Tells of a name of vectors whether their Z is a basis variable, for these or for all indices: that of initial
 * vectors that are centred, and of products without Zdot. They are written as they are. With `products`, vectors of
 * the same name that are no products do not count: they have no hat.
 */
function plainNames({ program, pool, z, basis }: LimitProgram, products: boolean) {
  const hats = new Set(basis.flatMap(({ kind, value }) => (kind === "input" ? [] : [value])));
  const plain = new Set<string>();
  const others = new Set<string>();
  for (const [value, id] of z) {
    if (products && !hats.has(value)) continue;
    const { name } = program.values[value] ?? { name: "?" };
    const side = pool.get(id).op === "coord" ? plain : others;
    side.add(name).add(splitName(name).pieces.join("#"));
  }
  return (pieces: readonly string[], indices: readonly number[] | undefined): boolean => {
    const name = indices === undefined ? pieces.join("#") : joinName(pieces, indices.map(String));
    return plain.has(name) && !others.has(name);
  };
}

/** `0.1 * sum(..: x[s])` for `sum(..: 0.1 * x[s])`. */
function withFactorsOutside(pool: ExprPool, { body, references }: General): General {
  const factors = references.map((reference) =>
    reference.kind === "sum" ? splitCoefficient(pool, reference.term.body).coefficient : 1,
  );
  if (factors.every((factor) => factor === 1)) return { body, references };
  const [scaled] = substitute(pool, [body], {
    param: (k) => mul(pool, constant(pool, factors[k] ?? 1), param(pool, k)),
  });
  return {
    body: scaled ?? body,
    references: references.map((reference, k): Reference => {
      if (reference.kind !== "sum" || factors[k] === 1) return reference;
      const { rest } = splitCoefficient(pool, reference.term.body);
      return { ...reference, term: { ...reference.term, body: rest ?? constant(pool, 1) } };
    }),
  };
}
