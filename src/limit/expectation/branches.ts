/**
 * The affine branches of a piecewise linear argument: where `relu(h + step(g))` has its kink depends on the side of g, so
 * that it lies on one of two hyperplanes. All of them together hold every place where the argument may vanish.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
import type { Expander } from "./expand.ts";

/** More branches than this are left as one curved surface. */
const MOST = 16;

/** Undefined where the argument is not piecewise affine, or has too many pieces. */
export function affineBranches(pool: ExprPool, expander: Expander, argument: ExprId): readonly ExprId[] | undefined {
  const done = new Set<ExprId>();
  const open = [argument];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (expander.affine(id) !== undefined) {
      done.add(id);
    } else {
      const parts = split(pool, id);
      if (parts === undefined) return undefined;
      open.push(...parts);
    }
    if (done.size + open.length > MOST) return undefined;
  }
  return [...done];
}

/** The expression with its first piecewise linear function replaced by each of its branches. */
function split(pool: ExprPool, root: ExprId): readonly ExprId[] | undefined {
  const nodes = reachable(pool, [root]);
  for (const at of nodes) {
    const pieces = piecesOf(pool, at);
    if (pieces === undefined) continue;
    return pieces.map((piece) => {
      const image = new Map<ExprId, ExprId>([[at, piece]]);
      for (const id of nodes) {
        if (!image.has(id))
          image.set(
            id,
            rebuild(pool, pool.get(id), (child) => image.get(child) ?? child),
          );
      }
      return image.get(root) ?? root;
    });
  }
  return undefined;
}

function piecesOf(pool: ExprPool, id: ExprId): readonly ExprId[] | undefined {
  const node = pool.get(id);
  if (node.op === "select") return [node.then, node.otherwise];
  if (node.op !== "call") return undefined;
  const [x, y, z] = node.args;
  if (x === undefined) return undefined;
  const number = (value: number): ExprId => b.constant(pool, value);
  switch (node.fn) {
    case "step":
      return [number(0), number(1)];
    case "sign":
      return [number(-1), number(1)];
    case "relu":
      return [number(0), x];
    case "abs":
      return [x, b.negate(pool, x)];
    case "leaky_relu":
      return y === undefined ? undefined : [x, b.mul(pool, x, y)];
    case "max":
    case "min":
      return y === undefined ? undefined : [x, y];
    case "clip":
      return y === undefined || z === undefined ? undefined : [x, y, z];
    default:
      return undefined;
  }
}
