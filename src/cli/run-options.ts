/** The options of commands that run a program, and what the pipeline makes of them. */
import { totalmem } from "node:os";
import type { Shape, SimulatorOptions } from "../index.ts";
import { thisMachine } from "./machine.ts";

export interface RunOptions {
  readonly seed: bigint;
  readonly sampler: SimulatorOptions["sampler"];
  readonly device: SimulatorOptions["device"];
  readonly matrixLaw: Shape | undefined;
  readonly memory: number | undefined;
  readonly threads: number | undefined;
  readonly precision: SimulatorOptions["precision"];
}

export function simulatorOptions(
  { seed, sampler, device, matrixLaw, memory, threads, precision }: RunOptions,
  widths: readonly number[],
  signal: AbortSignal,
): SimulatorOptions {
  // Half of the machine leaves room for the operating system and for what the engines hold besides vectors.
  const memoryBytes = memory ?? totalmem() / 2;
  const machine = thisMachine();
  return { widths, seed, sampler, device, matrixLaw, memoryBytes, threads, precision, signal, machine };
}
