/**
 * The normalising constructors: the only way to make expressions. Sums collect like terms, products collect
 * powers, constants fold; the value is kept except where an operand is infinite or NaN and at isolated
 * points (`x / x` becomes 1, `0 * x` becomes 0).
 */
import type { Expr, ExprId, ExprPool } from "./expr.ts";
import { type FunctionName, functions, isFormulaFunction } from "./functions.ts";

export function constant(pool: ExprPool, value: number): ExprId {
  return pool.intern({ op: "const", value: value === 0 ? 0 : value });
}

export function coord(pool: ExprPool, index: number): ExprId {
  return pool.intern({ op: "coord", index });
}

export function param(pool: ExprPool, index: number): ExprId {
  return pool.intern({ op: "param", index });
}

/** The value of a constant node, or undefined. */
export function constantValue(pool: ExprPool, id: ExprId): number | undefined {
  const node = pool.get(id);
  return node.op === "const" ? node.value : undefined;
}

/** A node as `coefficient * rest`; `rest` is undefined for a constant. */
export function splitCoefficient(pool: ExprPool, id: ExprId): { coefficient: number; rest: ExprId | undefined } {
  const node = pool.get(id);
  if (node.op === "const") return { coefficient: node.value, rest: undefined };
  if (node.op === "mul") {
    const [first, ...others] = node.args;
    const value = first === undefined ? undefined : constantValue(pool, first);
    if (value !== undefined) {
      const rest = others.length === 1 ? others[0] : pool.intern({ op: "mul", args: others });
      return { coefficient: value, rest };
    }
  }
  return { coefficient: 1, rest: id };
}

export function add(pool: ExprPool, ...terms: readonly ExprId[]): ExprId {
  let sum = 0;
  const coefficients = new Map<ExprId, number>();
  for (const term of terms) {
    const node = pool.get(term);
    for (const part of node.op === "add" ? node.args : [term]) {
      const { coefficient, rest } = splitCoefficient(pool, part);
      if (rest === undefined) sum += coefficient;
      else coefficients.set(rest, (coefficients.get(rest) ?? 0) + coefficient);
    }
  }
  const args: ExprId[] = [];
  for (const [rest, coefficient] of coefficients) {
    if (coefficient !== 0) args.push(scaled(pool, coefficient, rest));
  }
  if (args.length === 0) return constant(pool, sum);
  if (sum !== 0 || Number.isNaN(sum)) args.push(constant(pool, sum));
  const [only] = args;
  if (args.length === 1 && only !== undefined) return only;
  // 2 (x + y) - (x + y) has left a sum as a term.
  if (args.some((arg) => pool.get(arg).op === "add")) return add(pool, ...args);
  return pool.intern({ op: "add", args: sortArgs(pool, args) });
}

/** `coefficient * rest` where `rest` has no constant factor. */
function scaled(pool: ExprPool, coefficient: number, rest: ExprId): ExprId {
  if (coefficient === 1) return rest;
  const node = pool.get(rest);
  const factors = node.op === "mul" ? node.args : [rest];
  return pool.intern({ op: "mul", args: [constant(pool, coefficient), ...factors] });
}

/** Constants first, then by id: one order whatever the order of construction. */
function sortArgs(pool: ExprPool, args: readonly ExprId[]): ExprId[] {
  const rank = (id: ExprId) => (constantValue(pool, id) === undefined ? id : -1);
  return [...args].sort((a, b) => rank(a) - rank(b));
}

export function negate(pool: ExprPool, id: ExprId): ExprId {
  return mul(pool, constant(pool, -1), id);
}

export function subtract(pool: ExprPool, a: ExprId, b: ExprId): ExprId {
  return add(pool, a, negate(pool, b));
}

