/**
 * The coordinatewise functions and operators of the language with their partial derivatives, written from the
 * language reference for the checks in this folder; the compiler's own table is not used. Derivatives are pointwise:
 * step' = 0, relu'(0) = 0, sign(0) = 0, and at a tie `max` and `min` follow their second argument.
 */
import { erf, normalCdf } from "./erf.ts";

/** How a derivative is put together: numbers in, numbers out, or a graph that can be differentiated again. */
export interface Algebra<T> {
  number(value: number): T;
  apply(fn: string, args: readonly T[]): T;
}

export interface Rule {
  readonly value: (...args: number[]) => number;
  /** One entry per argument; `undefined` where the function does not depend on it or is piecewise constant. */
  readonly partials: <T>(a: Algebra<T>, args: readonly T[], result: T) => readonly (T | undefined)[];
  /** True where a derivative of an expectation cannot be taken under the expectation. */
  readonly jump: boolean;
}

type Derivative = <T>(a: Algebra<T>, z: T, result: T) => T;

const bit = (condition: boolean): number => (condition ? 1 : 0);

function unary(value: (z: number) => number, derivative: Derivative): Rule {
  return {
    value: value as Rule["value"],
    partials: (a, args, result) => [derivative(a, args[0] as (typeof args)[0], result)],
    jump: false,
  };
}

function jump(value: (...args: number[]) => number): Rule {
  return { value, partials: (_, args) => args.map(() => undefined), jump: true };
}

function binary(value: (x: number, y: number) => number, partials: Rule["partials"]): Rule {
  return { value: value as Rule["value"], partials, jump: false };
}

/** `f(u, v)` in the algebra, with numbers allowed as arguments. */
function on<T>(a: Algebra<T>, fn: string, ...args: readonly (T | number)[]): T {
  return a.apply(
    fn,
    args.map((arg) => (typeof arg === "number" ? a.number(arg) : arg)),
  );
}

const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const density = (z: number): number => Math.exp(-z * z * 0.5) / Math.sqrt(2 * Math.PI);

const sigmoidSlope: Derivative = (a, z) => on(a, "*", on(a, "sigmoid", z), on(a, "sigmoid", on(a, "neg", z)));

