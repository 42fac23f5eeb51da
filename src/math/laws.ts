/**
 * The standardised laws (mean 0, variance 1) from which the coordinates of vectors and the entries of matrices come:
 * what they are, their densities, quantiles and moments. A truncated normal law is that of a standard normal variable given
 * that it lies within +-cut; the Cauchy roots are sign(C) |C|^(1/3) and sign(C) |C|^(1/5) of a Cauchy variable C,
 * E|C|^p = 1 / cos(pi p / 2) for p < 1; all are then scaled to variance 1. The exponential law is centred.
 */
import { panelRule } from "./quadrature.ts";
import { erf, erfc, normalPdf, normalQuantile, normalQuantileNearMedian } from "./special.ts";
import { studentTPdf, studentTUpperQuantile } from "./student-t.ts";

/** A shape of law, before it is shifted and scaled to the mean and variance that a program declares. */
export type Shape =
  | { readonly kind: "normal" }
  | { readonly kind: "uniform" }
  | { readonly kind: "rademacher" }
  | { readonly kind: "truncated_normal"; readonly cut: number }
  | { readonly kind: "laplace" }
  | { readonly kind: "exponential" }
  | { readonly kind: "student_t"; readonly df: number }
  | { readonly kind: "cubecauchy" }
  | { readonly kind: "quintcauchy" };

/** Whether X and -X have the same law: all but the exponential. */
export function isSymmetric(shape: Shape): boolean {
  return shape.kind !== "exponential";
}

/** The smallest interval of full probability. */
export function support(shape: Shape): readonly [number, number] {
  switch (shape.kind) {
    case "uniform":
      return [-Math.sqrt(3), Math.sqrt(3)];
    case "rademacher":
      return [-1, 1];
    case "truncated_normal": {
      const end = shape.cut / rawDeviation(shape);
      return [-end, end];
    }
    case "exponential":
      return [-1, Infinity];
    case "normal":
    case "laplace":
    case "student_t":
    case "cubecauchy":
    case "quintcauchy":
      return [-Infinity, Infinity];
  }
}

/** The values of a discrete law with their probabilities; empty for a law with a density. */
export function atoms(shape: Shape): readonly { readonly value: number; readonly probability: number }[] {
  if (shape.kind !== "rademacher") return [];
  return [
    { value: -1, probability: 0.5 },
    { value: 1, probability: 0.5 },
  ];
}

/**
 * The factor between the variable that the definition names (the truncated one, t, the root of a Cauchy variable) and
 * the standardised one: its standard deviation. 1 for the laws that are defined with variance 1.
 */
export function rawDeviation(shape: Shape): number {
  switch (shape.kind) {
    case "truncated_normal":
      return Math.sqrt(truncatedVariance(shape.cut));
    case "student_t":
      if (!(shape.df > 2)) throw new RangeError(`student_t with df = ${shape.df} has no finite variance`);
      return shape.df === Infinity ? 1 : Math.sqrt(shape.df / (shape.df - 2));
    case "cubecauchy":
      return Math.SQRT2;
    case "quintcauchy":
      return 1 / Math.sqrt(Math.cos(Math.PI / 5));
    case "normal":
    case "uniform":
    case "rademacher":
    case "laplace":
    case "exponential":
      return 1;
  }
}

/** The density at x; a discrete law has none, and asking for it is a fault. */
export function density(shape: Shape, x: number): number {
  switch (shape.kind) {
    case "normal":
      return normalPdf(x);
    case "uniform":
      return Math.abs(x) <= Math.sqrt(3) ? 1 / Math.sqrt(12) : 0;
    case "rademacher":
      throw new RangeError("the Rademacher law has no density");
    case "truncated_normal": {
      const scale = rawDeviation(shape);
      const raw = scale * x;
      return Math.abs(raw) <= shape.cut ? (scale * normalPdf(raw)) / erf(shape.cut * Math.SQRT1_2) : 0;
    }
    case "laplace":
      return Math.SQRT1_2 * Math.exp(-Math.SQRT2 * Math.abs(x));
    case "exponential":
      return x >= -1 ? Math.exp(-1 - x) : 0;
    case "student_t": {
      const scale = rawDeviation(shape);
      return scale * studentTPdf(scale * x, shape.df);
    }
    case "cubecauchy":
      return rawDeviation(shape) * cauchyRootPdf(rawDeviation(shape) * x, 3);
    case "quintcauchy":
      return rawDeviation(shape) * cauchyRootPdf(rawDeviation(shape) * x, 5);
  }
}

/** The density of sign(C) |C|^(1/root). */
function cauchyRootPdf(y: number, root: 3 | 5): number {
  const power = y ** (root - 1);
  const cauchy = power * Math.abs(y);
  // Where the square would overflow, 1 beside it is lost anyway.
  return Math.abs(y) < 1e30
    ? (root * power) / (Math.PI * (1 + cauchy * cauchy))
    : root / (Math.PI * cauchy * Math.abs(y));
}

