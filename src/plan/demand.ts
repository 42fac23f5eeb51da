/**
 * What the tasks that are still open need, while a plan is made: by node how many tasks evaluate it and how many
 * operands it is of nodes that are needed and not yet vectors. Counts only fall, so that keeping them costs one visit
 * to each edge over the whole plan, where a walk from all open tasks would cost that much for every pass.
 */
import { childrenOf, type ExprId, type ExprPool } from "../ir/expr.ts";

export interface Demand {
  /** How often a node is needed: once by each task with this expression, once as each operand of an unmade node. */
  count(id: ExprId): number;
  /** Whether the node is needed and has still to be made from its operands. */
  isUnmade(id: ExprId): boolean;
  /** A task with this expression is done. */
  drop(id: ExprId): void;
  /** The node is a vector from now on: it needs its operands no longer. */
  settle(id: ExprId): void;
}

/** `roots` are the expressions of the open tasks, each as often as there are tasks. Nodes that do not vary need nothing. */
export function demandOf(pool: ExprPool, roots: readonly ExprId[], varies: (id: ExprId) => boolean): Demand {
  const counts = new Uint32Array(pool.size);
  const unmade = new Uint8Array(pool.size);
  const shift = (id: ExprId, by: number): number => {
    const count = (counts[id] ?? 0) + by;
    counts[id] = count;
    return count;
  };
  for (const root of roots) shift(root, 1);
  for (let id = (pool.size - 1) as ExprId; id >= 0; id--) {
    if (counts[id] === 0 || !varies(id)) continue;
    unmade[id] = 1;
    for (const child of childrenOf(pool.get(id))) shift(child, 1);
  }
  const settle = (settled: ExprId): void => {
    const stack = [settled];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (unmade[id] !== 1) continue;
      unmade[id] = 0;
      for (const child of childrenOf(pool.get(id))) if (shift(child, -1) === 0) stack.push(child);
    }
  };
  return {
    count: (id) => counts[id] ?? 0,
    isUnmade: (id) => unmade[id] === 1,
    drop(id) {
      if (shift(id, -1) === 0) settle(id);
    },
    settle,
  };
}
