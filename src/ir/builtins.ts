/**
 * One entry per coordinatewise function of the language: its value, its partial derivatives and how smooth it
 * is. How a target writes it (WGSL, LaTeX, TypeScript) is a table of that target, typed by `BuiltinName`, so
 * that the compiler lists the places when a function is added.
 *
 * Conventions (language reference): step(0) = 0, sign(0) = 0, relu'(0) = 0. Derivatives are pointwise ones: that
 * of `step` is 0 almost everywhere, whatever the derivative of its expectation is.
 */
import { erf, normalCdf, normalPdf, sigmoid, softplus } from "../math/special.ts";
import * as b from "./build.ts";
import type { ExprId, ExprPool } from "./expr.ts";

export type BuiltinName =
  | "relu"
  | "leaky_relu"
  | "abs"
  | "step"
  | "sign"
  | "max"
  | "min"
  | "clip"
  | "erf"
  | "normal_cdf"
  | "normal_pdf"
  | "gelu"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "silu"
  | "sin"
  | "cos"
  | "exp"
  | "log"
  | "sqrt"
  | "less"
  | "less_equal"
  | "equal"
  | "and"
  | "or"
  | "not";

export interface Builtin {
  readonly arity: number;
  /** The function of numbers; conditions are 0 or 1. */
  readonly value: (...args: number[]) => number;
  /**
   * `smooth`: infinitely often differentiable where it is finite; `kink`: continuous, piecewise smooth;
   * `jump`: piecewise constant or discontinuous (a derivative of its expectation needs Stein's lemma).
   */
  readonly regularity: "smooth" | "kink" | "jump";
  /** The partial derivatives, one per argument, as expressions of the arguments. */
  readonly partials: (pool: ExprPool, args: readonly ExprId[]) => readonly ExprId[];
}

const bit = (condition: boolean): number => (condition ? 1 : 0);
const step = (z: number): number => bit(z > 0);

function unary(
  value: (z: number) => number,
  derivative: (pool: ExprPool, z: ExprId) => ExprId,
  regularity: Builtin["regularity"] = "smooth",
): Builtin {
  return {
    arity: 1,
    value: value as Builtin["value"],
    regularity,
    partials: (pool, [z]) => (z === undefined ? [] : [derivative(pool, z)]),
  };
}

/** A function that is constant between its jumps. */
function piecewiseConstant(arity: number, value: (...args: number[]) => number): Builtin {
  return { arity, value, regularity: "jump", partials: (pool, args) => args.map(() => b.constant(pool, 0)) };
}

const num = b.constant;

