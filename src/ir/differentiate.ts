/**
 * Derivatives of expressions with respect to their leaves, by the chain rule over the DAG, backward for all
 * of them at once. Pointwise: a `step` has derivative 0 (see partials.ts), and the condition of
 * a `select` is not differentiated.
 */
import * as b from "./build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "./expr.ts";
import { partials } from "./partials.ts";

/** The derivatives of an expression by leaf; leaves that do not occur, or only with derivative 0, are absent. */
export interface Gradient {
  readonly coords: ReadonlyMap<number, ExprId>;
  readonly params: ReadonlyMap<number, ExprId>;
}

/** The derivatives of `root` with respect to all its leaves: one backward sweep, and one for each branch of a `select`. */
export function gradient(pool: ExprPool, root: ExprId): Gradient {
  return sweep(pool, root, new Map());
}

function sweep(pool: ExprPool, root: ExprId, known: Map<ExprId, Gradient>): Gradient {
  const before = known.get(root);
  if (before !== undefined) return before;
  const zero = b.constant(pool, 0);
  const adjoints = new Map<ExprId, ExprId[]>([[root, [b.constant(pool, 1)]]]);
  const coords = new Map<number, ExprId>();
  const params = new Map<number, ExprId>();
  const receive = (id: ExprId, part: ExprId): void => {
    const list = adjoints.get(id) ?? [];
    list.push(part);
    adjoints.set(id, list);
  };
  for (const id of reachable(pool, [root]).reverse()) {
    const parts = adjoints.get(id);
    if (parts === undefined) continue;
    const adjoint = b.add(pool, ...parts);
    if (adjoint === zero) continue;
    const node = pool.get(id);
    if (node.op === "coord") coords.set(node.index, adjoint);
    else if (node.op === "param") params.set(node.index, adjoint);
    else if (node.op === "select") {
      const [then, otherwise] = [sweep(pool, node.then, known), sweep(pool, node.otherwise, known)];
      for (const [leaf, slope] of choose(pool, node.when, then, otherwise)) receive(leaf, b.mul(pool, slope, adjoint));
    } else {
      const slopes = partialsOf(pool, id, node);
      for (const [k, child] of childrenOf(node).entries()) {
        const partial = slopes[k];
        if (partial === undefined || partial === zero || pool.get(child).op === "const") continue;
        receive(child, b.mul(pool, partial, adjoint));
      }
    }
  }
  const found = { coords, params };
  known.set(root, found);
  return found;
}

/**
 * The derivatives of `select(when, then, otherwise)`, chosen leaf by leaf: the branch that is not taken may have an
 * infinite one, which a factor 0 would not remove.
 */
function* choose(pool: ExprPool, when: ExprId, then: Gradient, otherwise: Gradient): Iterable<[ExprId, ExprId]> {
  const zero = b.constant(pool, 0);
  for (const op of ["coord", "param"] as const) {
    const [first, second] = op === "coord" ? [then.coords, otherwise.coords] : [then.params, otherwise.params];
    for (const index of new Set([...first.keys(), ...second.keys()])) {
      yield [pool.intern({ op, index }), b.select(pool, when, first.get(index) ?? zero, second.get(index) ?? zero)];
    }
  }
}

/** The partial derivatives of a node by its operands; `undefined` stands for 0. Choices are taken apart above. */
function partialsOf(pool: ExprPool, id: ExprId, node: Expr): readonly (ExprId | undefined)[] {
  switch (node.op) {
    case "const":
    case "coord":
    case "param":
    case "select":
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
  }
}
