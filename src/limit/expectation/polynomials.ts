/** Multiplying out, where that makes an expression shorter: c (1 + b) - c b is c. */
import * as b from "../../ir/build.ts";
import { childrenOf, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { productOf } from "./products.ts";

const MOST_TERMS = 16;

/** The shorter one of a polynomial and its expanded form. */
export function shorter(pool: ExprPool, id: ExprId): ExprId {
  const expanded = expand(pool, id);
  if (expanded === undefined || expanded === id) return id;
  return size(pool, expanded) < size(pool, id) ? expanded : id;
}

/** Sums and products multiplied out, whole powers of sums too; undefined where that is long. */
function expand(pool: ExprPool, id: ExprId): ExprId | undefined {
  const node = pool.get(id);
  switch (node.op) {
    case "add": {
      const parts = node.args.map((arg) => expand(pool, arg));
      return parts.some((part) => part === undefined) ? undefined : b.add(pool, ...parts.map((part) => part ?? id));
    }
    case "mul":
      return multiplyOut(pool, node.args);
    case "pow": {
      const exponent = b.constantValue(pool, node.exponent);
      const whole = exponent !== undefined && Number.isInteger(exponent) && exponent > 1 && exponent <= 8;
      return whole && pool.get(node.base).op === "add" ? multiplyOut(pool, new Array(exponent).fill(node.base)) : id;
    }
    default:
      return id;
  }
}

function multiplyOut(pool: ExprPool, factors: readonly ExprId[]): ExprId | undefined {
  let terms: readonly ExprId[] = [b.constant(pool, 1)];
  for (const factor of factors) {
    const expanded = expand(pool, factor);
    if (expanded === undefined) return undefined;
    const node = pool.get(expanded);
    const parts = node.op === "add" ? node.args : [expanded];
    if (terms.length * parts.length > MOST_TERMS) return undefined;
    terms = terms.flatMap((term) => parts.map((part) => productOf(pool, [term, part])));
  }
  return b.add(pool, ...terms);
}

/** Number of leaves, shared parts counted every time. */
function size(pool: ExprPool, root: ExprId): number {
  const sizes = new Map<ExprId, number>();
  for (const id of reachable(pool, [root])) {
    const children = childrenOf(pool.get(id));
    sizes.set(id, children.length === 0 ? 1 : children.reduce((sum, child) => sum + (sizes.get(child) ?? 0), 0));
  }
  return sizes.get(root) ?? 0;
}