/** The smallest x with P(X <= x) >= p, 0 < p < 1. */
export function quantile(shape: Shape, p: number): number {
  return isSymmetric(shape) ? -upperQuantile(shape, p) : -Math.log1p(-p) - 1;
}

/** The x with P(X > x) = q, 0 < q < 1: in relative accuracy for tail probabilities that 1 - q could not hold. */
export function upperQuantile(shape: Shape, q: number): number {
  switch (shape.kind) {
    case "normal":
      return -normalQuantile(q);
    case "uniform":
      return Math.sqrt(3) * (1 - 2 * q);
    case "rademacher":
      return q <= 0.5 ? 1 : -1;
    case "truncated_normal": {
      if (q > 0.5) return -upperQuantile(shape, 1 - q);
      const c = shape.cut * Math.SQRT1_2;
      const centre = (0.5 - q) * erf(c);
      const raw = centre <= 0.425 ? normalQuantileNearMedian(centre) : -normalQuantile(erfc(c) / 2 + q * erf(c));
      return raw / rawDeviation(shape);
    }
    case "laplace":
      return q > 0.5 ? Math.SQRT1_2 * Math.log(2 - 2 * q) : -Math.SQRT1_2 * Math.log(2 * q);
    case "exponential":
      return -Math.log(q) - 1;
    case "student_t":
      return studentTUpperQuantile(q, shape.df) / rawDeviation(shape);
    case "cubecauchy":
      return Math.cbrt(cotangent(q)) / rawDeviation(shape);
    case "quintcauchy":
      return (Math.sign(0.5 - q) * Math.abs(cotangent(q)) ** 0.2) / rawDeviation(shape);
  }
}

/** cot(pi q): the upper quantile of a Cauchy variable. */
function cotangent(q: number): number {
  return q > 0.25 ? Math.tan(Math.PI * (0.5 - q)) : 1 / Math.tan(Math.PI * q);
}

/** E X^k for an integer k >= 0: Infinity where an even moment diverges, undefined where an odd one does not exist. */
export function moment(shape: Shape, k: number): number | undefined {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`moments are of order 0, 1, 2, ..., not ${k}`);
  if (k === 0) return 1;
  const odd = k % 2 === 1;
  switch (shape.kind) {
    case "normal":
      return odd ? 0 : productOver(k / 2, (i) => 2 * i - 1);
    case "uniform":
      return odd ? 0 : 3 ** (k / 2) / (k + 1);
    case "rademacher":
      return odd ? 0 : 1;
    case "truncated_normal":
      return odd ? 0 : truncatedMoment(shape.cut, k) / truncatedVariance(shape.cut) ** (k / 2);
    case "laplace":
      return odd ? 0 : productOver(k, (i) => i) / 2 ** (k / 2);
    case "exponential":
      return derangements(k);
    case "student_t": {
      const { df } = shape;
      if (k >= df) return odd ? undefined : Infinity;
      return odd ? 0 : productOver(k / 2, (i) => (2 * i - 1) * ((df - 2) / (df - 2 * i)));
    }
    case "cubecauchy":
      return cauchyRootMoment(k, 3);
    case "quintcauchy":
      return cauchyRootMoment(k, 5);
  }
}

function cauchyRootMoment(k: number, root: 3 | 5): number | undefined {
  const odd = k % 2 === 1;
  if (k >= root) return odd ? undefined : Infinity;
  return odd ? 0 : Math.cos(Math.PI / root) ** (k / 2) / Math.cos((Math.PI * k) / (2 * root));
}

function productOver(n: number, factor: (i: number) => number): number {
  let product = 1;
  for (let i = 1; i <= n; i++) product *= factor(i);
  return product;
}

/** Permutations of k things that move all of them: the moments of a centred exponential variable. */
function derangements(k: number): number {
  let [before, value] = [1, 0];
  for (let i = 2; i <= k; i++) [before, value] = [value, (i - 1) * (value + before)];
  return value;
}

const truncatedVariances = new Map<number, number>();

/** The variance of a standard normal variable given |Z| <= cut, remembered: densities ask for it at every point. */
function truncatedVariance(cut: number): number {
  const known = truncatedVariances.get(cut);
  if (known !== undefined) return known;
  const variance = truncatedMoment(cut, 2);
  truncatedVariances.set(cut, variance);
  return variance;
}

/** E[Z^k given |Z| <= cut] for even k, as a ratio of positive integrals so that nothing cancels for a narrow cut. */
function truncatedMoment(cut: number, k: number): number {
  if (!(cut > 0)) throw new RangeError(`truncated_normal needs a positive cut, not ${cut}`);
  const reach = Math.min(cut, 12 + Math.sqrt(2 * k));
  const { nodes, weights } = panelRule([0, reach], 20, 2);
  let above = 0;
  let below = 0;
  nodes.forEach((z, i) => {
    const mass = weights[i]! * Math.exp(-0.5 * z * z);
    above += mass * (z / reach) ** k;
    below += mass;
  });
  return (above / below) * reach ** k;
}
