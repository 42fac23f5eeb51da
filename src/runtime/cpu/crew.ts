/** Threads that compute batches: what the engine asks of them and what it says to them. */
import type { Batch, Performer } from "./batches.ts";
import type { SentTask, Task } from "./task.ts";

export type Order =
  | { readonly kind: "task"; readonly id: number; readonly sent: SentTask }
  | { readonly kind: "batch"; readonly id: number; readonly batch: Batch }
  | { readonly kind: "forget"; readonly id: number };

/** The answer to a batch. */
export type Answer =
  | { readonly kind: "samples"; readonly samples: readonly Float64Array[] }
  | { readonly kind: "failed"; readonly outOfMemory: boolean; readonly text: string };

/** Threads are started when they are first needed, and again after they were lost. */
export interface Crew {
  readonly size: number;
  /** A performer for each thread that is to work on the task. */
  assign(task: Task, threads: number): Assignment;
  close(): Promise<void>;
}

export interface Assignment {
  readonly performers: readonly Performer[];
  /** Lets the threads give back the memory of the task. */
  release(): void;
}

/** A thread ended before it was told to. */
export class LostThread extends Error {
  override readonly name = "LostThread";
}

/** Whether an error says that an array could not be allocated. */
export function isAllocationFailure(error: unknown): boolean {
  return error instanceof RangeError && /allocat|array length|array buffer/i.test(error.message);
}
