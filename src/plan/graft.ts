/**
 * Copying expressions as they stand. Values of a program are normalised one by one, and a simulation is to overflow
 * and round where the program does, so unlike in ir/substitute.ts nothing is simplified across the seams.
 */
import { childrenOf, type Expr, type ExprId, type ExprPool } from "../ir/expr.ts";

/**
 * The nodes below and including `roots`, children before parents; nothing below a node for which `stop` holds, but
 * the node itself.
 */
export function below(pool: ExprPool, roots: Iterable<ExprId>, stop: (id: ExprId) => boolean): ExprId[] {
  const seen = new Set<ExprId>(roots);
  const stack = [...seen];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (stop(id)) continue;
    for (const child of childrenOf(pool.get(id))) {
      if (!seen.has(child)) {
        seen.add(child);
        stack.push(child);
      }
    }
  }
  return [...seen].sort((a, b) => a - b);
}

/** Copies of `roots` in the pool `to`; a node for which `leaf` answers is replaced by the answer, an id of `to`. */
export function graft(
  from: ExprPool,
  to: ExprPool,
  roots: readonly ExprId[],
  leaf: (id: ExprId, node: Expr) => ExprId | undefined,
): ExprId[] {
  const image = new Map<ExprId, ExprId>();
  const stop = (id: ExprId): boolean => {
    const replacement = leaf(id, from.get(id));
    if (replacement !== undefined) image.set(id, replacement);
    return replacement !== undefined;
  };
  const of = (id: ExprId): ExprId => image.get(id) ?? id;
  for (const id of below(from, roots, stop)) {
    if (!image.has(id)) image.set(id, to.intern(withOperands(from.get(id), to, of)));
  }
  return roots.map(of);
}

function withOperands(node: Expr, to: ExprPool, of: (id: ExprId) => ExprId): Expr {
  switch (node.op) {
    case "const":
    case "coord":
    case "param":
      return node;
    case "add":
    case "mul":
      return { op: node.op, args: inOrder(to, node.args.map(of)) };
    case "pow":
      return { op: "pow", base: of(node.base), exponent: of(node.exponent) };
    case "call":
      return { op: "call", fn: node.fn, args: node.args.map(of) };
    case "select": {
      const [when, then, otherwise] = [of(node.when), of(node.then), of(node.otherwise)];
      return { op: "select", when, then, otherwise };
    }
  }
}

/** The order of ir/build.ts, constants first, then by id: equal sums and products stay one node. */
function inOrder(pool: ExprPool, args: readonly ExprId[]): ExprId[] {
  const rank = (id: ExprId) => (pool.get(id).op === "const" ? -1 : id);
  return [...args].sort((a, b) => rank(a) - rank(b));
}
