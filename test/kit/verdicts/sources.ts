/** Trials for many comparisons, each of which sees others: from the simulator, or drawn from a law. */
import { compile, noFiles, type Program } from "../../../src/index.ts";
import { deriveLimit } from "../../../src/limit/derive.ts";
import { describeLimit } from "../../../src/limit/describe.ts";
import { evaluateLimit } from "../../../src/limit/evaluate.ts";
import type { Onsager } from "../../../src/limit/limit-program.ts";
import type { TrialSource } from "../../../src/looks.ts";
import type { LimitOf } from "../../../src/report/estimate-limit.ts";
import type { Run } from "../../../src/runtime/engine.ts";
import { openSimulator, type Simulator } from "../../../src/simulator.ts";
import type { Random } from "../random.ts";
import { unwrap } from "../unwrap.ts";

export function compiled(text: string): Program {
  return unwrap(compile({ name: "program.tp", text }, { settings: new Map(), files: noFiles }, () => {}));
}

export function limitsOf(text: string, onsager: Onsager): readonly LimitOf[] {
  const limit = unwrap(deriveLimit(compiled(text), { onsager }));
  const values = unwrap(evaluateLimit(limit, { method: "auto", tolerance: 1e-6, symbols: new Map(), seed: 1n }));
  return describeLimit(limit, values).outputs.map(({ name, estimate }) => ({
    name,
    value: estimate?.value ?? Number.NaN,
    error: estimate?.error ?? Number.POSITIVE_INFINITY,
  }));
}

/** In double precision: comparisons are about statistics here. */
export async function opened(text: string, widths: readonly number[], threads: number): Promise<Simulator> {
  const options = {
    device: "cpu",
    sampler: "auto",
    precision: "double",
    matrixLaw: undefined,
    memoryBytes: 2 ** 30,
    widths,
    seed: 20261122n,
    threads,
    signal: undefined,
  } as const;
  return unwrap(await openSimulator(compiled(text), options, () => {}));
}

/** The trials from `offset` on, counted from 0. */
export function from(simulator: TrialSource, offset: number): TrialSource {
  return {
    ...simulator,
    run: (k, { first, count }, onProgress) => simulator.run(k, { first: offset + first, count }, onProgress),
  };
}

/** All trials at once, so that a comparison costs no simulation of its own and can be repeated at another level. */
export async function remembered(simulator: Simulator, trials: number): Promise<TrialSource> {
  const runs: Run[] = [];
  for (const k of simulator.plans.keys()) {
    runs.push(unwrap(await simulator.run(k, { first: 0, count: trials }, undefined)));
  }
  return { ...simulator, run: async (k, { first, count }) => part(runs[k], first, count) };
}

function part(run: Run | undefined, first: number, count: number) {
  const samples = (run?.samples ?? []).map((all) => all.subarray(first, first + count));
  return { ok: true, value: { trials: count, samples, seconds: 0 }, diagnostics: [] } as const;
}

/** Trials of one output with limit 1, drawn by `draw` at each width of `like`, which lends its plans. */
export function drawn(like: TrialSource, random: Random, draw: (random: Random, n: number) => number): TrialSource {
  return {
    ...like,
    run: async (k, { count }) => {
      const width = like.plans[k]?.plan.widths[0] ?? 0;
      const samples = [Float64Array.from({ length: count }, () => draw(random, width))];
      return { ok: true, value: { trials: count, samples, seconds: 0 }, diagnostics: [] } as const;
    },
  };
}
