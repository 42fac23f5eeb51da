/**
 * From a program to the widths at which its outputs are near their limits: by tail bounds, and beside them by
 * simulations at doubling widths until few enough trials deviate.
 */
import type { BoundOptions } from "./bound/attempt.ts";
import { findBounds, type OutputBounds } from "./bound/find-bounds.ts";
import { andThen, type Outcome, success } from "./diagnostics/diagnostic.ts";
import type { Program } from "./ir/program.ts";
import type { Watch } from "./pipeline.ts";
import { frequencyBound } from "./report/frequency.ts";
import { openSimulator, type SimulatorOptions } from "./simulator.ts";

export type { BoundOptions } from "./bound/attempt.ts";

/** How many trials deviate at a width. */
export interface Trial {
  readonly width: number;
  readonly trials: number;
  readonly beyond: number;
  /** An upper bound on the probability (Clopper and Pearson 1934); those of all widths hold with 95 % confidence. */
  readonly atMost: number;
}

export interface BoundedOutput extends OutputBounds {
  /** Ascending widths; of the last one the probability is shown to be at most delta, unless `enough` is false. */
  readonly simulated: readonly Trial[];
  readonly enough: boolean;
}

export interface Bounded {
  readonly program: string;
  readonly tau: number;
  readonly delta: number;
  readonly seed: bigint;
  readonly outputs: readonly BoundedOutput[];
  /** Whether the simulation was interrupted. */
  readonly partial: boolean;
}

export interface SimulationOfBounds extends SimulatorOptions {
  readonly trials: number;
  readonly onProgress: ((width: number, done: number, of: number) => void) | undefined;
}

/** What the bounds of all widths together may have as the chance that one is wrong. */
const ERROR = 0.05;

/** Bounds and simulations of every output; `widths` are those that are tried, ascending, until all have been enough. */
export async function bound(
  program: Program,
  options: BoundOptions,
  simulation: SimulationOfBounds,
  enter: Watch,
): Promise<Outcome<Bounded>> {
  enter("derive");
  const bounds = findBounds(program, options);
  if (!bounds.ok) return bounds;
  const { tau, delta } = options;
  const opened = await openSimulator(program, simulation, enter);
  if (!opened.ok) return opened;
  const simulator = opened.value;
  const { widths, trials: count, signal, onProgress } = simulation;
  const tried = bounds.value.map((): Trial[] => []);
  const isEnough = (trials: readonly Trial[]): boolean => (trials.at(-1)?.atMost ?? 1) <= delta;
  try {
    for (const [k, width] of widths.entries()) {
      if (signal?.aborted || tried.every(isEnough)) break;
      const run = await simulator.run(k, { first: k * count, count }, (done, of) => onProgress?.(width, done, of));
      if (!run.ok) return run;
      if (run.value.trials === 0) break;
      for (const [j, { limit }] of bounds.value.entries()) {
        const trials = tried[j];
        if (trials === undefined || isEnough(trials)) continue;
        const samples = run.value.samples[j] ?? new Float64Array();
        // What is not finite deviates.
        const beyond = samples.filter((value) => !(Math.abs(value - (limit?.value ?? Number.NaN)) <= tau)).length;
        const atMost = frequencyBound(beyond, samples.length, ERROR / widths.length);
        trials.push({ width, trials: samples.length, beyond, atMost });
      }
    }
  } finally {
    await simulator.close();
  }
  const outputs = bounds.value.map((one, j) => ({
    ...one,
    simulated: tried[j] ?? [],
    enough: isEnough(tried[j] ?? []),
  }));
  const partial = signal?.aborted === true && !outputs.every(({ enough }) => enough);
  return andThen(bounds, () =>
    success({ program: program.name, tau, delta, seed: simulation.seed, outputs, partial }, opened.diagnostics),
  );
}
