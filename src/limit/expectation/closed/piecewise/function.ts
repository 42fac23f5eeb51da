/**
 * Functions of one variable that are, between ascending break points, sums of coefficient * x^power * e^{rate x}: elu,
 * clip, soft threshold, quantisers, hinges, and everything made of them by sums, products and choices. Coefficients are
 * of any arithmetic; where pieces have to be put in order, it must know the order. Values at the break points
 * themselves are left open: they have probability zero.
 */
import type { Arithmetic } from "../../arithmetic.ts";

export interface ExponentialTerm<T> {
  readonly coefficient: T;
  readonly power: number;
  readonly rate: T;
}

/** One term per power and rate; the empty sum is the function 0. */
export type ExponentialSum<T> = readonly ExponentialTerm<T>[];

/** One piece more than there are breaks. */
export interface Piecewise<T> {
  readonly breaks: readonly T[];
  readonly pieces: readonly ExponentialSum<T>[];
}

/** What piecewise functions and their moments need of an arithmetic. */
export type Field<T> = Pick<
  Arithmetic<T>,
  "number" | "add" | "multiply" | "divide" | "power" | "exp" | "isZero" | "same"
>;

/** An arithmetic that knows the order of its elements, as far as it is known. */
export interface Ordered<T> extends Field<T> {
  sign(x: T): -1 | 0 | 1 | undefined;
  /** The logarithm of a positive element, if it can be written. */
  log(x: T): T | undefined;
}

/** More breaks, or higher powers, are left to quadrature. */
const MAX_BREAKS = 64;
const MAX_POWER = 24;

export function constantFunction<T>(a: Field<T>, value: T): Piecewise<T> {
  return { breaks: [], pieces: [monomial(a, value, 0)] };
}

/** slope * x + intercept. */
export function affineFunction<T>(a: Field<T>, slope: T, intercept: T): Piecewise<T> {
  return { breaks: [], pieces: [addSums(a, monomial(a, intercept, 0), monomial(a, slope, 1))] };
}

function monomial<T>(a: Field<T>, coefficient: T, power: number): ExponentialSum<T> {
  return a.isZero(coefficient) ? [] : [{ coefficient, power, rate: a.number(0) }];
}

function addSums<T>(a: Field<T>, f: ExponentialSum<T>, g: ExponentialSum<T>): ExponentialSum<T> {
  const total = [...f];
  for (const term of g) {
    const place = total.findIndex(({ power, rate }) => power === term.power && a.same(rate, term.rate));
    const known = total[place];
    if (known === undefined) total.push(term);
    else total[place] = { ...known, coefficient: a.add(known.coefficient, term.coefficient) };
  }
  return total.filter(({ coefficient }) => !a.isZero(coefficient));
}

/** Terms of the same power and rate become one. */
export function sumOfTerms<T>(a: Field<T>, terms: readonly ExponentialTerm<T>[]): ExponentialSum<T> {
  return addSums(a, [], terms);
}

function multiplySums<T>(a: Field<T>, f: ExponentialSum<T>, g: ExponentialSum<T>): ExponentialSum<T> {
  let total: ExponentialSum<T> = [];
  for (const x of f) {
    const row = g.map((y) => ({
      coefficient: a.multiply(x.coefficient, y.coefficient),
      power: x.power + y.power,
      rate: a.add(x.rate, y.rate),
    }));
    total = addSums(a, total, row);
  }
  return total;
}

export function add<T>(o: Ordered<T>, f: Piecewise<T>, g: Piecewise<T>): Piecewise<T> | undefined {
  return combine(o, f, g, (x, y) => addSums(o, x, y));
}

/** Undefined also where powers grow beyond what is tabulated. */
export function multiply<T>(o: Ordered<T>, f: Piecewise<T>, g: Piecewise<T>): Piecewise<T> | undefined {
  const product = combine(o, f, g, (x, y) => multiplySums(o, x, y));
  return product?.pieces.every((piece) => piece.every(({ power }) => power <= MAX_POWER)) ? product : undefined;
}

