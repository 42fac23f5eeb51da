/** How long a formula is for a reader, who sees shared parts written out every time. */
import { childrenOf, type ExprId, type ExprPool, reachable } from "../ir/expr.ts";

/** Formulas of more nodes than this are written with names of vectors. */
export const LONG = 60;

/** Number of nodes when shared parts are written out every time; `known` is filled on the way. */
export function sizeOf(pool: ExprPool, root: ExprId, known: Map<ExprId, number>): number {
  for (const id of reachable(pool, [root], (node) => known.has(node))) {
    known.set(
      id,
      childrenOf(pool.get(id)).reduce((sum, child) => sum + (known.get(child) ?? 0), 1),
    );
  }
  return known.get(root) ?? 0;
}
