/** Threads that compute batches: what the engine asks of them and what it says to them. */
import type { Expr } from "../../ir/expr.ts";
import type { SimulationPlan } from "../../plan/simulation-plan.ts";
import type { Batch, Performer } from "./batches.ts";

/** A plan as it is sent to a thread: its pool as a list of nodes. */
export interface SentPlan {
  readonly plan: Omit<SimulationPlan, "pool">;
  readonly nodes: readonly Expr[];
  readonly keep: ReadonlySet<number>;
}

export type Order =
  | { readonly kind: "plan"; readonly id: number; readonly sent: SentPlan }
  | { readonly kind: "batch"; readonly id: number; readonly batch: Batch }
  | { readonly kind: "forget"; readonly id: number };

/** The answer to a batch. */
export type Answer =
  | { readonly kind: "samples"; readonly samples: readonly Float64Array[] }
  | { readonly kind: "failed"; readonly outOfMemory: boolean; readonly text: string };

/** Threads are started when they are first needed, and again after they were lost. */
export interface Crew {
  readonly size: number;
  /** A performer for each thread that is to work on the plan. */
  assign(plan: SimulationPlan, keep: ReadonlySet<number>, threads: number): Assignment;
  close(): Promise<void>;
}

export interface Assignment {
  readonly performers: readonly Performer[];
  /** Lets the threads give back the memory of the plan. */
  release(): void;
}

/** A thread ended before it was told to. */
export class LostThread extends Error {
  override readonly name = "LostThread";
}

/** Whether an error says that an array could not be allocated. */
export function isAllocationFailure(error: unknown): boolean {
  return error instanceof RangeError && /allocation|array length|array buffer/i.test(error.message);
}
