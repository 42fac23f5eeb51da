/**
 * Whether the means of an output approach the limit more slowly than the model `c + a/n + b/n^2` has it. The average of
 * `abs(moment(z))` is `sqrt(2 / (pi n))`: its limit is 0, and no polynomial in 1/n extrapolates to it. Such an output is
 * not contradicted, though the extrapolation is.
 *
 * The differences from the limit are fitted by `a n^-p` alone, without a constant. Slow is what such a law with an
 * exponent between 0.4 and 0.9 does not contradict at the level of the test, while a constant difference, which a wrong
 * limit would leave, is contradicted at 0.1 %.
 */
import { normalQuantile } from "../math/special.ts";
import type { WidthMean } from "./extrapolate.ts";

const SLOWEST = 0.4;
const FASTEST = 0.9;
const STEPS = 50;

/** Normal score of the level at which a constant difference is contradicted. */
const NOT_CONSTANT = 3.09;

/** The exponent; `undefined` where the approach is not slow, or cannot be told from a constant difference. */
export function slowApproach(
  means: readonly WidthMean[],
  limit: number,
  bound: number,
  level: number,
): number | undefined {
  const points = means.map((m) => ({
    n: m.width,
    difference: m.mean - limit,
    error: Math.hypot(m.sd / Math.sqrt(m.trials), bound),
  }));
  if (points.length < 3 || points.some(({ error }) => error === 0)) return undefined;
  const degrees = points.length - 1;
  if (misfitOf(points, 0) < chiSquarePoint(degrees, NOT_CONSTANT)) return undefined;
  let best = { exponent: Number.NaN, misfit: Number.POSITIVE_INFINITY };
  for (let i = 0; i <= STEPS; i++) {
    const exponent = SLOWEST + ((FASTEST - SLOWEST) * i) / STEPS;
    const misfit = misfitOf(points, exponent);
    if (misfit < best.misfit) best = { exponent, misfit };
  }
  return best.misfit < chiSquarePoint(degrees - 1, -normalQuantile(level)) ? best.exponent : undefined;
}

interface Point {
  readonly n: number;
  readonly difference: number;
  readonly error: number;
}

/** Chi^2 of the best `a n^-p`. */
function misfitOf(points: readonly Point[], p: number): number {
  const terms = points.map(({ n, difference, error }) => ({ x: n ** -p / error, y: difference / error }));
  const xx = terms.reduce((sum, { x }) => sum + x * x, 0);
  const a = terms.reduce((sum, { x, y }) => sum + x * y, 0) / xx;
  return terms.reduce((sum, { x, y }) => sum + (y - a * x) ** 2, 0);
}

/** The point of chi^2 that corresponds to a normal score, by the approximation of Wilson and Hilferty. */
function chiSquarePoint(degrees: number, score: number): number {
  const variance = 2 / (9 * degrees);
  return degrees * (1 - variance + score * Math.sqrt(variance)) ** 3;
}
