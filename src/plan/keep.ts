/**
 * Which parts of a pass are worth keeping as vectors: those that a later pass would compute again. A part that a few
 * operations make from one vector is computed again, which is as fast as reading it; everything else is kept.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool } from "../ir/expr.ts";
import { functions } from "../ir/functions.ts";
import type { Demand } from "./demand.ts";
import { below } from "./graft.ts";

/** Operations, in units of an addition, that cost no more than reading a vector. */
const CHEAP = 4;

/**
 * The parts of `now` that open tasks should find as vectors: those that such a task, or a node that this pass does not
 * evaluate, reads. `isVector` tells what is a vector already, `varies` what depends on coordinates at all.
 */
export function partsToKeep(
  pool: ExprPool,
  now: readonly ExprId[],
  demand: Demand,
  isVector: (id: ExprId) => boolean,
  varies: (id: ExprId) => boolean,
): readonly ExprId[] {
  const evaluated = below(pool, now, isVector);
  const within = new Map<ExprId, number>();
  for (const id of evaluated) {
    if (!demand.isUnmade(id)) continue;
    for (const child of childrenOf(pool.get(id))) within.set(child, (within.get(child) ?? 0) + 1);
  }
  return evaluated.filter((id) => {
    if (isVector(id) || !varies(id) || demand.count(id) <= (within.get(id) ?? 0)) return false;
    return !isCheap(pool, id, isVector, varies);
  });
}

/** Stops as soon as the answer is no: a few nodes suffice. */
function isCheap(
  pool: ExprPool,
  root: ExprId,
  isVector: (id: ExprId) => boolean,
  varies: (id: ExprId) => boolean,
): boolean {
  let cost = 0;
  let vectors = 0;
  const seen = new Set<ExprId>([root]);
  for (const id of seen) {
    if (!varies(id)) continue;
    const node = pool.get(id);
    if (isVector(id)) {
      vectors += 1;
    } else {
      cost += costOf(pool, node);
      if (cost <= CHEAP) for (const child of childrenOf(node)) seen.add(child);
    }
    if (cost > CHEAP || vectors > 1) return false;
  }
  return true;
}

/** Of one operation for one coordinate, in units of an addition. */
export function costOf(pool: ExprPool, node: Expr): number {
  switch (node.op) {
    case "const":
    case "coord":
    case "param":
      return 0;
    case "add":
    case "mul":
      return node.args.length - 1;
    case "pow": {
      const exponent = pool.get(node.exponent);
      return exponent.op === "const" && Number.isInteger(2 * exponent.value) ? 2 : 40;
    }
    case "call":
      return node.fn === "sqrt" ? 4 : functions[node.fn].regularity === "smooth" ? 30 : 1;
    case "select":
      return 1;
    default:
      return unreachable(node);
  }
}
