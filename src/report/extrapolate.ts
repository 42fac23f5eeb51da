/**
 * The mean of an output at infinite width, from its means at finite widths n_1 < .. < n_K.
 *
 * Model. Means of tensor programs have expansions in 1/n, `m(n) = c + a/n + b/n^2 + ..`. With four widths or more
 * c, a, b are fitted, with two or three only c and a: one width more than parameters, where possible, so that the
 * residuals can speak against the model.
 *
 * What the model leaves out. The first neglected term is not known, but its size is: the terms of the expansion
 * shrink by about `r/n` from one to the next, r being what the fit itself shows (`|a|/scale`, and `sqrt(|b|/scale)`
 * where b is not noise). Each mean therefore carries, besides its statistical error, an error `scale (r/n)^p` with
 * the first neglected power p. For a program that is far from its limit at the smallest widths this takes them out
 * of the fit by itself; otherwise it is far below the noise and changes nothing. Without it, 38 in 1,000 fits of
 * `1/(1 + 10/n)` at n = 16 .. 128 with 5,000 trials are false alarms at level 1e-4.
 *
 * Weights. Standard errors of single widths are noisy and, for skewed outputs, correlated with the means. Weights
 * are taken from a power law fitted to the spreads of all widths; the error of the result counts the spreads as they
 * were seen. If the residuals contradict these errors (chi^2 beyond its 99 % point), the error of the result is
 * inflated by the root of chi^2 over its degrees of freedom (Birge). Below that point it is left alone: to inflate at
 * every chi^2 above 1 would enlarge every third error for nothing, and make verdicts depend on luck.
 */
import { Matrix, QrDecomposition } from "ml-matrix";
import { fitPowerLaw } from "./power-law.ts";

/** The mean of one output over the trials at one width. */
export interface WidthMean {
  readonly width: number;
  /** At least 2. */
  readonly trials: number;
  readonly mean: number;
  readonly sd: number;
}

export interface Extrapolation {
  readonly value: number;
  /** Standard error of `value`, all of the above counted. */
  readonly se: number;
  /** Of the t-distribution that `(value - truth) / se` has, by Welch and Satterthwaite; at most 1e9. */
  readonly degrees: number;
  /** Of the fitted polynomial in 1/n, the constant first: `value`, a, and b where it is fitted. */
  readonly coefficients: readonly number[];
  /** The weight that the mean at each width has in `value`, in ascending order of widths; they add up to 1. */
  readonly shares: readonly { readonly width: number; readonly share: number }[];
  /** Number of fitted coefficients. */
  readonly terms: 2 | 3;
  /** Sum of squared residuals in units of their errors, and its degrees of freedom. */
  readonly chiSquare: number;
  readonly residualDegrees: number;
  /** Whether the residuals contradict the model: chi^2 beyond its 99 % point. Then `se` is inflated. */
  readonly misfit: boolean;
}

/** Degrees of freedom from which Student's law is the normal one to all digits that matter. */
const MOST_DEGREES = 1e9;

/** A mean with its errors. */
interface Point extends WidthMean {
  /** The smallest width over this one: the variable of the polynomial, 1 at the smallest width. */
  readonly x: number;
  /** Standard error of the mean as the trials show it. */
  readonly seen: number;
  /** The same from the power law of the spreads; decides the weight. */
  readonly smooth: number;
}

/**
 * Extrapolates to 1/n = 0. `means` are at least two, of different widths; `floor` is an absolute error below which
 * no standard error is believed (rounding), positive.
 */
