/**
 * Replaces the affine parts of expressions from the outside inwards: what is affine is written as one whole, and so is
 * the affine part of a sum; only what functions read is looked at further. Without recursion; parts are met in one
 * order, so that whoever numbers them when they are written gets the same numbers every time.
 */
import * as b from "../ir/build.ts";
import { childrenOf, type ExprId, type ExprPool } from "../ir/expr.ts";
import { rebuild } from "../ir/substitute.ts";

export interface AffineParts<A> {
  /** The expression as an affine function of basis variables, if it is one. */
  readonly affine: (id: ExprId) => A | undefined;
  /** The affine part of a sum that is not affine as a whole, and its other terms; undefined where there is none. */
  readonly split: (args: readonly ExprId[]) => { readonly affine: A; readonly rest: readonly ExprId[] } | undefined;
  readonly write: (affine: A) => ExprId;
}

export function rewriteAffineParts<A>(
  pool: ExprPool,
  roots: readonly ExprId[],
  { affine, split, write }: AffineParts<A>,
): readonly ExprId[] {
  const image = new Map<ExprId, ExprId>();
  const of = (child: ExprId): ExprId => image.get(child) ?? child;
  const visit = (root: ExprId): ExprId => {
    const stack: ExprId[] = [root];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      if (image.has(id)) {
        stack.pop();
        continue;
      }
      const whole = affine(id);
      if (whole !== undefined) {
        image.set(id, write(whole));
        continue;
      }
      const node = pool.get(id);
      const parts = node.op === "add" ? split(node.args) : undefined;
      const pending = (parts?.rest ?? childrenOf(node)).filter((child) => !image.has(child));
      if (pending.length > 0) stack.push(...pending);
      else {
        const written =
          parts === undefined ? rebuild(pool, node, of) : b.add(pool, write(parts.affine), ...parts.rest.map(of));
        image.set(id, written);
      }
    }
    return of(root);
  };
  return roots.map(visit);
}
