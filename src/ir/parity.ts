/**
 * How an expression changes when some of its coords change sign. An expectation over a law that is symmetric under
 * that change is exactly 0 if the expression is odd - provided that it exists, so expressions that may be infinite
 * (a pole, an exponential) are not claimed.
 */
import * as b from "./build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";
import type { FunctionName } from "./functions.ts";

export type Parity = "even" | "odd" | "none";

const ODD_FUNCTIONS: ReadonlySet<FunctionName> = new Set(["tanh", "erf", "sin", "sign"]);
const EVEN_FUNCTIONS: ReadonlySet<FunctionName> = new Set(["abs", "cos", "normal_pdf"]);

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
 * False where an expression has an exponential, a logarithm or a power that may meet zero. `known` remembers the
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
  return node.op !== "call" || (node.fn !== "exp" && node.fn !== "log");
}

/** A positive constant plus terms that are never negative. */
function isPositive(pool: ExprPool, id: ExprId): boolean {
  const node = pool.get(id);
  if (node.op !== "add") return false;
  const isNonnegative = (arg: ExprId): boolean => {
    const factor = pool.get(arg);
    if (factor.op === "const") return factor.value > 0;
    if (factor.op === "mul") return factor.args.every(isNonnegative);
    if (factor.op === "call") return factor.fn === "abs" || factor.fn === "relu" || factor.fn === "sigmoid";
    return factor.op === "pow" && (b.constantValue(pool, factor.exponent) ?? 1) % 2 === 0;
  };
  return node.args.some((arg) => (b.constantValue(pool, arg) ?? 0) > 0) && node.args.every(isNonnegative);
}
