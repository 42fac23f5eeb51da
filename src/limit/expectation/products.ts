/**
 * Products and powers of formulas, simplified further than those of programs: the base of a root is known not to be
 * negative, so `q * q^(-1/2)` is `q^(1/2)` (and is 0 at q = 0, where the product is not a number), exponentials
 * are collected, and a number times a sum is the sum of the multiples.
 */
import * as b from "../../ir/build.ts";
import type { Expr, ExprId, ExprPool } from "../../ir/expr.ts";
import { FLOOR } from "../../ir/functions.ts";

export function productOf(pool: ExprPool, factors: readonly ExprId[]): ExprId {
  return productOfPowers(
    pool,
    factors.map((factor) => [factor, 1] as const),
  );
}

/** base^exponent; factors that cannot be negative leave a root. */
export function powerOf(pool: ExprPool, base: ExprId, exponent: number): ExprId {
  return productOfPowers(pool, [[base, exponent]]);
}

function productOfPowers(pool: ExprPool, powers: readonly (readonly [base: ExprId, exponent: number])[]): ExprId {
  let coefficient = 1;
  const exponents = new Map<ExprId, number>();
  const logarithms: ExprId[] = [];
  const collect = (id: ExprId, exponent: number): void => {
    const node = pool.get(id);
    const whole = Number.isInteger(exponent);
    if (node.op === "const" && (whole || node.value > 0)) {
      coefficient *= numberToThe(node.value, exponent);
    } else if (node.op === "mul" && (whole || node.args.some((arg) => isPositive(pool.get(arg))))) {
      const single = node.args.filter((arg) => whole || isPositive(pool.get(arg)));
      for (const arg of single) collect(arg, exponent);
      if (single.length < node.args.length) {
        collect(b.mul(pool, ...node.args.filter((arg) => !single.includes(arg))), exponent);
      }
    } else if (node.op === "call" && node.fn === "exp") {
      logarithms.push(b.mul(pool, b.constant(pool, exponent), node.args[0] as ExprId));
    } else if (node.op === "call" && node.fn === "sqrt") {
      collect(node.args[0] as ExprId, exponent / 2);
    } else {
      const inner = node.op === "pow" ? b.constantValue(pool, node.exponent) : undefined;
      // (x^2)^(1/2) is |x|; odd powers are negative where x is.
      if (node.op === "pow" && inner !== undefined && (whole || inner % 2 !== 0)) {
        collect(node.base, exponent * inner);
      } else exponents.set(id, (exponents.get(id) ?? 0) + exponent);
    }
  };
  for (const [base, exponent] of powers) collect(base, exponent);
  mergeClamped(pool, exponents);
  if (coefficient === 0) return b.constant(pool, 0);
  coefficient = snapped(coefficient);
  const parts = [...exponents].flatMap(([base, exponent]) =>
    exponent === 0 ? [] : [b.pow(pool, base, b.constant(pool, exponent))],
  );
  const logarithm = b.add(pool, ...logarithms);
  if (b.constantValue(pool, logarithm) !== 0) parts.push(pool.intern({ op: "call", fn: "exp", args: [logarithm] }));
  const [only] = parts;
  const sum = only !== undefined && parts.length === 1 ? pool.get(only) : undefined;
  if (sum?.op === "add" && coefficient !== 1) {
    return b.add(pool, ...sum.args.map((arg) => productOf(pool, [b.constant(pool, coefficient), arg])));
  }
  return b.mul(pool, b.constant(pool, coefficient), ...parts);
}

/** max(x, FLOOR) is x but for rounding: x * max(x, FLOOR)^(-1/2) is max(x, FLOOR)^(1/2). */
function mergeClamped(pool: ExprPool, exponents: Map<ExprId, number>): void {
  for (const [base, exponent] of exponents) {
    const node = pool.get(base);
    if (node.op !== "call" || node.fn !== "max" || b.constantValue(pool, node.args[1] as ExprId) !== FLOOR) continue;
    const inner = node.args[0] as ExprId;
    const own = exponents.get(inner);
    if (own === undefined) continue;
    exponents.delete(inner);
    exponents.set(base, own + exponent);
  }
}

const LARGEST_DENOMINATOR = 24;
const DIGITS = 13;

/** The short fraction or decimal that `value` is but for rounding: 2 for sqrt(2)^2, 0.3 for 0.1 + 0.2. */
export function snapped(value: number): number {
  const isNear = (short: number): boolean => Math.abs(short - value) <= 4 * Number.EPSILON * Math.abs(value);
  for (let denominator = 1; denominator <= LARGEST_DENOMINATOR; denominator++) {
    const fraction = Math.round(value * denominator) / denominator;
    if (fraction !== 0 && isNear(fraction)) return fraction;
  }
  const decimal = Number(value.toPrecision(DIGITS));
  return isNear(decimal) ? decimal : value;
}

function numberToThe(value: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(value);
  return exponent === -0.5 ? 1 / Math.sqrt(value) : value ** exponent;
}

function isPositive(node: Expr): boolean {
  switch (node.op) {
    case "const":
      return node.value > 0;
    case "call":
      return node.fn === "pi" || node.fn === "exp" || node.fn === "sqrt";
    default:
      return false;
  }
}
