/** Samples of a program's outputs from the engine on the processor, for tests. */

import type { Program } from "../../src/ir/program.ts";
import { planSimulation } from "../../src/plan/plan.ts";
import type { Sampler } from "../../src/plan/simulation-plan.ts";
import { openCpuEngine } from "../../src/runtime/cpu/engine.ts";
import { unwrap } from "./unwrap.ts";

export interface SimulateOptions {
  readonly width: number;
  readonly sampler: Sampler;
  readonly trials: number;
  readonly seed: bigint;
  readonly settings: Readonly<Record<string, number>>;
}

/** One array per output, `trials` long. Throws with all messages where the program cannot be run. */
export async function simulate(program: Program, options: SimulateOptions): Promise<readonly Float64Array[]> {
  const { width, sampler, trials, seed, settings } = options;
  const plan = planSimulation(program, {
    width,
    sampler,
    matrixLaw: undefined,
    settings: new Map(Object.entries(settings)),
    memoryBytes: 2 ** 30,
  });
  const engine = unwrap(await openCpuEngine({ threads: 1, precision: "double", samplers: ["explicit"] }));
  const prepared = unwrap(await engine.prepare(unwrap(plan)));
  const run = await prepared.run({ seed, firstTrial: 0, trials, signal: undefined, onProgress: undefined });
  await prepared.release();
  await engine.close();
  return unwrap(run).samples;
}
