/**
 * Truncated moments of one and two Gaussian variables under exponential tilts, by Stein's lemma: for a cell between two
 * points, E[(z - m) g(z)] = q E[g'(z)] where g' has a mass at each end of the cell. What remains are the masses
 * of cells, in one variable a normal probability and in two a bivariate one; whoever gives the law gives them, so that
 * one recursion serves numbers and formulas.
 */
import type { Field } from "./function.ts";

/** from < z < to; an end that is undefined is infinite. */
export interface Cell<T> {
  readonly from: T | undefined;
  readonly to: T | undefined;
}

/** The law of one Gaussian variable z. */
export interface LineLaw<T> {
  readonly mean: T;
  readonly variance: T;
  /** e^{rate x} times the density at x. */
  density(x: T, rate: T): T;
  /** E[e^{rate z}; z in the cell]. */
  mass(cell: Cell<T>, rate: T): T;
}

/** The law of two jointly Gaussian variables. */
export interface PlaneLaw<T> {
  readonly first: LineLaw<T>;
  readonly second: LineLaw<T>;
  readonly covariance: T;
  firstGiven(second: T): LineLaw<T>;
  secondGiven(first: T): LineLaw<T>;
  /** E[e^{r x + s y}; x in one cell, y in the other], [r, s] the rates. */
  mass(cells: readonly [Cell<T>, Cell<T>], rates: readonly [T, T]): T;
}

/** The ends of a cell with the sign that the derivative of its indicator has there. */
function endsOf<T>(cell: Cell<T>): readonly (readonly [sign: 1 | -1, point: T])[] {
  const from = cell.from === undefined ? [] : ([[1, cell.from]] as const);
  return cell.to === undefined ? from : [...from, [-1, cell.to]];
}

/** E[z^k e^{rate z}; z in the cell] for k = 0, ..., highest. */
export function lineMoments<T>(a: Field<T>, law: LineLaw<T>, cell: Cell<T>, rate: T, highest: number): readonly T[] {
  const moments = [law.mass(cell, rate)];
  const centre = a.add(law.mean, a.multiply(law.variance, rate));
  const ends = highest === 0 ? [] : endsOf(cell).map(([sign, x]) => ({ sign, x, density: law.density(x, rate) }));
  for (let k = 1; k <= highest; k++) {
    const spread = ends.map(({ sign, x, density }) => a.multiply(a.number(sign), powerOf(a, x, k - 1), density));
    if (k >= 2) spread.push(a.multiply(a.number(k - 1), moments[k - 2] as T));
    moments.push(a.add(a.multiply(centre, moments[k - 1] as T), a.multiply(law.variance, a.add(...spread))));
  }
  return moments;
}

/** x^k, where 0^0 is 1 and a zero is certain. */
function powerOf<T>(a: Field<T>, x: T, k: number): T {
  return k === 0 ? a.number(1) : a.isZero(x) ? x : a.power(x, k);
}

/** The function (i, j) -> E[x^i y^j e^{r x + s y}; x in one cell, y in the other], for i and j up to the `highest`. */
export function planeMoments<T>(
  a: Field<T>,
  law: PlaneLaw<T>,
  cells: readonly [Cell<T>, Cell<T>],
  rates: readonly [T, T],
  highest: readonly [number, number],
): (i: number, j: number) => T {
  const [q11, q12, q22] = [law.first.variance, law.covariance, law.second.variance];
  // At each end of one cell: the weight of the end, and the moments of the other variable given that end.
  const once = <E>(make: () => E): (() => E) => {
    let made: { readonly value: E } | undefined;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  };
  const firstEnds = once(() =>
    endsOf(cells[0]).map(([sign, x]) => ({
      x,
      weight: a.multiply(a.number(sign), law.first.density(x, rates[0])),
      others: lineMoments(a, law.secondGiven(x), cells[1], rates[1], highest[1]),
    })),
  );
  const secondEnds = once(() =>
    endsOf(cells[1]).map(([sign, x]) => ({
      x,
      weight: a.multiply(a.number(sign), law.second.density(x, rates[1])),
      others: lineMoments(a, law.firstGiven(x), cells[0], rates[0], highest[0]),
    })),
  );
  const shift = (p: T, q: T): T => a.add(a.multiply(p, rates[0]), a.multiply(q, rates[1]));
  const known = new Map<string, T>();
  const moment = (i: number, j: number): T => {
    const key = `${i},${j}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = i === 0 && j === 0 ? law.mass(cells, rates) : i > 0 ? alongFirst(i, j) : alongSecond(j);
    known.set(key, value);
    return value;
  };
  /** x^i y^j as x times g: E[(x - m1) g] = q11 E[g_x] + q12 E[g_y]. */
  const alongFirst = (i: number, j: number): T => {
    const terms = [a.multiply(a.add(law.first.mean, shift(q11, q12)), moment(i - 1, j))];
    if (i >= 2) terms.push(a.multiply(a.number(i - 1), q11, moment(i - 2, j)));
    if (!a.isZero(q12) && j >= 1) terms.push(a.multiply(a.number(j), q12, moment(i - 1, j - 1)));
    for (const { x, weight, others } of firstEnds())
      terms.push(a.multiply(q11, weight, powerOf(a, x, i - 1), others[j] as T));
    if (!a.isZero(q12)) {
      for (const { x, weight, others } of secondEnds())
        terms.push(a.multiply(q12, weight, powerOf(a, x, j), others[i - 1] as T));
    }
    return a.add(...terms);
  };
  const alongSecond = (j: number): T => {
    const terms = [a.multiply(a.add(law.second.mean, shift(q12, q22)), moment(0, j - 1))];
    if (j >= 2) terms.push(a.multiply(a.number(j - 1), q22, moment(0, j - 2)));
    for (const { x, weight, others } of secondEnds())
      terms.push(a.multiply(q22, weight, powerOf(a, x, j - 1), others[0] as T));
    if (!a.isZero(q12)) {
      for (const { weight, others } of firstEnds()) terms.push(a.multiply(q12, weight, others[j - 1] as T));
    }
    return a.add(...terms);
  };
  return moment;
}
