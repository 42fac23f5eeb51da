/**
 * Threads of Node: this file is both sides of the conversation, the crew in the main thread and, loaded again as the
 * entry of a thread, the one that computes. The only file of the engine that knows Node.
 */
import { availableParallelism } from "node:os";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { InternalFault, invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Batch } from "./batches.ts";
import { type Answer, type Crew, isAllocationFailure, LostThread, type Order } from "./crew.ts";
import { createRunner, outputsOf, receiveTask, sendTask } from "./task.ts";
import type { TrialRunner } from "./trial.ts";

/** Tells a thread of ours from any other thread that loads this file, such as a test runner's. */
const ROLE = "tpc simulation thread";

/** Cores that this process may use. */
export function availableThreads(): number {
  return availableParallelism();
}

export function startCrew(size: number): Crew {
  const threads = Array.from({ length: size }, thread);
  let tasks = 0;
  return {
    size,
    assign(task, count) {
      const id = tasks++;
      const sent = sendTask(task);
      const assigned = threads.slice(0, count);
      return {
        performers: assigned.map((each) => (batch) => each.perform(id, { kind: "task", id, sent }, batch)),
        release: () => {
          for (const each of assigned) each.forget(id);
        },
      };
    },
    async close() {
      await Promise.all(threads.map((each) => each.close()));
    },
  };
}

/** One thread as the crew sees it. It computes one batch at a time and does not keep the process alive while idle. */
function thread() {
  let worker: Worker | undefined;
  const known = new Set<number>();
  let settle: { resolve(samples: readonly Float64Array[]): void; reject(error: Error): void } | undefined;

  const lose = (which: Worker, text: string): void => {
    if (worker !== which) return;
    worker = undefined;
    known.clear();
    settle?.reject(new LostThread(text));
    settle = undefined;
  };
  const start = (): Worker => {
    const made = newWorker();
    made.on("message", (answer: Answer) => {
      made.unref();
      if (answer.kind === "samples") settle?.resolve(answer.samples);
      else settle?.reject(answer.outOfMemory ? new RangeError(answer.text) : new InternalFault(answer.text));
      settle = undefined;
    });
    made.on("error", (error) => lose(made, error.message));
    made.on("exit", (code) => lose(made, `exit status ${code}`));
    return made;
  };
  return {
    perform(id: number, task: Order, batch: Batch): Promise<readonly Float64Array[]> {
      invariant(settle === undefined, () => "a thread is given two batches at a time");
      worker ??= start();
      const current = worker;
      current.ref();
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
        if (!known.has(id)) current.postMessage(task);
        known.add(id);
        const order: Order = { kind: "batch", id, batch };
        current.postMessage(order);
      });
    },
    forget(id: number): void {
      const order: Order = { kind: "forget", id };
      if (known.delete(id)) worker?.postMessage(order);
    },
    async close(): Promise<void> {
      const current = worker;
      if (current === undefined) return;
      lose(current, "the engine was closed");
      await current.terminate();
    },
  };
}

/** This very file in a thread. From TypeScript sources it is loaded through tsx. */
function newWorker(): Worker {
  const entry = import.meta.url.endsWith(".ts")
    ? new URL("./worker-from-source.mjs", import.meta.url)
    : new URL(import.meta.url);
  return new Worker(entry, { workerData: { role: ROLE } });
}

function serve(port: NonNullable<typeof parentPort>): void {
  const runners = new Map<number, { readonly runner: TrialRunner; readonly outputs: number }>();
  const tasks = new Map<number, Order & { readonly kind: "task" }>();

  /** The memory of a trial is taken with the first batch, so that its failure is the answer to that batch. */
  const runnerOf = (id: number): { readonly runner: TrialRunner; readonly outputs: number } => {
    const known = runners.get(id);
    if (known !== undefined) return known;
    const order = tasks.get(id);
    invariant(order !== undefined, () => `no task ${id}`);
    const task = receiveTask(order.sent);
    const made = { runner: createRunner(task), outputs: outputsOf(task) };
    runners.set(id, made);
    return made;
  };
  const compute = (id: number, { seed, firstTrial, trials }: Batch): Answer => {
    try {
      const { runner, outputs } = runnerOf(id);
      const samples = Array.from({ length: outputs }, () => new Float64Array(trials));
      for (let t = 0; t < trials; t++) runner.run(seed, firstTrial + t, samples, t);
      return { kind: "samples", samples };
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { kind: "failed", outOfMemory: isAllocationFailure(error), text };
    }
  };
  port.on("message", (order: Order) => {
    switch (order.kind) {
      case "task":
        tasks.set(order.id, order);
        break;
      case "batch":
        port.postMessage(compute(order.id, order.batch));
        break;
      case "forget":
        tasks.delete(order.id);
        runners.delete(order.id);
        break;
      default:
        unreachable(order);
    }
  });
}

if (workerData?.role === ROLE && parentPort !== null) serve(parentPort);
