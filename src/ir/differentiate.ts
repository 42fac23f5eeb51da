/**
 * Derivatives of expressions with respect to their leaves, by the chain rule over the DAG: forward for one leaf,
 * backward for all of them at once. Pointwise: a `step` has derivative 0 (see partials.ts), and the condition of
 * a `select` is not differentiated.
 */
import * as b from "./build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";
import { partials } from "./partials.ts";

/** A leaf to differentiate by. */
export interface Leaf {
  readonly op: "coord" | "param";
  readonly index: number;
}

/** The derivative of `root` with respect to one leaf. */
export function derivative(pool: ExprPool, root: ExprId, by: Leaf): ExprId {
  const zero = b.constant(pool, 0);
  const tangents = new Map<ExprId, ExprId>();
  for (const id of reachable(pool, [root])) {
    const node = pool.get(id);
    if (node.op === by.op && node.index === by.index) {
      tangents.set(id, b.constant(pool, 1));
      continue;
    }
    const moving = childrenOf(node).some((child) => tangents.has(child));
    if (!moving) continue;
    const slopes = partialsOf(pool, id, node, (k) => tangents.has(childrenOf(node)[k] as ExprId));
    const terms = childrenOf(node).flatMap((child, k) => {
      const tangent = tangents.get(child);
      const partial = slopes[k];
      return tangent === undefined || partial === undefined ? [] : [b.mul(pool, partial, tangent)];
    });
    const total = b.add(pool, ...terms);
    if (total !== zero) tangents.set(id, total);
  }
  return tangents.get(root) ?? zero;
}

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
    const slopes = partialsOf(pool, id, node, () => true);
    for (const [k, child] of childrenOf(node).entries()) {
      const partial = slopes[k];
      if (partial === undefined || partial === zero) continue;
      const list = adjoints.get(child) ?? [];
      list.push(b.mul(pool, partial, adjoint));
      adjoints.set(child, list);
    }
  }
  return { coords, params };
}

/** The partial derivatives of a node by its operands; `undefined` stands for 0 where `needed` says so. */
function partialsOf(
  pool: ExprPool,
  id: ExprId,
  node: Expr,
  needed: (k: number) => boolean,
): readonly (ExprId | undefined)[] {
  switch (node.op) {
    case "const":
    case "coord":
    case "param":
      return [];
    case "add":
      return node.args.map(() => b.constant(pool, 1));
    case "mul":
      return node.args.map((_, k) =>
        needed(k) ? b.mul(pool, ...node.args.filter((__, other) => other !== k)) : undefined,
      );
    case "pow": {
      const byBase = () =>
        b.mul(pool, node.exponent, b.pow(pool, node.base, b.add(pool, node.exponent, b.constant(pool, -1))));
      const byExponent = () => b.mul(pool, id, b.call(pool, "log", node.base));
      return [
        needed(0) ? byBase() : undefined,
        needed(1) && b.constantValue(pool, node.exponent) === undefined ? byExponent() : undefined,
      ];
    }
    case "call":
      return partials[node.fn](pool, node.args);
    case "select":
      return [
        undefined,
        needed(1) ? b.select(pool, node.when, b.constant(pool, 1), b.constant(pool, 0)) : undefined,
        needed(2) ? b.select(pool, node.when, b.constant(pool, 0), b.constant(pool, 1)) : undefined,
      ];
  }
}
