/** Sums and products of any number of bodies. */
import * as b from "../build.ts";
import type { ExprId, ExprPool } from "../expr.ts";

/** Operands that one node may have; longer sums and products are built in parts. */
const chunk = 4096;

/** An n-ary constructor applied to any number of operands. */
function inChunks(
  pool: ExprPool,
  ids: readonly ExprId[],
  make: (pool: ExprPool, ...ids: readonly ExprId[]) => ExprId,
): ExprId {
  if (ids.length <= chunk) return make(pool, ...ids);
  const parts: ExprId[] = [];
  for (let k = 0; k < ids.length; k += chunk) parts.push(make(pool, ...ids.slice(k, k + chunk)));
  return inChunks(pool, parts, make);
}

/** The sum of bodies. */
export function addChunks(pool: ExprPool, ids: readonly ExprId[]): ExprId {
  return inChunks(pool, ids, b.add);
}

/** The product of bodies. */
export function multiplyChunks(pool: ExprPool, ids: readonly ExprId[]): ExprId {
  return inChunks(pool, ids, b.mul);
}
