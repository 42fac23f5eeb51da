/**
 * Which parts of a pass are worth keeping as vectors: those that a later pass would compute again. A part that a few
 * operations make from one vector is computed again, which is as fast as reading it; everything else is kept.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import type { Expr, ExprId, ExprPool } from "../ir/expr.ts";
import { functions } from "../ir/functions.ts";
import { below } from "./graft.ts";

/** Operations, in units of an addition, that cost no more than reading a vector. */
const CHEAP = 4;

/**
 * The parts of `now` that `later` should find as vectors. `isVector` tells what is a vector already, `varies` what
 * depends on coordinates at all.
 */
export function partsToKeep(
  pool: ExprPool,
  now: readonly ExprId[],
  later: readonly ExprId[],
  isVector: (id: ExprId) => boolean,
  varies: (id: ExprId) => boolean,
): readonly ExprId[] {
  const evaluated = new Set(below(pool, now, isVector));
  const kept: ExprId[] = [];
  const stop = (id: ExprId): boolean => {
    if (isVector(id) || !varies(id)) return true;
    if (!evaluated.has(id) || isCheap(pool, id, isVector, varies)) return false;
    kept.push(id);
    return true;
  };
  below(pool, later, stop);
  return kept.sort((a, b) => a - b);
}

function isCheap(
  pool: ExprPool,
  root: ExprId,
  isVector: (id: ExprId) => boolean,
  varies: (id: ExprId) => boolean,
): boolean {
  let cost = 0;
  let vectors = 0;
  for (const id of below(pool, [root], (part) => isVector(part) || !varies(part))) {
    if (!varies(id)) continue;
    if (isVector(id)) vectors += 1;
    else cost += costOf(pool, pool.get(id));
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
