/**
 * What a closed form is made of. A formula written against `Arithmetic` serves numbers and expressions alike: with
 * `numbers` it is evaluated, with `expressions` it is derived, from the same lines. Constants of expressions
 * stay exact: `pi` is a symbol, and the exponential of a number is not folded.
 */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { FLOOR } from "../../ir/functions.ts";
import { bivariateNormalCdf, owensT } from "../../math/bivariate-normal.ts";
import { normalCdf, normalPdf } from "../../math/special.ts";
import { shorter } from "./polynomials.ts";
import { powerOf, productOf } from "./products.ts";

export interface Arithmetic<T> {
  number(value: number): T;
  readonly pi: T;
  add(...terms: readonly T[]): T;
  multiply(...factors: readonly T[]): T;
  /** factor * sum, multiplied into every term of the sum. */
  distribute(factor: T, sum: T): T;
  divide(a: T, b: T): T;
  /** The base is not negative where the exponent is not whole. */
  power(base: T, exponent: number): T;
  exp(x: T): T;
  sin(x: T): T;
  cos(x: T): T;
  /** The angle of the point (x, y). */
  atan2(y: T, x: T): T;
  normalCdf(x: T): T;
  normalPdf(x: T): T;
  owensT(h: T, a: T): T;
  bivariateNormalCdf(h: T, k: T, rho: T): T;
  /** max(x, FLOOR) of what is 0 or negative by rounding only, such as q11 q22 - q12^2. */
  clamp(x: T): T;
  /** The same, multiplied out where that is shorter. */
  simplest(x: T): T;
  /** Certainly zero; an expression that vanishes for some values of its params is not. */
  isZero(x: T): boolean;
  /** Certainly the same. */
  same(x: T, y: T): boolean;
}

export const numbers: Arithmetic<number> = {
  number: (value) => value,
  pi: Math.PI,
  add: (...terms) => terms.reduce((sum, term) => sum + term, 0),
  multiply: (...factors) => factors.reduce((product, factor) => product * factor, 1),
  distribute: (factor, sum) => factor * sum,
  divide: (a, c) => a / c,
  power: (base, exponent) => (exponent === 0.5 ? Math.sqrt(base) : base ** exponent),
  exp: Math.exp,
  sin: Math.sin,
  cos: Math.cos,
  atan2: Math.atan2,
  normalCdf,
  normalPdf,
  owensT,
  // A correlation that is computed may come out beyond 1 by rounding.
  bivariateNormalCdf: (h, k, rho) => bivariateNormalCdf(h, k, Math.min(1, Math.max(-1, rho))),
  clamp: (x) => Math.max(x, FLOOR),
  simplest: (x) => x,
  isZero: (x) => x === 0,
  same: (x, y) => x === y,
};

/** Expressions of `pool`, simplified as far as that is certain. */
export function expressions(pool: ExprPool): Arithmetic<ExprId> {
  const number = (value: number): ExprId => b.constant(pool, value);
  const constantOf = (x: ExprId): number | undefined => b.constantValue(pool, x);
  const isZero = (x: ExprId): boolean => constantOf(x) === 0;
  const pi = b.call(pool, "pi");
  const add = (...terms: readonly ExprId[]): ExprId => b.add(pool, ...terms);
  const multiply = (...factors: readonly ExprId[]): ExprId => productOf(pool, factors);
  const power = (base: ExprId, exponent: number): ExprId => powerOf(pool, base, exponent);
  /** Not folded where the argument is a number: `exp(1/2)` says more than 1.6487. */
  const apply = (fn: "exp" | "sin" | "cos" | "normal_cdf" | "normal_pdf", x: ExprId): ExprId =>
    pool.intern({ op: "call", fn, args: [x] });
  const atan2 = (y: ExprId, x: ExprId): ExprId => {
    const [height, width] = [constantOf(y), constantOf(x)];
    if (height !== undefined && width !== undefined) {
      const twelfths = (Math.atan2(height, width) * 12) / Math.PI;
      const whole = Math.round(twelfths);
      if (Math.abs(twelfths - whole) < 1e-15 * Math.max(1, Math.abs(whole))) return multiply(number(whole / 12), pi);
    }
    return b.call(pool, "atan2", y, x);
  };
  const negated = (x: ExprId): ExprId => multiply(number(-1), x);
  const isNegative = (x: ExprId): boolean => {
    const node = pool.get(x);
    const parts = node.op === "add" ? node.args : [x];
    return parts.every((part) => b.splitCoefficient(pool, part).coefficient < 0);
  };
  /** Folded where the value is a root of a fraction: cos(pi / 4) is sqrt(1/2). */
  const wave = (fn: "sin" | "cos", x: ExprId): ExprId => {
    const angle = constantOf(x);
    const value = angle === undefined ? undefined : fn === "sin" ? Math.sin(angle) : Math.cos(angle);
    if (value === undefined) return apply(fn, x);
    const quarters = 4 * value * value;
    const whole = Math.round(quarters);
    if (Math.abs(quarters - whole) > 1e-14) return apply(fn, x);
    return number((Math.sign(value) * Math.sqrt(whole)) / 2);
  };
  const cdf = (x: ExprId): ExprId => (isZero(x) ? number(0.5) : apply("normal_cdf", x));
  return {
    number,
    pi,
    add,
    multiply,
    distribute: (factor, sum) => {
      const node = pool.get(sum);
      return node.op === "add" ? add(...node.args.map((term) => multiply(factor, term))) : multiply(factor, sum);
    },
    divide: (a, c) => multiply(a, power(c, -1)),
    power,
    exp: (x) => (isZero(x) ? number(1) : apply("exp", x)),
    sin: (x) => (isNegative(x) ? multiply(number(-1), wave("sin", negated(x))) : wave("sin", x)),
    cos: (x) => wave("cos", isNegative(x) ? negated(x) : x),
    atan2,
    normalCdf: cdf,
    normalPdf: (x) =>
      isZero(x) ? power(multiply(number(2), pi), -0.5) : apply("normal_pdf", isNegative(x) ? negated(x) : x),
    owensT: (h, a) => {
      if (isZero(a)) return number(0);
      if (isZero(h)) return multiply(atan2(a, number(1)), power(multiply(number(2), pi), -1));
      return b.call(pool, "owens_t", h, a);
    },
    bivariateNormalCdf: (h, k, rho) => {
      if (isZero(rho)) return multiply(cdf(h), cdf(k));
      if (!isZero(h) || !isZero(k)) return b.call(pool, "bivariate_normal_cdf", h, k, rho);
      const sine = power(add(number(1), multiply(number(-1), power(rho, 2))), 0.5);
      return add(number(0.25), multiply(atan2(rho, sine), power(multiply(number(2), pi), -1)));
    },
    clamp: (x) => b.call(pool, "max", x, number(FLOOR)),
    simplest: (x) => shorter(pool, x),
    isZero,
    same: (x, y) => x === y,
  };
}