export function mul(pool: ExprPool, ...factors: readonly ExprId[]): ExprId {
  let product = 1;
  const exponents = new Map<ExprId, number>();
  for (const factor of factors) {
    const node = pool.get(factor);
    for (const part of node.op === "mul" ? node.args : [factor]) {
      const value = constantValue(pool, part);
      if (value !== undefined) {
        product *= value;
        continue;
      }
      const { base, exponent } = splitPower(pool, part);
      exponents.set(base, (exponents.get(base) ?? 0) + exponent);
    }
  }
  if (product === 0) return constant(pool, 0);
  const args: ExprId[] = [];
  for (const [base, exponent] of exponents) {
    if (exponent !== 0) args.push(exponent === 1 ? base : pool.intern(powNode(pool, base, exponent)));
  }
  if (args.length === 0) return constant(pool, product);
  if (product !== 1) args.push(constant(pool, product));
  const [only] = args;
  return args.length === 1 && only !== undefined ? only : pool.intern({ op: "mul", args: sortArgs(pool, args) });
}

function powNode(pool: ExprPool, base: ExprId, exponent: number): Expr {
  return { op: "pow", base, exponent: constant(pool, exponent) };
}

/** A node as base and constant exponent; only integer powers are taken apart, which is exact for every sign. */
function splitPower(pool: ExprPool, id: ExprId): { base: ExprId; exponent: number } {
  const node = pool.get(id);
  if (node.op === "pow") {
    const exponent = constantValue(pool, node.exponent);
    if (exponent !== undefined && Number.isInteger(exponent)) return { base: node.base, exponent };
  }
  return { base: id, exponent: 1 };
}

export function divide(pool: ExprPool, a: ExprId, b: ExprId): ExprId {
  const x = constantValue(pool, a);
  const y = constantValue(pool, b);
  // 49 * (1 / 49) is not 1.
  if (x !== undefined && y !== undefined) return constant(pool, x / y);
  return mul(pool, a, pow(pool, b, constant(pool, -1)));
}

export function pow(pool: ExprPool, base: ExprId, exponent: ExprId): ExprId {
  const e = constantValue(pool, exponent);
  const b = constantValue(pool, base);
  if (e === 0) return constant(pool, 1);
  if (e === 1) return base;
  if (e !== undefined && b !== undefined) return constant(pool, b ** e);
  if (e !== undefined && Number.isInteger(e)) {
    const node = pool.get(base);
    if (node.op === "mul") return mul(pool, ...node.args.map((factor) => pow(pool, factor, exponent)));
    // pi is positive: its roots have whole powers too.
    const [root, power] = node.op === "pow" ? [pool.get(node.base), constantValue(pool, node.exponent)] : [];
    if (node.op === "pow" && root?.op === "call" && root.fn === "pi" && power !== undefined)
      return pow(pool, node.base, constant(pool, power * e));
    const inner = splitPower(pool, base);
    if (inner.base !== base) return pow(pool, inner.base, constant(pool, inner.exponent * e));
  }
  return pool.intern({ op: "pow", base, exponent });
}

export function powInt(pool: ExprPool, base: ExprId, exponent: number): ExprId {
  return pow(pool, base, constant(pool, exponent));
}

/**
 * Applies a function; the number of arguments must be right. Builtins fold when all arguments are constants, functions
 * of formulas never.
 */
export function call(pool: ExprPool, fn: FunctionName, ...args: readonly ExprId[]): ExprId {
  if (isFormulaFunction(fn)) return pool.intern({ op: "call", fn, args });
  const values = args.map((arg) => constantValue(pool, arg));
  if (values.every((value) => value !== undefined)) return constant(pool, functions[fn].value(...values));
  return pool.intern({ op: "call", fn, args });
}

export function select(pool: ExprPool, when: ExprId, then: ExprId, otherwise: ExprId): ExprId {
  const value = constantValue(pool, when);
  if (value !== undefined) return value !== 0 ? then : otherwise;
  return then === otherwise ? then : pool.intern({ op: "select", when, then, otherwise });
}

/** The terms of a sum; anything else is its own only term. */
export function termsOf(pool: ExprPool, id: ExprId): readonly ExprId[] {
  const node = pool.get(id);
  return node.op === "add" ? node.args : [id];
}

/** The factors of a product; anything else is its own only factor. */
export function factorsOf(pool: ExprPool, id: ExprId): readonly ExprId[] {
  const node = pool.get(id);
  return node.op === "mul" ? node.args : [id];
}