const table: Readonly<Record<string, Rule>> = {
  "+": binary(
    (x, y) => x + y,
    (a) => [a.number(1), a.number(1)],
  ),
  "-": binary(
    (x, y) => x - y,
    (a) => [a.number(1), a.number(-1)],
  ),
  "*": binary(
    (x, y) => x * y,
    (_, [x, y]) => [y, x],
  ),
  "/": binary(
    (x, y) => x / y,
    (a, [, y], result) => [on(a, "/", 1, y as typeof result), on(a, "neg", on(a, "/", result, y as typeof result))],
  ),
  "^": binary(
    (x, y) => x ** y,
    (a, args, result) => {
      const [x, y] = args as [typeof result, typeof result];
      return [on(a, "*", y, on(a, "^", x, on(a, "-", y, 1))), on(a, "*", result, on(a, "log", x))];
    },
  ),
  neg: unary(
    (z) => -z,
    (a) => a.number(-1),
  ),
  relu: unary(
    (z) => Math.max(z, 0),
    (a, z) => on(a, "step", z),
  ),
  leaky_relu: binary(
    (z, slope) => (z > 0 ? z : slope * z),
    (a, args) => {
      const [z, slope] = args as [(typeof args)[0], (typeof args)[0]];
      return [on(a, "where", on(a, ">", z, 0), 1, slope), on(a, "min", z, 0)];
    },
  ),
  abs: unary(Math.abs, (a, z) => on(a, "sign", z)),
  max: binary(Math.max, (a, args) => extremePartials(a, args, ">")),
  min: binary(Math.min, (a, args) => extremePartials(a, args, "<")),
  clip: {
    value: (z = 0, low = 0, high = 0) => Math.min(Math.max(z, low), high),
    partials: (a, args) => {
      const [z, low, high] = args as [(typeof args)[0], (typeof args)[0], (typeof args)[0]];
      const inside = on(a, "and", on(a, "<", low, z), on(a, "<", z, high));
      const below = on(a, "and", on(a, "<=", z, low), on(a, "<", low, high));
      return [inside, below, on(a, ">=", on(a, "max", z, low), high)];
    },
    jump: false,
  },
  where: {
    value: (condition, x = 0, y = 0) => (condition !== 0 ? x : y),
    partials: (a, [condition]) => [
      undefined,
      on(a, "where", condition as never, 1, 0),
      on(a, "where", condition as never, 0, 1),
    ],
    jump: false,
  },
  erf: unary(erf, (a, z) => on(a, "*", 2 / Math.sqrt(Math.PI), on(a, "exp", on(a, "neg", on(a, "*", z, z))))),
  normal_cdf: unary(normalCdf, (a, z) => on(a, "normal_pdf", z)),
  normal_pdf: unary(density, (a, z, result) => on(a, "neg", on(a, "*", z, result))),
  gelu: unary(
    (z) => z * normalCdf(z),
    (a, z) => on(a, "+", on(a, "normal_cdf", z), on(a, "*", z, on(a, "normal_pdf", z))),
  ),
  sigmoid: unary(sigmoid, sigmoidSlope),
  tanh: unary(Math.tanh, (a, _, result) => on(a, "-", 1, on(a, "*", result, result))),
  softplus: unary(
    (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
    (a, z) => on(a, "sigmoid", z),
  ),
  silu: unary(
    (z) => z * sigmoid(z),
    (a, z) => on(a, "+", on(a, "sigmoid", z), on(a, "*", z, sigmoidSlope(a, z, z))),
  ),
  sin: unary(Math.sin, (a, z) => on(a, "cos", z)),
  cos: unary(Math.cos, (a, z) => on(a, "neg", on(a, "sin", z))),
  exp: unary(Math.exp, (_, __, result) => result),
  log: unary(Math.log, (a, z) => on(a, "/", 1, z)),
  sqrt: unary(Math.sqrt, (a, _, result) => on(a, "/", 0.5, result)),
  /** `hermite(k, z)`: the order is a number, so only `z` has a derivative. */
  hermite: {
    value: (k = 0, z = 0) => hermite(k, z),
    partials: (a, args) => {
      const [k, z] = args as [(typeof args)[0], (typeof args)[0]];
      return [undefined, on(a, "*", k, on(a, "hermite", on(a, "-", k, 1), z))];
    },
    jump: false,
  },
  step: jump((z = 0) => bit(z > 0)),
  sign: jump((z = 0) => (z === 0 ? 0 : Math.sign(z))),
  "<": jump((x = 0, y = 0) => bit(x < y)),
  "<=": jump((x = 0, y = 0) => bit(x <= y)),
  ">": jump((x = 0, y = 0) => bit(x > y)),
  ">=": jump((x = 0, y = 0) => bit(x >= y)),
  "==": jump((x = 0, y = 0) => bit(x === y)),
  "!=": jump((x = 0, y = 0) => bit(x !== y)),
  and: jump((x = 0, y = 0) => bit(x !== 0 && y !== 0)),
  or: jump((x = 0, y = 0) => bit(x !== 0 || y !== 0)),
  not: jump((x = 0) => bit(x === 0)),
};

function extremePartials<T>(a: Algebra<T>, args: readonly T[], wins: ">" | "<"): readonly T[] {
  const [x, y] = args as [T, T];
  const first = on(a, wins, x, y);
  return [first, on(a, "not", first)];
}

/** He_k(z), probabilists'; 0 for negative k, which its derivative needs. */
function hermite(k: number, z: number): number {
  if (k < 0) return 0;
  let previous = 0;
  let current = 1;
  for (let i = 1; i <= k; i++) [previous, current] = [current, z * current - (i - 1) * previous];
  return current;
}

/** The rule of a function or operator of the language; throws on an unknown name. */
export function ruleOf(fn: string): Rule {
  const rule = Object.hasOwn(table, fn) ? table[fn] : undefined;
  if (rule === undefined) throw new Error(`no coordinatewise function ${fn}`);
  return rule;
}