export function extrapolate(means: readonly WidthMean[], floor: number): Extrapolation {
  const points = withErrors(
    [...means].sort((p, q) => p.width - q.width),
    floor,
  );
  const terms = points.length >= 4 ? 3 : 2;
  const missing = neglectedTerm(points, terms);
  const fit = fitPolynomial(points, (p) => Math.hypot(p.smooth, missing(p)), terms);

  const error = (p: Point) => Math.hypot(p.seen, missing(p));
  const variance = sum(points, (p, k) => (fit.shares[0]![k]! * error(p)) ** 2);
  const chiSquare = sum(points, (p) => ((p.mean - fit.at(p.x)) / error(p)) ** 2);
  const residualDegrees = points.length - terms;
  const misfit = contradicts(chiSquare, residualDegrees);
  const birge = misfit ? Math.sqrt(chiSquare / residualDegrees) : 1;
  // Only errors that were estimated from trials have degrees of freedom; the others are known sizes.
  const se = Math.sqrt(variance);
  const uncertainty = sum(points, (p, k) =>
    p.sd > 0 ? ((fit.shares[0]![k]! * p.seen) / se) ** 4 / (p.trials - 1) : 0,
  );
  return {
    value: fit.coefficients[0]!,
    coefficients: fit.coefficients.map((coefficient, k) => coefficient * points[0]!.width ** k),
    se: birge * se,
    degrees: Math.min(MOST_DEGREES, 1 / uncertainty),
    shares: points.map(({ width }, k) => ({ width, share: fit.shares[0]![k]! })),
    terms,
    chiSquare,
    residualDegrees,
    misfit,
  };
}

/**
 * A spread of exactly 0 among others that are not is the luck of a rare event: there the power law stands for what
 * was seen.
 */
function withErrors(sorted: readonly WidthMean[], floor: number): readonly Point[] {
  const law = fitPowerLaw(sorted.filter((p) => p.sd > 0).map((p) => ({ n: p.width, y: p.sd, weight: p.trials - 1 })));
  // Spreads of order 1 and of order 1/n are the extremes that programs have; a slope beyond is noise.
  const slope = Math.max(-1, Math.min(0, law?.slope ?? 0));
  return sorted.map((p) => {
    const lawful = law === undefined ? 0 : law.centre.y * (p.width / law.centre.n) ** slope;
    const error = (sd: number) => Math.max(floor, sd / Math.sqrt(p.trials));
    return { ...p, x: sorted[0]!.width / p.width, seen: error(p.sd > 0 ? p.sd : lawful), smooth: error(lawful) };
  });
}

/** The size of the first neglected term at a width, from a fit without it. */
function neglectedTerm(points: readonly Point[], terms: 2 | 3): (p: Point) => number {
  // From the simulation alone: the limit must not have a say in what it is compared with.
  const scale = Math.max(Math.abs(points.at(-1)!.mean), points[0]!.sd);
  if (scale === 0) return () => 0;
  const { coefficients, shares } = fitPolynomial(points, (p) => p.smooth, terms);
  let ratio = Math.abs(coefficients[1]!) / scale;
  if (terms === 3) {
    const noise = Math.hypot(...points.map((p, k) => shares[2]![k]! * p.seen));
    ratio = Math.max(ratio, Math.sqrt(Math.max(0, Math.abs(coefficients[2]!) - 2 * noise) / scale));
  }
  return (p) => scale * (ratio * p.x) ** terms;
}

interface PolynomialFit {
  readonly coefficients: readonly number[];
  /** `coefficients[i] = sum_k shares[i][k] * points[k].mean`. */
  readonly shares: readonly (readonly number[])[];
  at(x: number): number;
}

/** Least squares for a polynomial in `x` with `terms` coefficients; `error` gives the weights `1 / error^2`. */
function fitPolynomial(points: readonly Point[], error: (p: Point) => number, terms: number): PolynomialFit {
  // Relative to the smallest error: only ratios of weights matter, and errors may be 1e-12 or 1e12 in themselves.
  const least = Math.min(...points.map(error));
  const roots = points.map((p) => least / error(p));
  const design = new Matrix(
    points.map((p, k) => Array.from({ length: terms }, (_, power) => p.x ** power * roots[k]!)),
  );
  const shares = new QrDecomposition(design).solve(Matrix.diag(roots)).to2DArray();
  const coefficients = shares.map((row) => sum(points, (p, k) => row[k]! * p.mean));
  return { coefficients, shares, at: (x) => coefficients.reduceRight((value, c) => value * x + c, 0) };
}

/** Whether chi^2 lies beyond its 99 % point, by the approximation of Wilson and Hilferty (right to 1 % of the point). */
function contradicts(chiSquare: number, degrees: number): boolean {
  if (degrees === 0) return false;
  const variance = 2 / (9 * degrees);
  return Math.cbrt(chiSquare / degrees) > 1 - variance + 2.326 * Math.sqrt(variance);
}

function sum(points: readonly Point[], term: (p: Point, k: number) => number): number {
  return points.reduce((total, p, k) => total + term(p, k), 0);
}
