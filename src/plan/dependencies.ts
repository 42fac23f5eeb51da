/** Which task waits for which, and what follows from it. */
import { leavesOf } from "../ir/expr.ts";
import { expressionOf, type Work } from "./work.ts";

export interface Dependencies {
  /** By task: the tasks that it reads, each once; all are earlier ones. */
  readonly needs: readonly (readonly number[])[];
  readonly feeds: readonly (readonly number[])[];
  /** Whether vectors depend on the task: not so where only outputs, and arithmetic for them, read it. */
  readonly critical: readonly boolean[];
}

export function dependenciesOf(work: Work): Dependencies {
  const ofSource = new Map<number, number>();
  const ofScalar = new Map<number, number>();
  for (const [t, task] of work.tasks.entries()) {
    if (task.op === "product") ofSource.set(task.source, t);
    else ofScalar.set(task.scalar, t);
  }
  const needs = work.tasks.map((task) => {
    const { coords, params } = leavesOf(work.pool, [expressionOf(work, task)]);
    return [...coords.map((s) => ofSource.get(s)), ...params.map((p) => ofScalar.get(p))].filter(
      (t) => t !== undefined,
    );
  });
  const feeds: number[][] = needs.map(() => []);
  for (const [t, list] of needs.entries()) for (const need of list) feeds[need]?.push(t);
  const critical = needs.map(() => false);
  for (let t = critical.length - 1; t >= 0; t--) {
    critical[t] = (feeds[t] ?? []).some((f) => work.tasks[f]?.op !== "arithmetic" || critical[f] === true);
  }
  return { needs, feeds, critical };
}

/** `reaches(a, b)`: whether task b depends on the product task a, directly or through others. */
export function productReach(work: Work, { needs }: Dependencies): (a: number, b: number) => boolean {
  const bit = new Map<number, number>();
  for (const [t, task] of work.tasks.entries()) if (task.op === "product") bit.set(t, bit.size);
  const words = Math.ceil(bit.size / 32);
  const above = needs.map(() => new Uint32Array(words));
  for (const [t, list] of needs.entries()) {
    const own = above[t] ?? new Uint32Array(0);
    for (const need of list) {
      const theirs = above[need] ?? new Uint32Array(0);
      for (let w = 0; w < words; w++) own[w] = (own[w] ?? 0) | (theirs[w] ?? 0);
      const k = bit.get(need);
      if (k !== undefined) own[k >> 5] = (own[k >> 5] ?? 0) | (1 << (k & 31));
    }
  }
  return (a, b) => {
    const k = bit.get(a);
    return k !== undefined && (((above[b]?.[k >> 5] ?? 0) >>> (k & 31)) & 1) === 1;
  };
}
