/**
 * Who carries a plan out. Engines decide nothing and differ only in speed and rounding; what they take they
 * release. The CPU engine in float64 is the judge of the others.
 */
import type { Outcome } from "../diagnostics/diagnostic.ts";
import type { SimulationPlan } from "../plan/simulation-plan.ts";
import type { Precision } from "./precision.ts";

export interface Engine {
  readonly name: "cpu" | "webgpu";
  /** Threads, adapter, driver: goes into every result. */
  readonly description: string;
  /** The coarsest that it computes with: bounds the rounding of its results. */
  readonly precision: Precision;
  /** Compiles the plan; fails with a diagnostic when the device cannot hold it. */
  prepare(plan: SimulationPlan): Promise<Outcome<Prepared>>;
  close(): Promise<void>;
}

export interface RunRequest {
  readonly seed: bigint;
  /** Trials `firstTrial .. firstTrial + trials - 1`: a trial is a counter of the random streams, so runs can be continued. */
  readonly firstTrial: number;
  readonly trials: number;
  readonly signal: AbortSignal | undefined;
  /** Called between batches. */
  readonly onProgress: ((done: number, of: number) => void) | undefined;
}

export interface Prepared {
  run(request: RunRequest): Promise<Outcome<Run>>;
  release(): Promise<void>;
}

export interface Run {
  /** Trials that were finished, the first ones in order; fewer than requested after an abort, or with a warning. */
  readonly trials: number;
  /** One array per output of the plan, `trials` long; NaN or infinite where the trial was not finite. */
  readonly samples: readonly Float64Array[];
  /** Wall-clock seconds. */
  readonly seconds: number;
}
