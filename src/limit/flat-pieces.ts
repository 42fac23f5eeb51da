/**
 * The values that an expression keeps on part of its domain: `relu(g) - c` is `-c` wherever g < 0, an atom of its law. They
 * are expressions of scalars; which part it is, and whether it is empty, is not looked at.
 */
import * as b from "../ir/build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "../ir/expr.ts";
import { rebuild } from "../ir/substitute.ts";

/** No more pieces of one expression are followed. */
const MOST = 8;

/** The flat pieces of `root`, without those of its coords; `root` itself where it reads none. */
export function flatPieces(pool: ExprPool, root: ExprId): readonly ExprId[] {
  const pieces = new Map<ExprId, readonly ExprId[]>();
  const of = (id: ExprId): readonly ExprId[] => pieces.get(id) ?? [];
  for (const id of reachable(pool, [root])) {
    const node = pool.get(id);
    pieces.set(id, [...new Set([...ownPieces(pool, node, of), ...combined(pool, node, of)])].slice(0, MOST));
  }
  return of(root);
}

/** Where one operand decides alone. */
function ownPieces(pool: ExprPool, node: Expr, of: (id: ExprId) => readonly ExprId[]): readonly ExprId[] {
  const zero = b.constant(pool, 0);
  if (node.op === "select") return [...of(node.then), ...of(node.otherwise)];
  if (node.op === "mul") return node.args.some((arg) => of(arg).includes(zero)) ? [zero] : [];
  if (node.op !== "call") return [];
  switch (node.fn) {
    case "relu":
      return [zero];
    case "max":
    case "min":
      return node.args.flatMap(of);
    case "clip":
      return node.args.slice(1).flatMap(of);
    default:
      return [];
  }
}

/** Where every operand is on one of its pieces. */
function combined(pool: ExprPool, node: Expr, of: (id: ExprId) => readonly ExprId[]): readonly ExprId[] {
  if (node.op === "coord" || node.op === "select") return [];
  let choices: readonly ReadonlyMap<ExprId, ExprId>[] = [new Map()];
  for (const child of new Set(childrenOf(node)))
    choices = choices
      .flatMap((choice) => of(child).map((piece) => new Map([...choice, [child, piece]])))
      .slice(0, MOST);
  return choices.map((choice) => rebuild(pool, node, (child) => choice.get(child) ?? child));
}
