/** The options of commands that run a program, and what the pipeline makes of them. */
import { totalmem } from "node:os";
import type { Shape, SimulateOptions } from "../index.ts";

export interface RunOptions {
  readonly trials: number;
  readonly seed: bigint;
  readonly sampler: SimulateOptions["sampler"];
  readonly device: SimulateOptions["device"];
  readonly matrixLaw: Shape | undefined;
  readonly memory: number | undefined;
  readonly threads: number | undefined;
}

export function simulateOptions(
  { trials, seed, sampler, device, matrixLaw, memory, threads }: RunOptions,
  widths: readonly number[],
  signal: AbortSignal,
  onProgress: SimulateOptions["onProgress"],
): SimulateOptions {
  // Half of the machine leaves room for the operating system and for what the engines hold besides vectors.
  const memoryBytes = memory ?? totalmem() / 2;
  return { widths, trials, seed, sampler, device, matrixLaw, memoryBytes, threads, signal, onProgress };
}
