/**
 * One entry per coordinatewise function of the language: its value and how smooth it is. Its derivatives are in
 * partials.ts, and how a target writes it (WGSL, LaTeX) is a table of that target: all typed by `BuiltinName`, so that
 * the compiler lists the places when a function is added.
 *
 * Conventions (language reference): step(0) = 0, sign(0) = 0.
 */
import { erf, normalCdf, normalPdf, sigmoid, softplus } from "../math/special.ts";

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
}

const bit = (condition: boolean): number => (condition ? 1 : 0);

function smooth(value: (z: number) => number): Builtin {
  return { arity: 1, value: value as Builtin["value"], regularity: "smooth" };
}

function kink(arity: number, value: (...args: number[]) => number): Builtin {
  return { arity, value, regularity: "kink" };
}

/** Constant between its jumps. */
function jump(arity: number, value: (...args: number[]) => number): Builtin {
  return { arity, value, regularity: "jump" };
}

export const builtins: Readonly<Record<BuiltinName, Builtin>> = {
  relu: kink(1, (z = 0) => (z > 0 ? z : z <= 0 ? 0 : Number.NaN)),
  leaky_relu: kink(2, (z = 0, a = 0) => (z > 0 ? z : a * z)),
  abs: kink(1, Math.abs as Builtin["value"]),
  step: jump(1, (z = 0) => (Number.isNaN(z) ? z : bit(z > 0))),
  sign: jump(1, (z = 0) => (z === 0 ? 0 : Math.sign(z))),
  max: kink(2, (x = 0, y = 0) => Math.max(x, y)),
  min: kink(2, (x = 0, y = 0) => Math.min(x, y)),
  clip: kink(3, (z = 0, low = 0, high = 0) => Math.min(Math.max(z, low), high)),
  erf: smooth(erf),
  normal_cdf: smooth(normalCdf),
  normal_pdf: smooth(normalPdf),
  gelu: smooth((z) => (z === Number.NEGATIVE_INFINITY ? 0 : z * normalCdf(z))),
  sigmoid: smooth(sigmoid),
  tanh: smooth(Math.tanh),
  softplus: smooth(softplus),
  silu: smooth((z) => (z === Number.NEGATIVE_INFINITY ? 0 : z * sigmoid(z))),
  sin: smooth(Math.sin),
  cos: smooth(Math.cos),
  exp: smooth(Math.exp),
  log: smooth(Math.log),
  sqrt: smooth(Math.sqrt),
  less: jump(2, (x = 0, y = 0) => bit(x < y)),
  less_equal: jump(2, (x = 0, y = 0) => bit(x <= y)),
  equal: jump(2, (x = 0, y = 0) => bit(x === y)),
  and: jump(2, (x = 0, y = 0) => bit(x !== 0 && y !== 0)),
  or: jump(2, (x = 0, y = 0) => bit(x !== 0 || y !== 0)),
  not: jump(1, (x = 0) => bit(x === 0)),
};

export function isBuiltinName(name: string): name is BuiltinName {
  return Object.hasOwn(builtins, name);
}
