/**
 * Runs of particles on all cores. A limit is computed in one go, so its threads cannot be waited for by events: everybody,
 * the asking thread included, takes the next run from a list in shared memory and leaves its numbers there. Whatever
 * becomes of a thread, the asking one ends with every number: what a lost thread has taken it does again. This file is
 * both sides, the asking one and, loaded again as the entry of a thread, the one that helps.
 */
import { availableParallelism } from "node:os";
import { Worker, workerData } from "node:worker_threads";
import { createPool } from "../../ir/expr.ts";
import type { Program } from "../../ir/program.ts";
import { carryOut, type Performer, type RunTask } from "./evaluate.ts";
import type { ProgramNumbers } from "./numbers.ts";
import { columnWork, type ParticlePlan } from "./plan.ts";
import type { RunResult } from "./run.ts";

const ROLE = "tpc particle thread";

/** What a thread is given, and the memory that all share. No run reads the pool: expressions have become tapes. */
interface Share {
  readonly role: typeof ROLE;
  readonly plan: Omit<ParticlePlan, "program"> & { readonly program: Omit<Program, "pool"> };
  readonly numbers: ProgramNumbers;
  readonly tasks: readonly RunTask[];
  /** The number of the next task to take, then for each task whether its numbers are there. */
  readonly control: Int32Array;
  /** For each task: 1 plus the step where it failed or 0, the record, the shares. */
  readonly results: Float64Array;
}

/** Column operations times copies below this are done before a thread has started: about half a second. */
const WORTH_A_THREAD = 3e8;
/** A thread that takes so many times as long as the slowest run here, and this many milliseconds, is lost. */
const PATIENCE = { times: 10, least: 5000 } as const;

/** Shares the runs with as many threads as there are cores. */
export const performOnThreads: Performer = (plan, numbers, tasks) => {
  const work = columnWork(plan) * tasks.reduce((sum, { half, part }) => sum + half * (part === "whole" ? 2 : 1), 0);
  const helpers = work < WORTH_A_THREAD ? 0 : Math.min(availableParallelism(), tasks.length) - 1;
  const { pool: _, ...program } = plan.program;
  const share: Share = {
    role: ROLE,
    plan: { ...plan, program },
    numbers,
    tasks,
    control: new Int32Array(new SharedArrayBuffer(4 * (1 + tasks.length))),
    results: new Float64Array(new SharedArrayBuffer(8 * stride(plan) * tasks.length)),
  };
  const threads = Array.from({ length: helpers }, () => newThread(share));
  let slowest = 0;
  for (let started = performance.now(); takeOne(plan, share); started = performance.now())
    slowest = Math.max(slowest, performance.now() - started);
  const results = tasks.map((task, k) => {
    const patience = Math.max(PATIENCE.least, PATIENCE.times * slowest);
    while (Atomics.load(share.control, 1 + k) === 0) {
      if (Atomics.wait(share.control, 1 + k, 0, patience) === "timed-out") return carryOut(plan, numbers, task);
    }
    return resultAt(plan, share.results, k);
  });
  for (const thread of threads) void thread.terminate();
  return results;
};

function stride({ record, program }: Pick<ParticlePlan, "record"> & { program: Omit<Program, "pool"> }): number {
  return 1 + record.length + program.instrs.length;
}

/** Does the next task that nobody has taken; false where there is none. */
function takeOne(plan: ParticlePlan, { numbers, tasks, control, results }: Share): boolean {
  const k = Atomics.add(control, 0, 1);
  const task = tasks[k];
  if (task === undefined) return false;
  const { record, shares, failedAt } = carryOut(plan, numbers, task);
  const at = k * stride(plan);
  results[at] = failedAt === undefined ? 0 : failedAt + 1;
  results.set(record, at + 1);
  results.set(shares, at + 1 + record.length);
  Atomics.store(control, 1 + k, 1);
  Atomics.notify(control, 1 + k);
  return true;
}

function resultAt(plan: ParticlePlan, results: Float64Array, k: number): RunResult {
  const at = k * stride(plan);
  const failed = results[at] ?? 0;
  const middle = at + 1 + plan.record.length;
  return {
    record: results.slice(at + 1, middle),
    shares: results.slice(middle, at + stride(plan)),
    failedAt: failed === 0 ? undefined : failed - 1,
  };
}

/** This very file in a thread. From TypeScript sources it is loaded through tsx. */
function newThread(share: Share): Worker {
  const entry = import.meta.url.endsWith(".ts")
    ? new URL("./threads-from-source.mjs", import.meta.url)
    : new URL(import.meta.url);
  const thread = new Worker(entry, { workerData: share });
  // What it has not done the asking thread does.
  thread.on("error", () => {});
  thread.unref();
  return thread;
}

function isShare(data: unknown): data is Share {
  return typeof data === "object" && data !== null && "role" in data && data.role === ROLE;
}

if (isShare(workerData)) {
  const plan: ParticlePlan = {
    ...workerData.plan,
    program: { ...workerData.plan.program, pool: createPool() },
  };
  while (takeOne(plan, workerData));
}