export function scale<T>(a: Field<T>, f: Piecewise<T>, factor: T): Piecewise<T> {
  return { breaks: f.breaks, pieces: f.pieces.map((piece) => multiplySums(a, piece, monomial(a, factor, 0))) };
}

/** f times x^power. */
export function timesPower<T>(a: Field<T>, f: Piecewise<T>, power: number): Piecewise<T> {
  if (power === 0) return f;
  return { breaks: f.breaks, pieces: f.pieces.map((piece) => multiplySums(a, piece, monomial(a, a.number(1), power))) };
}

/** The exponential of a function whose pieces are affine; undefined for any other. */
export function exponential<T>(a: Field<T>, f: Piecewise<T>): Piecewise<T> | undefined {
  const pieces: ExponentialSum<T>[] = [];
  for (const piece of f.pieces) {
    if (!piece.every(({ power, rate }) => power <= 1 && a.isZero(rate))) return undefined;
    const part = (power: number): T => piece.find((term) => term.power === power)?.coefficient ?? a.number(0);
    pieces.push([{ coefficient: a.exp(part(0)), power: 0, rate: part(1) }]);
  }
  return { breaks: f.breaks, pieces };
}

/** The derivative between the break points; jumps are not seen. */
export function derivative<T>(a: Field<T>, f: Piecewise<T>): Piecewise<T> {
  const pieces = f.pieces.map((piece) =>
    piece.reduce<ExponentialSum<T>>((total, { coefficient, power, rate }) => {
      const fall = a.multiply(coefficient, a.number(power));
      const terms = [
        { coefficient: a.multiply(coefficient, rate), power, rate },
        ...(power === 0 ? [] : [{ coefficient: fall, power: power - 1, rate }]),
      ];
      return addSums(a, total, terms);
    }, []),
  );
  return joined(a, f.breaks, pieces);
}

function combine<T>(
  o: Ordered<T>,
  f: Piecewise<T>,
  g: Piecewise<T>,
  join: (x: ExponentialSum<T>, y: ExponentialSum<T>) => ExponentialSum<T>,
): Piecewise<T> | undefined {
  const breaks: T[] = [];
  const pieces = [join(f.pieces[0] ?? [], g.pieces[0] ?? [])];
  let [i, k] = [0, 0];
  while (i < f.breaks.length || k < g.breaks.length) {
    const [x, y] = [f.breaks[i], g.breaks[k]];
    const order = x === undefined ? 1 : y === undefined ? -1 : compare(o, x, y);
    if (order === undefined) return undefined;
    breaks.push((order <= 0 ? x : y) as T);
    if (order <= 0) i++;
    if (order >= 0) k++;
    pieces.push(join(f.pieces[i] ?? [], g.pieces[k] ?? []));
  }
  return breaks.length > MAX_BREAKS ? undefined : joined(o, breaks, pieces);
}

/** The sign of x - y. */
export function compare<T>(o: Ordered<T>, x: T, y: T): -1 | 0 | 1 | undefined {
  return o.same(x, y) ? 0 : o.sign(o.add(x, o.multiply(o.number(-1), y)));
}

/** Neighbouring pieces with the same function become one. */
export function joined<T>(a: Field<T>, breaks: readonly T[], pieces: readonly ExponentialSum<T>[]): Piecewise<T> {
  const kept = breaks.flatMap((at, k) => (sameSum(a, pieces[k] ?? [], pieces[k + 1] ?? []) ? [] : [{ at, k }]));
  return { breaks: kept.map(({ at }) => at), pieces: [pieces[0] ?? [], ...kept.map(({ k }) => pieces[k + 1] ?? [])] };
}

function sameSum<T>(a: Field<T>, f: ExponentialSum<T>, g: ExponentialSum<T>): boolean {
  return (
    f.length === g.length &&
    f.every((x) => g.some((y) => x.power === y.power && a.same(x.rate, y.rate) && a.same(x.coefficient, y.coefficient)))
  );
}
