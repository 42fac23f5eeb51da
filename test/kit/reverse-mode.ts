/**
 * Reverse-mode differentiation over values that remember how they were made, whatever they are: the adjoint of a value
 * is the sum of what those that were made of it hand back.
 */

export interface Made<V> {
  readonly parents: readonly V[];
  /** The part of this value's adjoint that its parent number `k` receives. */
  readonly pull: (adjoint: V, k: number) => V | undefined;
}

/** The adjoint of `x` when that of `of` is `seed`; `undefined` where `of` does not depend on `x`. */
export function adjointOf<V extends Made<V>>(of: V, seed: V, x: V, add: (one: V, other: V) => V): V | undefined {
  const adjoints = new Map<V, V>([[of, seed]]);
  const depends = dependence(of, x);
  for (const node of [...depends].reverse()) {
    const adjoint = adjoints.get(node);
    if (node === x || adjoint === undefined) continue;
    for (const [k, parent] of node.parents.entries()) {
      const part = depends.has(parent) ? node.pull(adjoint, k) : undefined;
      if (part === undefined) continue;
      const before = adjoints.get(parent);
      adjoints.set(parent, before === undefined ? part : add(before, part));
    }
  }
  return adjoints.get(x);
}

/** Everything below `root` that depends on `x`, each after what it was made of. */
function dependence<V extends Made<V>>(root: V, x: V): ReadonlySet<V> {
  const known = new Map<V, boolean>();
  const order = new Set<V>();
  function visit(node: V): boolean {
    const before = known.get(node);
    if (before !== undefined) return before;
    let found = node === x;
    if (!found) for (const parent of node.parents) found = visit(parent) || found;
    known.set(node, found);
    if (found) order.add(node);
    return found;
  }
  visit(root);
  return order;
}
