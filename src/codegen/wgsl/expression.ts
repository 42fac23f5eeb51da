/**
 * Expressions of the pool as WGSL: one statement for every part that is used more than once or would make a line too
 * long, everything else in place. Parts that depend on no coordinate are set apart, to be computed once.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import { childrenOf, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import type { LibraryName } from "./library.ts";
import type { Names } from "./names.ts";
import { type Leaves, type Piece, pieceOf } from "./piece.ts";

export interface ExpressionText {
  /** Statements that depend on params only. */
  readonly before: readonly string[];
  /** Statements for one coordinate. */
  readonly inside: readonly string[];
  /** The value of each root, in terms of these statements. */
  readonly roots: readonly string[];
  /** The functions that are called. */
  readonly needs: ReadonlySet<LibraryName>;
}

/** A text longer than this gets a statement of its own. */
const LONGEST = 72;

/** `titles` are identifiers for some of the roots, which then have statements of these names. */
export function expressionText(
  pool: ExprPool,
  roots: readonly ExprId[],
  leaves: Leaves,
  names: Names,
  titles: ReadonlyMap<ExprId, string> = new Map(),
): ExpressionText {
  const before: string[] = [];
  const inside: string[] = [];
  const needs = new Set<LibraryName>();
  const pieces = new Map<ExprId, Piece>();
  const varying = new Set<ExprId>();
  const order = reachable(pool, roots);
  const uses = countUses(pool, order, roots);

  const store = (id: ExprId, piece: Piece): Piece => {
    const name = titles.get(id) ?? names.fresh("t");
    (varying.has(id) ? inside : before).push(`let ${name} = ${piece.text};`);
    const stored: Piece = { text: name, tightness: "atom", opposite: undefined, reciprocal: undefined };
    pieces.set(id, stored);
    return stored;
  };
  const isLeaf = (id: ExprId): boolean => ["const", "coord", "param"].includes(pool.get(id).op);
  const isStored = (id: ExprId): boolean => isLeaf(id) || pieces.get(id)?.text.match(/^\w+$/) !== null;
  const known = (id: ExprId): Piece => {
    const piece = pieces.get(id);
    invariant(piece !== undefined, () => `expression ${id} is used before it is written`);
    return piece;
  };

  for (const id of order) {
    const node = pool.get(id);
    if (node.op === "coord" || childrenOf(node).some((child) => varying.has(child))) varying.add(id);
    const piece = pieceOf(node, {
      pool,
      leaves,
      needs,
      // What does not vary is not computed again for every coordinate.
      operand: (child) =>
        varying.has(id) && !varying.has(child) && !isStored(child) ? store(child, known(child)) : known(child),
      atom: (child) => (isStored(child) ? known(child) : store(child, known(child))),
    });
    pieces.set(id, piece);
    const isNamed = titles.has(id) || (uses.get(id) ?? 0) > 1;
    if ((isNamed && !isLeaf(id)) || piece.text.length > LONGEST) store(id, piece);
  }
  return { before, inside, roots: roots.map((root) => known(root).text), needs };
}

function countUses(pool: ExprPool, order: readonly ExprId[], roots: readonly ExprId[]): Map<ExprId, number> {
  const uses = new Map<ExprId, number>();
  const count = (id: ExprId) => uses.set(id, (uses.get(id) ?? 0) + 1);
  for (const id of order) childrenOf(pool.get(id)).forEach(count);
  roots.forEach(count);
  return uses;
}
