/**
 * Derivatives of expressions with respect to their leaves, by the chain rule over the DAG, backward for all
 * of them at once. Pointwise: a `step` has derivative 0 (see partials.ts), and the condition of
 * a `select` is not differentiated.
 */
import * as b from "./build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";
import { partials } from "./partials.ts";

/** The derivatives of `root` with respect to many leaves: one backward sweep. Leaves that do not occur are absent. */
export function gradient(pool: ExprPool, root: ExprId): { coords: Map<number, ExprId>; params: Map<number, ExprId> } {
  const zero = b.constant(pool, 0);
  const adjoints = new Map<ExprId, ExprId[]>([[root, [b.constant(pool, 1)]]]);
  const coords = new Map<number, ExprId>();
  const params = new Map<number, ExprId>();
  for (const id of reachable(pool, [root]).reverse()) {
    const parts = adjoints.get(id);
    if (parts === undefined) continue;
    const adjoint = b.add(pool, ...parts);
    if (adjoint === zero) continue;
    const node = pool.get(id);
    if (node.op === "coord") coords.set(node.index, adjoint);
    else if (node.op === "param") params.set(node.index, adjoint);
    const slopes = partialsOf(pool, id, node);
    for (const [k, child] of childrenOf(node).entries()) {
      const partial = slopes[k];
      if (partial === undefined || partial === zero || pool.get(child).op === "const") continue;
      const list = adjoints.get(child) ?? [];
      list.push(b.mul(pool, partial, adjoint));
      adjoints.set(child, list);
    }
  }
  return { coords, params };
}

/** The partial derivatives of a node by its operands; `undefined` stands for 0. */
function partialsOf(pool: ExprPool, id: ExprId, node: Expr): readonly (ExprId | undefined)[] {
  switch (node.op) {
    case "const":
    case "coord":
    case "param":
      return [];
    case "add":
      return node.args.map(() => b.constant(pool, 1));
    case "mul":
      return node.args.map((_, k) => b.mul(pool, ...node.args.filter((__, other) => other !== k)));
    case "pow": {
      const { base, exponent } = node;
      const byBase = b.mul(pool, exponent, b.pow(pool, base, b.add(pool, exponent, b.constant(pool, -1))));
      const fixed = b.constantValue(pool, exponent) !== undefined;
      return [byBase, fixed ? undefined : b.mul(pool, id, b.call(pool, "log", base))];
    }
    case "call":
      return partials[node.fn](pool, node.args);
    case "select": {
      const [one, zero] = [b.constant(pool, 1), b.constant(pool, 0)];
      return [undefined, b.select(pool, node.when, one, zero), b.select(pool, node.when, zero, one)];
    }
  }
}
