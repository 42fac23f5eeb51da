/**
 * One summand of an expanded integrand: a coefficient without basis variables times powers of centred forms, indicators
 * and their smooth kin, exponentials of forms and of their squares, sines and cosines - and whatever is none of these.
 */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { productOf } from "../expectation/products.ts";
import { combine, type FormId, type FormTable } from "./forms.ts";
import { type Mark, mergeMarks } from "./marks.ts";

export interface Term {
  readonly coefficient: ExprId;
  /** Ascending by form; forms have constant 0. */
  readonly powers: readonly (readonly [form: FormId, power: number])[];
  readonly marks: readonly Mark[];
  /** exp of this form. */
  readonly exponent: FormId | undefined;
  /** exp(coefficient * form^2 / 2), ascending by form. */
  readonly squares: readonly { readonly form: FormId; readonly coefficient: ExprId }[];
  readonly waves: readonly { readonly kind: "sin" | "cos"; readonly form: FormId }[];
  /** Other functions of basis variables, ascending. */
  readonly opaque: readonly ExprId[];
}

export type Expansion = readonly Term[];

export interface Terms {
  readonly pool: ExprPool;
  readonly forms: FormTable;
}

/** Expansions do not grow beyond this. */
const MOST_TERMS = 200;

export function plainTerm(coefficient: ExprId): Term {
  return { coefficient, powers: [], marks: [], exponent: undefined, squares: [], waves: [], opaque: [] };
}

/** Undefined where the product would be too long. */
export function multiplyExpansions(cx: Terms, x: Expansion, y: Expansion): Expansion | undefined {
  if (x.length * y.length > MOST_TERMS) return undefined;
  const terms: Term[] = [];
  for (const left of x) {
    for (const right of y) {
      const product = multiplyTerms(cx, left, right);
      if (product === undefined) return undefined;
      terms.push(...product);
    }
  }
  return collectTerms(cx, terms);
}

function multiplyTerms(cx: Terms, x: Term, y: Term): Expansion | undefined {
  const { pool, forms } = cx;
  const marks =
    x.marks.length === 0 || y.marks.length === 0
      ? [{ factor: 1, marks: x.marks.length === 0 ? y.marks : x.marks }]
      : mergeMarks(pool, forms, [...x.marks, ...y.marks]);
  if (marks === undefined) return undefined;
  const powers = new Map(x.powers);
  for (const [form, power] of y.powers) powers.set(form, (powers.get(form) ?? 0) + power);
  const squares = new Map(x.squares.map(({ form, coefficient }) => [form, coefficient]));
  for (const { form, coefficient } of y.squares) {
    const before = squares.get(form);
    squares.set(form, before === undefined ? coefficient : b.add(pool, before, coefficient));
  }
  const coefficient = productOf(pool, [x.coefficient, y.coefficient]);
  return marks.map(({ factor, marks: product }) => ({
    coefficient: factor === 1 ? coefficient : productOf(pool, [b.constant(pool, factor), coefficient]),
    powers: [...powers].sort(([i], [j]) => i - j),
    marks: product,
    exponent: sumOfExponents(cx, x.exponent, y.exponent),
    squares: [...squares].map(([form, c]) => ({ form, coefficient: c })).sort((i, j) => i.form - j.form),
    waves: [...x.waves, ...y.waves].sort((i, j) => i.form - j.form || (i.kind < j.kind ? -1 : 1)),
    opaque: [...x.opaque, ...y.opaque].sort((i, j) => i - j),
  }));
}

function sumOfExponents({ pool, forms }: Terms, x: FormId | undefined, y: FormId | undefined): FormId | undefined {
  if (x === undefined || y === undefined) return x ?? y;
  const one = b.constant(pool, 1);
  const sum = combine(pool, [
    { factor: one, form: forms.get(x) },
    { factor: one, form: forms.get(y) },
  ]);
  return sum.coefficients.length === 0 ? undefined : forms.intern(sum);
}

/** Like terms together; terms that cancel are gone. */
export function collectTerms({ pool }: Terms, terms: readonly Term[]): Expansion {
  if (terms.length <= 1) return terms;
  const sums = new Map<string, { readonly term: Term; readonly coefficients: ExprId[] }>();
  for (const term of terms) {
    const key = termKey(term);
    const found = sums.get(key);
    if (found === undefined) sums.set(key, { term, coefficients: [term.coefficient] });
    else found.coefficients.push(term.coefficient);
  }
  return [...sums.values()].flatMap(({ term, coefficients }) => {
    const coefficient = b.add(pool, ...coefficients);
    return b.constantValue(pool, coefficient) === 0 ? [] : [{ ...term, coefficient }];
  });
}

function termKey({ powers, marks, exponent, squares, waves, opaque }: Term): string {
  return [
    powers.join(" "),
    marks.map(({ kind, form }) => `${kind}${form}`).join(" "),
    exponent ?? "",
    squares.map(({ form, coefficient }) => `${form}:${coefficient}`).join(" "),
    waves.map(({ kind, form }) => `${kind}${form}`).join(" "),
    opaque.join(" "),
  ].join("|");
}

/** All forms that are read, each once, in the order of their occurrence. */
export function formsOf(expansion: Expansion): readonly FormId[] {
  const used = new Set<FormId>();
  for (const { powers, marks, exponent, squares, waves } of expansion) {
    for (const [form] of powers) used.add(form);
    for (const { form } of [...marks, ...squares, ...waves]) used.add(form);
    if (exponent !== undefined) used.add(exponent);
  }
  return [...used];
}

/** The terms over other forms. */
export function renumbered(expansion: Expansion, number: (form: FormId) => FormId): Expansion {
  const moved = <P extends { readonly form: FormId }>(part: P): P => ({ ...part, form: number(part.form) });
  return expansion.map((term) => ({
    ...term,
    powers: term.powers.map(([form, power]) => [number(form), power] as const),
    marks: term.marks.map(moved),
    exponent: term.exponent === undefined ? undefined : number(term.exponent),
    squares: term.squares.map(moved),
    waves: term.waves.map(moved),
  }));
}

/** The expansion when some forms are the same as others. */
export function identified(cx: Terms, expansion: Expansion, twins: ReadonlyMap<FormId, FormId>): Expansion | undefined {
  const one = b.constant(cx.pool, 1);
  const terms: Term[] = [];
  for (const term of renumbered(expansion, (form) => twins.get(form) ?? form)) {
    // Multiplied together again, so that equal factors meet.
    const plain = { ...plainTerm(term.coefficient), exponent: term.exponent, waves: term.waves, opaque: term.opaque };
    const factors: readonly Term[] = [
      ...term.powers.map((power) => ({ ...plainTerm(one), powers: [power] })),
      ...term.marks.map((mark) => ({ ...plainTerm(one), marks: [mark] })),
      ...term.squares.map((square) => ({ ...plainTerm(one), squares: [square] })),
    ];
    let product: Expansion | undefined = [plain];
    for (const factor of factors)
      product = product === undefined ? undefined : multiplyExpansions(cx, product, [factor]);
    if (product === undefined) return undefined;
    terms.push(...product);
  }
  return collectTerms(cx, terms);
}

/** Equal for equal expansions. */
export function expansionKey(expansion: Expansion): string {
  return expansion.map((term) => `${term.coefficient}*${termKey(term)}`).join("+");
}
