/**
 * Integrals over finite intervals of functions that are smooth between given break points: Gauss-Legendre rules on
 * panels of stated width, and adaptive bisection with the Gauss-Kronrod pair (10, 21) of QUADPACK (Piessens et al.,
 * 1983), whose error estimate it keeps. Integrands take and return whole arrays of points. A feature narrower than
 * the nodes are apart is seen only if a break point leads to it.
 */

/** Nodes and weights: the integral of f is about the sum of weights[i] * f(nodes[i]). */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const legendreRules = new Map<number, Rule>();

/** The Gauss-Legendre rule with n nodes on [-1, 1], ascending; exact for polynomials of degree 2 n - 1. */
export function gaussLegendre(n: number): Rule {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`a Gauss-Legendre rule has 1 node or more, not ${n}`);
  const known = legendreRules.get(n);
  if (known !== undefined) return known;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let step = 0; step < 8; step++) {
      const { value, slope } = legendre(n, x);
      const next = x - value / slope;
      if (next === x) break;
      x = next;
    }
    if (2 * i + 1 === n) x = 0;
    const { slope } = legendre(n, x);
    const weight = 2 / ((1 - x) * (1 + x) * slope * slope);
    nodes[i] = -x;
    nodes[n - 1 - i] = x;
    weights[i] = weight;
    weights[n - 1 - i] = weight;
  }
  const rule = { nodes, weights };
  legendreRules.set(n, rule);
  return rule;
}

/** The Legendre polynomial of degree n and its derivative at x, |x| < 1, by the three-term recurrence. */
function legendre(n: number, x: number): { readonly value: number; readonly slope: number } {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return { value, slope: (n * (before - x * value)) / ((1 - x) * (1 + x)) };
}

/**
 * The composite Gauss-Legendre rule: n nodes on each panel, every stretch between two neighbouring break points cut
 * into equal panels no wider than `maxWidth`. Break points ascend; equal neighbours are one.
 */
export function panelRule(breaks: readonly number[], n: number, maxWidth: number): Rule {
  const { nodes: x, weights: w } = gaussLegendre(n);
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let b = 0; b + 1 < breaks.length; b++) {
    const [from, to] = [breaks[b]!, breaks[b + 1]!];
    const length = lengthOf(from, to);
    if (length === 0) continue;
    const panels = Math.max(1, Math.ceil(length / maxWidth - 1e-9));
    const half = length / panels / 2;
    for (let p = 0; p < panels; p++) {
      const centre = from + (2 * p + 1) * half;
      for (let i = 0; i < n; i++) {
        nodes.push(centre + half * x[i]!);
        weights.push(half * w[i]!);
      }
    }
  }
  return { nodes: Float64Array.from(nodes), weights: Float64Array.from(weights) };
}

function lengthOf(from: number, to: number): number {
  const length = to - from;
  if (!(length >= 0 && length < Infinity)) throw new RangeError(`break points must ascend, not ${from}, ${to}`);
  return length;
}

/** Positive Kronrod nodes, descending; those with an odd index are the nodes of the 10-point Gauss rule. */
const KRONROD_NODES = [
  0.9956571630258081, 0.9739065285171717, 0.9301574913557082, 0.8650633666889845, 0.7808177265864169,
  0.6794095682990244, 0.5627571346686047, 0.4333953941292472, 0.2943928627014602, 0.14887433898163122,
];
const KRONROD_WEIGHTS = [
  0.011694638867371874, 0.032558162307964725, 0.054755896574351995, 0.07503967481091996, 0.0931254545836976,
  0.10938715880229764, 0.12349197626206584, 0.13470921731147334, 0.14277593857706009, 0.14773910490133849,
];
const KRONROD_CENTRE_WEIGHT = 0.1494455540029169;
const GAUSS_WEIGHTS = [
  0.06667134430868814, 0.1494513491505806, 0.21908636251598204, 0.26926671930999635, 0.29552422471475287,
];

/** Evaluations of the integrand for one interval. */
const POINTS = 21;

/** What an adaptive integration found. */
export interface Integral {
  readonly value: number;
  /** Estimated bound of the absolute error; Infinity when the integrand was not finite somewhere. */
  readonly error: number;
  /** The integral of |f|, read off the same nodes: the natural size against which `error` is small or not. */
  readonly magnitude: number;
  readonly evaluations: number;
  /**
   * - converged: `error` is within the tolerance;
   * - rounding: no bisection can help any more, the tolerance lies below the rounding of the integrand;
   * - cap: the next step would have exceeded the allowed number of evaluations;
   * - nonfinite: the integrand was infinite or not a number at a node, `value` is NaN.
   */
  readonly outcome: "converged" | "rounding" | "cap" | "nonfinite";
}

/** Wanted accuracy: an error of at most max(absolute, relative * magnitude). */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly error: number;
  readonly magnitude: number;
  /** The estimate has reached the rounding of the values, or the piece is as narrow as numbers allow. */
  readonly final: boolean;
}

