/** Expressions as text where some parts, not only leaves, go by a name. */
import { createPool, type Expr, type ExprId, type ExprPool } from "../ir/expr.ts";
import { printShortened } from "../ir/print-expression.ts";
import { graft } from "./graft.ts";

/** The text of `root`, cut to about `longest` characters; a part for which `nameOf` answers is written as that name. */
export function namedText(
  pool: ExprPool,
  root: ExprId,
  nameOf: (id: ExprId, node: Expr) => string | undefined,
  longest: number,
): string {
  const scratch = createPool();
  const names: string[] = [];
  const [image = root] = graft(pool, scratch, [root], (id, node) => {
    const name = nameOf(id, node);
    if (name === undefined) return undefined;
    names.push(name);
    return scratch.intern({ op: "coord", index: names.length - 1 });
  });
  const leaves = { coord: (index: number) => names[index] ?? "", param: (index: number) => `c${index}` };
  return printShortened(scratch, image, leaves, longest);
}
