/** Replacing leaves: the one way to compose expressions and to renumber their arguments. */
import * as b from "./build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";

/** What to put for `coord i` and `param j`; a leaf stays as it is where the function answers undefined. */
export interface Substitution {
  readonly coord?: (index: number) => ExprId | undefined;
  readonly param?: (index: number) => ExprId | undefined;
}

/** `roots` with leaves replaced, rebuilt by the normalising constructors. Everything is in `pool`. */
export function substitute(pool: ExprPool, roots: readonly ExprId[], by: Substitution): ExprId[] {
  const image = new Map<ExprId, ExprId>();
  const of = (id: ExprId): ExprId => image.get(id) ?? id;
  for (const id of reachable(pool, roots)) {
    const node = pool.get(id);
    const changed = childrenOf(node).some((child) => of(child) !== child);
    image.set(id, leaf(node, by) ?? (changed ? rebuild(pool, node, of) : id));
  }
  return roots.map(of);
}

function leaf(node: Expr, by: Substitution): ExprId | undefined {
  if (node.op === "coord") return by.coord?.(node.index);
  if (node.op === "param") return by.param?.(node.index);
  return undefined;
}

/** The node with its operands replaced by `of`. */
export function rebuild(pool: ExprPool, node: Expr, of: (id: ExprId) => ExprId): ExprId {
  switch (node.op) {
    case "const":
    case "coord":
    case "param":
      return pool.intern(node);
    case "add":
      return b.add(pool, ...node.args.map(of));
    case "mul":
      return b.mul(pool, ...node.args.map(of));
    case "pow":
      return b.pow(pool, of(node.base), of(node.exponent));
    case "call":
      return b.call(pool, node.fn, ...node.args.map(of));
    case "select":
      return b.select(pool, of(node.when), of(node.then), of(node.otherwise));
  }
}

/** Copies expressions of one pool into another, replacing leaves on the way. */
export function transplant(from: ExprPool, to: ExprPool, roots: readonly ExprId[], by: Substitution): ExprId[] {
  const image = new Map<ExprId, ExprId>();
  for (const id of reachable(from, roots)) {
    const node = from.get(id);
    image.set(id, leaf(node, by) ?? rebuild(to, node, (child) => image.get(child) ?? child));
  }
  return roots.map((id) => image.get(id) ?? id);
}
