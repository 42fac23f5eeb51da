/**
 * The functions of one argument as curves: where they turn and where their slope does, so that the image and the slope
 * over an interval follow from a few values. A continuously differentiable function takes its extremes over an interval
 * at the ends or at zeros of its derivative, and its slope at the ends or at zeros of the second derivative.
 */
import type { BuiltinName } from "../../ir/builtins.ts";
import { erf, normalCdf, normalPdf, sigmoid, softplus } from "../../math/special.ts";
import { type Interval, interval } from "./interval.ts";

interface Curve {
  readonly value: (z: number) => number;
  readonly slope: (z: number) => number;
  /** Zeros of the first and of the second derivative. */
  readonly turns: readonly number[];
  readonly bends: readonly number[];
  /** Limits of value and slope at minus and plus infinity. */
  readonly values: readonly [number, number];
  readonly slopes: readonly [number, number];
}

const infinite = Number.POSITIVE_INFINITY;

function rising(
  value: Curve["value"],
  slope: Curve["slope"],
  bends: readonly number[],
  values: Curve["values"],
  slopes: Curve["slopes"],
): Curve {
  return { value, slope, turns: [], bends, values, slopes };
}

/**
 * Infinitely often differentiable on the whole line with polynomially bounded derivatives, `exp` excepted. Where gelu
 * turns is the zero of Phi(z) + z phi(z); where silu turns and bends are those of its derivatives, to rounding.
 */
const curves = {
  erf: rising(erf, (z) => (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z), [0], [-1, 1], [0, 0]),
  normal_cdf: rising(normalCdf, normalPdf, [0], [0, 1], [0, 0]),
  normal_pdf: {
    value: normalPdf,
    slope: (z) => -z * normalPdf(z),
    turns: [0],
    bends: [-1, 1],
    values: [0, 0],
    slopes: [0, 0],
  },
  gelu: {
    value: (z) => z * normalCdf(z),
    slope: (z) => normalCdf(z) + z * normalPdf(z),
    turns: [-0.751791524693564],
    bends: [-Math.SQRT2, Math.SQRT2],
    values: [0, infinite],
    slopes: [0, 1],
  },
  sigmoid: rising(sigmoid, (z) => sigmoid(z) * sigmoid(-z), [0], [0, 1], [0, 0]),
  tanh: rising(Math.tanh, (z) => 1 / Math.cosh(z) ** 2, [0], [-1, 1], [0, 0]),
  softplus: rising(softplus, sigmoid, [], [0, infinite], [0, 1]),
  silu: {
    value: (z) => z * sigmoid(z),
    slope: (z) => sigmoid(z) * (1 + z * sigmoid(-z)),
    turns: [-1.278464542761074],
    bends: [-2.399357280515467, 2.399357280515467],
    values: [0, infinite],
    slopes: [0, 1],
  },
  exp: rising(Math.exp, Math.exp, [], [0, infinite], [0, infinite]),
} satisfies Partial<Record<BuiltinName, Curve>>;

export type CurveName = keyof typeof curves;

export function isCurve(fn: string): fn is CurveName {
  return Object.hasOwn(curves, fn);
}

/** The values of a curve over an interval, and those of its slope. */
export function traceCurve(fn: CurveName, over: Interval): { readonly image: Interval; readonly slope: Interval } {
  const curve: Curve = curves[fn];
  return {
    image: extremes(curve.value, curve.values, curve.turns, over),
    slope: extremes(curve.slope, curve.slopes, curve.bends, over),
  };
}

function extremes(
  f: (z: number) => number,
  limits: readonly [number, number],
  inside: readonly number[],
  { lo, hi, bounded }: Interval,
): Interval {
  const at = (z: number): number => (z === -infinite ? limits[0] : z === infinite ? limits[1] : f(z));
  const values = [at(lo), at(hi), ...inside.filter((z) => z > lo && z < hi).map(f)];
  return interval(Math.min(...values), Math.max(...values), bounded);
}