export const builtins: Readonly<Record<BuiltinName, Builtin>> = {
  relu: unary(
    (z) => (z > 0 ? z : z <= 0 ? 0 : Number.NaN),
    (p, z) => b.call(p, "step", z),
    "kink",
  ),
  leaky_relu: {
    arity: 2,
    value: (z = 0, a = 0) => (z > 0 ? z : a * z),
    regularity: "kink",
    partials: (p, args) => {
      const [z, a] = both(args);
      const positive = b.call(p, "step", z);
      return [
        b.add(p, positive, b.mul(p, a, b.call(p, "less_equal", z, num(p, 0)))),
        b.subtract(p, z, b.call(p, "relu", z)),
      ];
    },
  },
  abs: unary(Math.abs, (p, z) => b.call(p, "sign", z), "kink"),
  step: piecewiseConstant(1, (z = 0) => (Number.isNaN(z) ? z : step(z))),
  sign: piecewiseConstant(1, (z = 0) => (z === 0 ? 0 : Math.sign(z))),
  max: {
    arity: 2,
    value: (x = 0, y = 0) => Math.max(x, y),
    regularity: "kink",
    // At a tie the second argument is taken, so that max(z, 0) has the derivative of relu.
    partials: (p, args) => {
      const [x, y] = both(args);
      return [b.call(p, "less", y, x), b.call(p, "less_equal", x, y)];
    },
  },
  min: {
    arity: 2,
    value: (x = 0, y = 0) => Math.min(x, y),
    regularity: "kink",
    partials: (p, args) => {
      const [x, y] = both(args);
      return [b.call(p, "less", x, y), b.call(p, "less_equal", y, x)];
    },
  },
  clip: {
    arity: 3,
    value: (z = 0, low = 0, high = 0) => Math.min(Math.max(z, low), high),
    regularity: "kink",
    partials: (p, args) => {
      const [z, low, high] = args as readonly [ExprId, ExprId, ExprId];
      const above = b.call(p, "less_equal", high, b.call(p, "max", z, low));
      const below = b.mul(p, b.call(p, "less_equal", z, low), b.call(p, "less", low, high));
      const inside = b.mul(p, b.call(p, "less", low, z), b.call(p, "less", z, high));
      return [inside, below, above];
    },
  },
  erf: unary(erf, (p, z) => b.mul(p, num(p, 2 / Math.sqrt(Math.PI)), b.call(p, "exp", b.negate(p, b.powInt(p, z, 2))))),
  normal_cdf: unary(normalCdf, (p, z) => b.call(p, "normal_pdf", z)),
  normal_pdf: unary(normalPdf, (p, z) => b.mul(p, num(p, -1), z, b.call(p, "normal_pdf", z))),
  gelu: unary(
    (z) => (z === Number.NEGATIVE_INFINITY ? 0 : z * normalCdf(z)),
    (p, z) => b.add(p, b.call(p, "normal_cdf", z), b.mul(p, z, b.call(p, "normal_pdf", z))),
  ),
  sigmoid: unary(sigmoid, (p, z) => sigmoidSlope(p, z)),
  tanh: unary(Math.tanh, (p, z) => b.subtract(p, num(p, 1), b.powInt(p, b.call(p, "tanh", z), 2))),
  softplus: unary(softplus, (p, z) => b.call(p, "sigmoid", z)),
  silu: unary(
    (z) => (z === Number.NEGATIVE_INFINITY ? 0 : z * sigmoid(z)),
    (p, z) => b.add(p, b.call(p, "sigmoid", z), b.mul(p, z, sigmoidSlope(p, z))),
  ),
  sin: unary(Math.sin, (p, z) => b.call(p, "cos", z)),
  cos: unary(Math.cos, (p, z) => b.negate(p, b.call(p, "sin", z))),
  exp: unary(Math.exp, (p, z) => b.call(p, "exp", z)),
  log: unary(Math.log, (p, z) => b.powInt(p, z, -1)),
  sqrt: unary(Math.sqrt, (p, z) => b.divide(p, num(p, 0.5), b.call(p, "sqrt", z))),
  less: piecewiseConstant(2, (x = 0, y = 0) => bit(x < y)),
  less_equal: piecewiseConstant(2, (x = 0, y = 0) => bit(x <= y)),
  equal: piecewiseConstant(2, (x = 0, y = 0) => bit(x === y)),
  and: piecewiseConstant(2, (x = 0, y = 0) => bit(x !== 0 && y !== 0)),
  or: piecewiseConstant(2, (x = 0, y = 0) => bit(x !== 0 || y !== 0)),
  not: piecewiseConstant(1, (x = 0) => bit(x === 0)),
};

/** sigma'(z) = sigma(z) sigma(-z), which keeps its digits in both tails. */
function sigmoidSlope(pool: ExprPool, z: ExprId): ExprId {
  return b.mul(pool, b.call(pool, "sigmoid", z), b.call(pool, "sigmoid", b.negate(pool, z)));
}

function both(args: readonly ExprId[]): readonly [ExprId, ExprId] {
  return args as readonly [ExprId, ExprId];
}

export function isBuiltinName(name: string): name is BuiltinName {
  return Object.hasOwn(builtins, name);
}
