/**
 * Which task waits for which. Tasks share expressions, and a task may depend on all earlier ones, so dependencies are
 * not listed task by task but followed along the DAG: a node is known when its operands are, and the leaf that a task
 * makes is known when the task is done. All of it takes one visit to each edge.
 */
import { invariant } from "../diagnostics/invariant.ts";
import { childrenOf, type ExprId } from "../ir/expr.ts";
import { expressionOf, type Work } from "./work.ts";

export interface Dependencies {
  /** The tasks that wait for none, ascending. */
  readonly first: readonly number[];
  /** To be told once of each task that is done: the tasks that waited for nothing else, ascending. */
  finish(task: number): readonly number[];
  /** Whether vectors depend on the task: not so where only outputs, and arithmetic for them, read it. */
  readonly critical: readonly boolean[];
}

export function dependenciesOf(work: Work): Dependencies {
  const { pool, tasks } = work;
  const { makers, leaves } = leavesOfTasks(work);
  const waiting: number[] = [];
  const parents: ExprId[][] = [];
  const readers: number[][] = [];
  for (let id = 0 as ExprId; id < pool.size; id++) {
    let missing = makers[id] === undefined ? 0 : 1;
    for (const child of childrenOf(pool.get(id))) {
      if ((waiting[child] ?? 0) === 0) continue;
      missing++;
      parents[child]?.push(id);
    }
    waiting.push(missing);
    parents.push([]);
    readers.push([]);
  }
  for (const [t, task] of tasks.entries()) readers[expressionOf(work, task)]?.push(t);

  const finish = (task: number): readonly number[] => {
    const leaf = leaves[task];
    const freed: number[] = [];
    const stack = leaf === undefined ? [] : [leaf];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      const left = (waiting[id] ?? 0) - 1;
      waiting[id] = left;
      if (left > 0) continue;
      for (const reader of readers[id] ?? []) freed.push(reader);
      for (const parent of parents[id] ?? []) stack.push(parent);
    }
    return freed.sort((a, b) => a - b);
  };
  const first = [...tasks.keys()].filter((t) => tasks[t] && waiting[expressionOf(work, tasks[t])] === 0);
  return { first, finish, critical: criticalTasks(work, makers) };
}

function criticalTasks(work: Work, makers: readonly (number | undefined)[]): readonly boolean[] {
  const { pool, tasks } = work;
  const critical = tasks.map(() => false);
  const read = new Uint8Array(pool.size);
  for (const task of tasks) if (task.op !== "arithmetic") read[expressionOf(work, task)] = 1;
  for (let id = (pool.size - 1) as ExprId; id >= 0; id--) {
    if (read[id] !== 1) continue;
    for (const child of childrenOf(pool.get(id))) read[child] = 1;
    const maker = makers[id];
    const task = maker === undefined ? undefined : tasks[maker];
    if (maker === undefined || task === undefined) continue;
    critical[maker] = true;
    read[expressionOf(work, task)] = 1;
  }
  return critical;
}

/** `reaches(a, b)`: whether task b depends on the product task a, directly or through others. */
export function productReach(work: Work): (a: number, b: number) => boolean {
  const { pool, tasks } = work;
  const { makers } = leavesOfTasks(work);
  const bit = new Map<number, number>();
  for (const [t, task] of tasks.entries()) if (task.op === "product") bit.set(t, bit.size);
  const words = Math.ceil(bit.size / 32);
  const above: Uint32Array[] = [];
  const at = (id: ExprId): Uint32Array => {
    const set = above[id];
    invariant(set !== undefined, () => `expression ${id} has not been visited`);
    return set;
  };
  const empty: Uint32Array = new Uint32Array(words);
  for (let id = 0 as ExprId; id < pool.size; id++) {
    const maker = makers[id];
    const task = maker === undefined ? undefined : tasks[maker];
    if (maker === undefined || task === undefined) {
      above.push(childrenOf(pool.get(id)).reduce<Uint32Array>((set, child) => union(set, at(child)), empty));
      continue;
    }
    const behind = at(expressionOf(work, task));
    const k = bit.get(maker);
    above.push(k === undefined ? behind : withBit(behind, k));
  }
  return (a, b) => {
    const k = bit.get(a);
    const task = tasks[b];
    return k !== undefined && task !== undefined && hasBit(at(expressionOf(work, task)), k);
  };
}

/** By node the task that makes it, and by task the leaf that stands for its result, if anything reads that. */
function leavesOfTasks(work: Work) {
  const ofSource = new Map<number, number>();
  const ofScalar = new Map<number, number>();
  for (const [t, task] of work.tasks.entries()) {
    if (task.op === "product") ofSource.set(task.source, t);
    else ofScalar.set(task.scalar, t);
  }
  const makers: (number | undefined)[] = [];
  const leaves: (ExprId | undefined)[] = work.tasks.map(() => undefined);
  for (let id = 0 as ExprId; id < work.pool.size; id++) {
    const node = work.pool.get(id);
    const maker =
      node.op === "coord" ? ofSource.get(node.index) : node.op === "param" ? ofScalar.get(node.index) : undefined;
    makers.push(maker);
    const task = maker === undefined ? undefined : work.tasks[maker];
    if (maker === undefined || task === undefined) continue;
    invariant(expressionOf(work, task) < id, () => `the result of task ${maker} is older than the task`);
    leaves[maker] = id;
  }
  return { makers, leaves };
}

/** Equal sets stay one array: most nodes depend on the same products as one of their operands. */
function union(a: Uint32Array, b: Uint32Array): Uint32Array {
  if (a === b) return a;
  let [aMore, bMore] = [false, false];
  for (let w = 0; w < a.length; w++) {
    const [x, y] = [a[w] ?? 0, b[w] ?? 0];
    aMore ||= (x & ~y) !== 0;
    bMore ||= (y & ~x) !== 0;
  }
  if (!bMore) return a;
  return aMore ? a.map((word, w) => word | (b[w] ?? 0)) : b;
}

function withBit(set: Uint32Array, k: number): Uint32Array {
  const larger = set.slice();
  larger[k >> 5] = (larger[k >> 5] ?? 0) | (1 << (k & 31));
  return larger;
}

function hasBit(set: Uint32Array, k: number): boolean {
  return (((set[k >> 5] ?? 0) >>> (k & 31)) & 1) === 1;
}
