/**
 * Where a pointwise derivative is not the derivative of the expectation: an expression that jumps as a function of
 * a basis variable (`step`, `sign`, comparisons, a `where` whose branches disagree at the boundary). Its Onsager
 * coefficients come from Stein's lemma instead. The answer errs on the safe side: a kink taken for a jump only
 * costs digits, since Stein's lemma holds for both.
 */
import * as b from "../ir/build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "../ir/expr.ts";
import { functions } from "../ir/functions.ts";
import { rebuild } from "../ir/substitute.ts";

/** True if `root` depends on one of the coords `on` through a jump. */
export function dependsThroughJump(pool: ExprPool, root: ExprId, on: ReadonlySet<number>): boolean {
  const order = reachable(pool, [root]);
  const depends = new Set<ExprId>();
  for (const id of order) {
    const node = pool.get(id);
    const leaf = node.op === "coord" && on.has(node.index);
    if (leaf || childrenOf(node).some((child) => depends.has(child))) depends.add(id);
  }
  return jumpsIn(pool, root).some((id) => depends.has(id));
}

/** The calls that jump; a condition under a continuous `where` is none, unless something else uses it too. */
export function jumpsIn(pool: ExprPool, root: ExprId): readonly ExprId[] {
  const used = new Set<ExprId>([root]);
  const jumps: ExprId[] = [];
  for (const id of reachable(pool, [root]).toReversed()) {
    if (!used.has(id)) continue;
    const node = pool.get(id);
    if (node.op === "call" && functions[node.fn].regularity === "jump") jumps.push(id);
    const [condition, ...branches] = childrenOf(node);
    const seen =
      node.op === "select" && condition !== undefined && isContinuous(pool, node) ? branches : childrenOf(node);
    for (const child of seen) used.add(child);
  }
  return jumps;
}

/** True if the two branches of a `where` are the same expression on every boundary of its condition. */
export function isContinuous(pool: ExprPool, node: Extract<Expr, { op: "select" }>): boolean {
  const boundaries = boundariesOf(pool, node.when) ?? [undefined];
  return boundaries.every((boundary) => {
    if (boundary === undefined) return false;
    const [then, otherwise] = replace(pool, [node.then, node.otherwise], boundary.side, boundary.level);
    return then === otherwise;
  });
}

/** The equations `side = level` on which a condition changes; undefined if it is not made of comparisons. */
function boundariesOf(pool: ExprPool, condition: ExprId): { side: ExprId; level: ExprId }[] | undefined {
  const node = pool.get(condition);
  if (node.op !== "call") return undefined;
  switch (node.fn) {
    case "less":
    case "less_equal":
    case "equal": {
      const [left, right] = node.args as readonly [ExprId, ExprId];
      return [b.constantValue(pool, left) === undefined ? { side: left, level: right } : { side: right, level: left }];
    }
    case "step":
      return [{ side: node.args[0] as ExprId, level: b.constant(pool, 0) }];
    case "and":
    case "or":
    case "not": {
      const parts = node.args.map((arg) => boundariesOf(pool, arg));
      return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
    }
    default:
      return undefined;
  }
}

/** `roots` with every occurrence of the node `from` replaced by `to`. */
function replace(pool: ExprPool, roots: readonly ExprId[], from: ExprId, to: ExprId): ExprId[] {
  const image = new Map<ExprId, ExprId>();
  for (const id of reachable(pool, roots)) {
    image.set(id, id === from ? to : rebuild(pool, pool.get(id), (child) => image.get(child) ?? child));
  }
  return roots.map((id) => image.get(id) ?? id);
}
