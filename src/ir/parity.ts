/**
 * How an expression changes when some of its coords change sign. An expectation over a law that is symmetric under
 * that change is exactly 0 if the expression is odd - provided that it exists, so expressions that may be infinite
 * (a pole, an exponential) are not claimed.
 */
import * as b from "./build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";
import type { FunctionName } from "./functions.ts";

export type Parity = "even" | "odd" | "none";

/** Of one argument: f(-x) = -f(x). */
export const ODD_FUNCTIONS: ReadonlySet<FunctionName> = new Set(["tanh", "erf", "sin", "sign"]);
/** Of one argument: f(-x) = f(x). */
export const EVEN_FUNCTIONS: ReadonlySet<FunctionName> = new Set(["abs", "cos", "normal_pdf"]);

/**
 * The parities of `roots`, given those of the coords; params do not change. `known` remembers the nodes of one pool
 * under one choice of coord parities.
 */
export function paritiesOf(
  pool: ExprPool,
  roots: readonly ExprId[],
  coordParity: (index: number) => Parity,
  known: Map<ExprId, Parity> = new Map(),
): Parity[] {
  const of = (id: ExprId): Parity => known.get(id) ?? "none";
  for (const id of reachable(pool, roots, (id) => known.has(id))) {
    known.set(id, parityOfNode(pool, pool.get(id), of, coordParity));
  }
  return roots.map(of);
}

/** The parity of a product. */
export function productParity(factors: readonly Parity[]): Parity {
  if (factors.includes("none")) return "none";
  return factors.filter((factor) => factor === "odd").length % 2 === 0 ? "even" : "odd";
}

function parityOfNode(
  pool: ExprPool,
  node: Expr,
  of: (id: ExprId) => Parity,
  coordParity: (index: number) => Parity,
): Parity {
  switch (node.op) {
    case "const":
    case "param":
      return "even";
    case "coord":
      return coordParity(node.index);
    case "add": {
      const first = of(node.args[0] as ExprId);
      return node.args.every((arg) => of(arg) === first) ? first : "none";
    }
    case "mul":
      return productParity(node.args.map(of));
    case "pow": {
      if (of(node.base) === "even" && of(node.exponent) === "even") return "even";
      const exponent = b.constantValue(pool, node.exponent);
      if (exponent === undefined || !Number.isInteger(exponent) || of(node.base) === "none") return "none";
      return exponent % 2 === 0 ? "even" : of(node.base);
    }
    case "call": {
      if (node.args.every((arg) => of(arg) === "even")) return "even";
      if (node.args.length !== 1 || of(node.args[0] as ExprId) !== "odd") return "none";
      return ODD_FUNCTIONS.has(node.fn) ? "odd" : EVEN_FUNCTIONS.has(node.fn) ? "even" : "none";
    }
    case "select":
      return of(node.when) === "even" && of(node.then) === of(node.otherwise) ? of(node.then) : "none";
  }
}

/**
 * False where an expression has an exponential that may grow, a logarithm or a power that may meet zero. `known` remembers the
 * nodes of one pool that are tame with all that is below them.
 */
export function isTame(pool: ExprPool, roots: readonly ExprId[], known: Set<ExprId> = new Set()): boolean {
  const fresh = reachable(pool, roots, (id) => known.has(id));
  const tame = fresh.every((id) => isTameNode(pool, id));
  if (tame) for (const id of fresh) known.add(id);
  return tame;
}

/** As {@link isTame}, of what reads a variable: a negative power of a scalar is a constant. */
export function isTameInVariables(pool: ExprPool, root: ExprId): boolean {
  const random = new Set<ExprId>();
  for (const id of reachable(pool, [root])) {
    const node = pool.get(id);
    if (node.op === "coord" || childrenOf(node).some((child) => random.has(child))) random.add(id);
  }
  return [...random].every((id) => isTameNode(pool, id));
}

function isTameNode(pool: ExprPool, id: ExprId): boolean {
  const node = pool.get(id);
  if (node.op === "pow") {
    const exponent = b.constantValue(pool, node.exponent);
    return exponent !== undefined && (exponent > 0 || isPositive(pool, node.base));
  }
  if (node.op !== "call") return true;
  if (node.fn === "exp") return isBoundedAbove(pool, node.args[0] as ExprId);
  return node.fn !== "log";
}

/** Certainly no more than a number: a number less what is never negative, as in `exp(-z^2)`. */
function isBoundedAbove(pool: ExprPool, id: ExprId): boolean {
  return b.termsOf(pool, id).every((term) => {
    const { coefficient, rest } = b.splitCoefficient(pool, term);
    return rest === undefined || (coefficient < 0 && isNonnegative(pool, rest));
  });
}

/** A positive constant plus terms that are never negative. */
function isPositive(pool: ExprPool, id: ExprId): boolean {
  const node = pool.get(id);
  if (node.op !== "add") return false;
  return (
    node.args.some((arg) => (b.constantValue(pool, arg) ?? 0) > 0) && node.args.every((arg) => isNonnegative(pool, arg))
  );
}

function isNonnegative(pool: ExprPool, id: ExprId): boolean {
  const node = pool.get(id);
  switch (node.op) {
    case "const":
      return node.value >= 0;
    case "mul":
      return node.args.every((factor) => isNonnegative(pool, factor));
    case "call":
      return node.fn === "abs" || node.fn === "relu" || node.fn === "sigmoid";
    case "pow":
      return (b.constantValue(pool, node.exponent) ?? 1) % 2 === 0;
    default:
      return false;
  }
}
