/** The options of commands that run a program, and what the pipeline makes of them. */
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import type { Shape, SimulatorOptions } from "../index.ts";

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
  const where = device === "auto" && !mayHaveGraphics() ? "cpu" : device;
  return { widths, seed, sampler, device: where, matrixLaw, memoryBytes, threads, precision, signal };
}

/**
 * Whether it is worth looking for a graphics device. On Linux it has a file (of the kernel's graphics system, of
 * Nvidia, of AMD, of Windows around it); without one, loading WebGPU takes half a second to find no more than a
 * driver that computes on the processor.
 */
function mayHaveGraphics(): boolean {
  return (
    process.platform !== "linux" ||
    ["/dev/dri", "/dev/nvidia0", "/dev/kfd", "/dev/dxg"].some((path) => existsSync(path))
  );
}
