/**
 * Functions of piecewise affine arguments: f(a + b 1[c > 0]) = f(a + b) 1[c > 0] + f(a) 1[c < 0]. A kink or a jump inside
 * the argument is replaced by each of its branches in turn, until the arguments are affine.
 */
import * as b from "../../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
import type { Operands } from "./expand.ts";
import { indicator } from "./functions.ts";
import { collectTerms, type Expansion, multiplyExpansions } from "./term.ts";

/** More kinks than this in one argument are not taken apart: every one doubles the pieces. */
const MOST_KINKS = 3;

interface Kink {
  readonly at: ExprId;
  /** The branches change where this is 0. */
  readonly boundary: ExprId;
  readonly above: ExprId;
  readonly below: ExprId;
}

/** Undefined where there are no such pieces, or they are no simpler. */
export function expandPieces(cx: Operands, id: ExprId): Expansion | undefined {
  const { pool } = cx;
  const kinks = reachable(pool, [id]).flatMap((inner) => {
    const kink = inner === id || cx.isUniform(inner) ? undefined : kinkOf(pool, inner);
    return kink === undefined || cx.affine(kink.boundary) === undefined ? [] : [kink];
  });
  const [first] = kinks;
  if (first === undefined || kinks.length > MOST_KINKS) return undefined;
  const form = cx.affine(first.boundary);
  const piece = (side: "above" | "below"): Expansion | undefined => {
    const branch = cx.expand(replaced(pool, id, first.at, first[side]));
    const mark = indicator(cx, form, side);
    if (branch === undefined || mark === undefined || branch.some(({ opaque }) => opaque.length > 0)) return undefined;
    return multiplyExpansions(cx, branch, mark);
  };
  const above = piece("above");
  const below = above === undefined ? undefined : piece("below");
  return above === undefined || below === undefined ? undefined : collectTerms(cx, [...above, ...below]);
}

function kinkOf(pool: ExprPool, id: ExprId): Kink | undefined {
  const node = pool.get(id);
  if (node.op !== "call") return undefined;
  const [x, y] = node.args as readonly [ExprId, ExprId];
  const number = (value: number): ExprId => b.constant(pool, value);
  const kink = (boundary: ExprId, above: ExprId, below: ExprId): Kink => ({ at: id, boundary, above, below });
  switch (node.fn) {
    case "relu":
      return kink(x, x, number(0));
    case "abs":
      return kink(x, x, b.negate(pool, x));
    case "step":
      return kink(x, number(1), number(0));
    case "sign":
      return kink(x, number(1), number(-1));
    case "leaky_relu":
      return kink(x, x, b.mul(pool, x, y));
    case "max":
      return kink(b.subtract(pool, x, y), x, y);
    case "min":
      return kink(b.subtract(pool, x, y), y, x);
    case "less":
    case "less_equal":
      return kink(b.subtract(pool, y, x), number(1), number(0));
    default:
      return undefined;
  }
}

function replaced(pool: ExprPool, root: ExprId, from: ExprId, to: ExprId): ExprId {
  const image = new Map<ExprId, ExprId>();
  const of = (id: ExprId): ExprId => image.get(id) ?? id;
  for (const id of reachable(pool, [root])) {
    const node: Expr = pool.get(id);
    image.set(id, id === from ? to : rebuild(pool, node, of));
  }
  return of(root);
}