/**
 * Integrates f from the first to the last break point. Every round bisects all pieces whose error exceeds their equal
 * share of the tolerance, in one call of f.
 */
export function integrate(
  f: (points: Float64Array) => Float64Array,
  breaks: readonly number[],
  tolerance: Tolerance,
  maxEvaluations: number,
): Integral {
  let pieces: Piece[] = [];
  let fresh: (readonly [number, number])[] = [];
  for (let i = 0; i + 1 < breaks.length; i++) {
    const [from, to] = [breaks[i]!, breaks[i + 1]!];
    if (lengthOf(from, to) > 0) fresh.push([from, to]);
  }
  let evaluations = 0;
  for (;;) {
    evaluations += POINTS * fresh.length;
    const measured = measure(f, fresh);
    if (measured === undefined) {
      return { value: Number.NaN, error: Infinity, magnitude: Infinity, evaluations, outcome: "nonfinite" };
    }
    pieces.push(...measured);
    const value = sumOf(pieces, (piece) => piece.value);
    const error = sumOf(pieces, (piece) => piece.error);
    const magnitude = sumOf(pieces, (piece) => piece.magnitude);
    const goal = Math.max(tolerance.absolute, tolerance.relative * magnitude);
    if (error <= goal) return { value, error, magnitude, evaluations, outcome: "converged" };
    const share = goal / pieces.length;
    const coarse = pieces.filter((piece) => !piece.final && piece.error > share).sort((a, b) => b.error - a.error);
    if (coarse.length === 0) return { value, error, magnitude, evaluations, outcome: "rounding" };
    const room = Math.floor((maxEvaluations - evaluations) / (2 * POINTS));
    if (room < 1) return { value, error, magnitude, evaluations, outcome: "cap" };
    const chosen = new Set(coarse.slice(0, room));
    pieces = pieces.filter((piece) => !chosen.has(piece));
    fresh = [...chosen].flatMap(({ from, to }) => {
      const middle = from + (to - from) / 2;
      return [[from, middle] as const, [middle, to] as const];
    });
  }
}

function sumOf(pieces: readonly Piece[], part: (piece: Piece) => number): number {
  return pieces.reduce((sum, piece) => sum + part(piece), 0);
}

/** The Gauss-Kronrod values of the intervals, or nothing when f is not finite at one of the nodes. */
function measure(
  f: (points: Float64Array) => Float64Array,
  intervals: readonly (readonly [number, number])[],
): Piece[] | undefined {
  const points = new Float64Array(POINTS * intervals.length);
  intervals.forEach(([from, to], k) => {
    const centre = from + (to - from) / 2;
    const half = (to - from) / 2;
    points[POINTS * k] = centre;
    KRONROD_NODES.forEach((node, i) => {
      points[POINTS * k + 1 + 2 * i] = centre - half * node;
      points[POINTS * k + 2 + 2 * i] = centre + half * node;
    });
  });
  const values = f(points);
  if (values.length !== points.length) throw new RangeError(`${points.length} points, but ${values.length} values`);
  if (!values.every(Number.isFinite)) return undefined;
  return intervals.map(([from, to], k) => kronrod(from, to, values.subarray(POINTS * k, POINTS * (k + 1))));
}

/** One interval from its 21 values: the centre, then pairs left and right of it from the ends inwards. */
function kronrod(from: number, to: number, values: Float64Array): Piece {
  const half = (to - from) / 2;
  let gauss = 0;
  let mean = KRONROD_CENTRE_WEIGHT * values[0]!;
  let absolute = KRONROD_CENTRE_WEIGHT * Math.abs(values[0]!);
  KRONROD_WEIGHTS.forEach((weight, i) => {
    const [left, right] = [values[1 + 2 * i]!, values[2 + 2 * i]!];
    mean += weight * (left + right);
    absolute += weight * (Math.abs(left) + Math.abs(right));
    if (i % 2 === 1) gauss += GAUSS_WEIGHTS[(i - 1) / 2]! * (left + right);
  });
  let spread = KRONROD_CENTRE_WEIGHT * Math.abs(values[0]! - mean / 2);
  KRONROD_WEIGHTS.forEach((weight, i) => {
    spread += weight * (Math.abs(values[1 + 2 * i]! - mean / 2) + Math.abs(values[2 + 2 * i]! - mean / 2));
  });
  const difference = Math.abs(mean - gauss) * half;
  const scale = spread * half;
  const magnitude = absolute * half;
  const rounding = 50 * Number.EPSILON * magnitude;
  const estimate = scale > 0 ? scale * Math.min(1, ((200 * difference) / scale) ** 1.5) : difference;
  const narrow = half <= 4 * Number.EPSILON * Math.max(Math.abs(from), Math.abs(to));
  return {
    from,
    to,
    value: mean * half,
    error: Math.max(estimate, rounding),
    magnitude,
    final: estimate <= rounding || narrow,
  };
}
