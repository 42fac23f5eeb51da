/**
 * Gaussian laws with any mean, variance and covariance, written in the normal distribution functions: what the moments of
 * piecewise functions need to become formulas. Variances are positive and the correlation is not +-1.
 */
import type { Arithmetic } from "../../../../../../src/limit/expectation/arithmetic.ts";
import type { Cell, LineLaw, PlaneLaw } from "../../../../../../src/limit/expectation/closed/piecewise/moments.ts";

/** A half-line, counted with a sign; a cell is the sum of at most two. */
interface Half<T> {
  readonly sign: 1 | -1;
  /** z > point for 1, z < point for -1. */
  readonly side: 1 | -1;
  readonly point: T;
}

/** Undefined for the whole line. */
function halvesOf<T>({ from, to }: Cell<T>): readonly Half<T>[] | undefined {
  if (from === undefined) return to === undefined ? undefined : [{ sign: 1, side: -1, point: to }];
  const above = { sign: 1, side: 1, point: from } as const;
  return to === undefined ? [above] : [above, { sign: -1, side: 1, point: to }];
}

/** side * (mean - point) / deviation: the probability of the half-line is Phi of it. */
function standardised<T>(a: Arithmetic<T>, half: Half<T>, mean: T, deviation: T): T {
  const gap = a.add(mean, a.multiply(a.number(-1), half.point));
  return a.isZero(gap) ? gap : a.multiply(a.number(half.side), a.divide(gap, deviation));
}

/** exp(rate mean + variance rate^2 / 2): E e^{rate z}. */
function whole<T>(a: Arithmetic<T>, mean: T, variance: T, rate: T): T {
  return a.exp(a.add(a.multiply(rate, mean), a.multiply(a.number(0.5), variance, rate, rate)));
}

export function lineLaw<T>(a: Arithmetic<T>, mean: T, variance: T): LineLaw<T> {
  const deviation = a.power(variance, 0.5);
  return {
    mean,
    variance,
    density: (x, rate) => {
      const gap = a.add(x, a.multiply(a.number(-1), mean));
      const standard = a.isZero(gap) ? gap : a.divide(gap, deviation);
      return a.divide(a.multiply(a.exp(a.multiply(rate, x)), a.normalPdf(standard)), deviation);
    },
    mass: (cell, rate) => {
      const front = whole(a, mean, variance, rate);
      const halves = halvesOf(cell);
      if (halves === undefined) return front;
      const centre = a.add(mean, a.multiply(variance, rate));
      const parts = halves.map((half) =>
        a.multiply(a.number(half.sign), front, a.normalCdf(standardised(a, half, centre, deviation))),
      );
      return a.add(...parts);
    },
  };
}

export function planeLaw<T>(
  a: Arithmetic<T>,
  means: readonly [T, T],
  variances: readonly [T, T],
  covariance: T,
): PlaneLaw<T> {
  const [first, second] = [lineLaw(a, means[0], variances[0]), lineLaw(a, means[1], variances[1])];
  const deviations = [a.power(variances[0], 0.5), a.power(variances[1], 0.5)] as const;
  const rho = a.divide(covariance, a.multiply(...deviations));
  /** The law of variable `v` given the value of the other one. */
  const given = (v: 0 | 1, value: T): LineLaw<T> => {
    const w = v === 0 ? 1 : 0;
    const slope = a.divide(covariance, variances[w]);
    const mean = a.add(means[v], a.multiply(slope, a.add(value, a.multiply(a.number(-1), means[w]))));
    return lineLaw(a, mean, a.add(variances[v], a.multiply(a.number(-1), slope, covariance)));
  };
  return {
    first,
    second,
    covariance,
    firstGiven: (value) => given(0, value),
    secondGiven: (value) => given(1, value),
    mass: (cells, rates) => {
      const cross = a.multiply(covariance, rates[0], rates[1]);
      const front = a.multiply(
        whole(a, means[0], variances[0], rates[0]),
        whole(a, means[1], variances[1], rates[1]),
        a.exp(cross),
      );
      const centres = [
        a.add(means[0], a.multiply(variances[0], rates[0]), a.multiply(covariance, rates[1])),
        a.add(means[1], a.multiply(covariance, rates[0]), a.multiply(variances[1], rates[1])),
      ] as const;
      const [ours, theirs] = [halvesOf(cells[0]), halvesOf(cells[1])];
      const at = (half: Half<T>, v: 0 | 1): T => standardised(a, half, centres[v], deviations[v]);
      const parts = (ours ?? [undefined]).flatMap((x) =>
        (theirs ?? [undefined]).map((y) => {
          const sign = a.number((x?.sign ?? 1) * (y?.sign ?? 1));
          if (x === undefined) return a.multiply(sign, front, y === undefined ? a.number(1) : a.normalCdf(at(y, 1)));
          if (y === undefined) return a.multiply(sign, front, a.normalCdf(at(x, 0)));
          const tilted = x.side === y.side ? rho : a.multiply(a.number(-1), rho);
          return a.multiply(sign, front, a.bivariateNormalCdf(at(x, 0), at(y, 1), tilted));
        }),
      );
      return a.add(...parts);
    },
  };
}
