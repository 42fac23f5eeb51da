/** What a simulation has found, and with what: the runs at every width, the engine, the seed. */
import type { WidthSummary } from "./run-summary.ts";

export interface Simulation {
  /** Name of the source file. */
  readonly program: string;
  readonly seed: bigint;
  readonly engine: "cpu" | "webgpu";
  /** Threads, adapter, driver. */
  readonly device: string;
  /** In the order of the widths asked for; the last ones are missing when it was interrupted. */
  readonly runs: readonly WidthSummary[];
  /** Whether it was interrupted: some trials that were asked for are missing. */
  readonly partial: boolean;
}
