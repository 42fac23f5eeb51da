/**
 * What the parts of a trial cost on an engine, measured through its public interface: small programs, each of which is
 * mostly one part, in less than half a second together.
 */

import { defaultLowerOptions } from "./ir/lower/options.ts";
import { compile, type Planned, plan } from "./pipeline.ts";
import { countWork, type EngineCosts, type Parts, partNames, type SamplerCosts } from "./plan/cost.ts";
import type { Sampler, SimulationPlan } from "./plan/simulation-plan.ts";
import type { Engine } from "./runtime/engine.ts";

interface Probe {
  /** The part that it is for. */
  readonly part: (typeof partNames)[number];
  readonly width: number;
  readonly text: string;
}

const matrix = "matrix W ~ normal(0, 1 / n)\n";
const passes = "x[0] = g\nfor t in 1..40 {\n  c[t] = moment(x[t-1])\n  x[t] = g + c[t]\n}\noutput moment(x[40])";
const functions = "output moment(tanh(g) * exp(sin(g)) + erf(g) * cos(tanh(g - 1)))";

/** W with `inputs` vectors at once, or with what it has made of a vector, `uses` times. */
const batch = (inputs: number) =>
  `vector u[i in 1..${inputs}] ~ normal(0, 1)\n${matrix}for i in 1..${inputs} { output moment(g * (W @ u[i])) }`;
const chain = (uses: number) =>
  `${matrix}x[0] = g\nfor t in 1..${uses} { x[t] = tanh(W @ x[t-1]) }\noutput moment(x[${uses}])`;

const probes: Readonly<Record<Sampler, readonly Probe[]>> = {
  explicit: [
    { part: "drawn", width: 512, text: batch(1) },
    { part: "multiplied", width: 512, text: batch(8) },
    { part: "read", width: 512, text: chain(4) },
    { part: "operations", width: 2 ** 14, text: functions },
    { part: "steps", width: 8, text: passes },
  ],
  conditioned: [
    { part: "drawn", width: 2 ** 14, text: "output moment(g^2)" },
    { part: "combined", width: 2048, text: chain(16) },
    { part: "operations", width: 2 ** 14, text: functions },
    { part: "steps", width: 8, text: passes },
  ],
};

/** Seconds of a run, of which the fastest of a few counts. */
const RUN_SECONDS = 0.012;
const RUNS = 3;
/** Below what clocks can tell. */
const SHORTEST = 1e-6;

/** Seconds from a fixed moment on: of the processor, where other programs must not count, or of the wall clock. */
export type Clock = () => number;

/** `engine` has one thread. `standard` is about what to expect. */
export async function measureCosts(engine: Engine, standard: EngineCosts, clock: Clock): Promise<EngineCosts> {
  return {
    explicit: await measureSampler(engine, "explicit", standard.explicit, clock),
    conditioned: await measureSampler(engine, "conditioned", standard.conditioned, clock),
  };
}

async function measureSampler(
  engine: Engine,
  sampler: Sampler,
  standard: SamplerCosts,
  clock: Clock,
): Promise<SamplerCosts> {
  const { seconds: _, ...ways } = standard;
  const measured: Measured[] = [];
  for (const { part, width, text } of probes[sampler]) {
    const { plan: made } = planProbe(text, width, sampler, engine.name);
    const seconds = await secondsPerTrial(engine, made, clock);
    if (seconds !== undefined) measured.push({ part, counts: countWork(made, ways), seconds });
  }
  return { ...standard, seconds: solve(measured, standard.seconds) };
}

function planProbe(text: string, width: number, sampler: Sampler, device: Engine["name"]): Planned {
  const source = { name: "calibration.tp", text: `width n\nvector g ~ normal(0, 1)\n${text}\n` };
  const program = compile(source, { settings: new Map(), files: defaultLowerOptions.files }, () => {});
  if (!program.ok) throw new Error(program.diagnostics[0]?.message);
  const options = { device, sampler, matrixLaw: undefined, memoryBytes: 2 ** 28 };
  const planned = plan(program.value, width, options, () => {});
  if (!planned.ok) throw new Error(planned.diagnostics[0]?.message);
  return planned.value;
}

/** `undefined` where the engine cannot run the plan. */
async function secondsPerTrial(engine: Engine, probe: SimulationPlan, clock: Clock): Promise<number | undefined> {
  const prepared = await engine.prepare(probe);
  if (!prepared.ok) return undefined;
  try {
    let trials = 1;
    let fastest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS + 2; run++) {
      const request = { seed: 1n, firstTrial: 0, trials, signal: undefined, onProgress: undefined };
      const start = clock();
      const done = await prepared.value.run(request);
      if (!done.ok || done.value.trials < trials) return undefined;
      const each = Math.max(clock() - start, SHORTEST) / trials;
      // The first runs are slow: functions are compiled, memory is taken.
      if (run >= 2) fastest = Math.min(fastest, each);
      trials = Math.max(1, Math.min(2000, Math.round(RUN_SECONDS / each)));
    }
    return fastest;
  } finally {
    await prepared.value.release();
  }
}

interface Measured {
  readonly part: (typeof partNames)[number];
  readonly counts: Parts;
  readonly seconds: number;
}

/** Parts are no cheaper than this share of what they are elsewhere: small differences of times are noise. */
const LEAST = 0.2;
const SWEEPS = 8;

/** Each probe gives its part what the other parts leave of its time, in turns (Gauss and Seidel). */
function solve(measured: readonly Measured[], standard: Parts): Parts {
  const found: Record<(typeof partNames)[number], number> = { ...standard };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const { part, counts, seconds } of measured) {
      const others = partNames.reduce((sum, name) => (name === part ? sum : sum + counts[name] * found[name]), 0);
      found[part] = Math.max(LEAST * standard[part], (seconds - others) / counts[part]);
    }
  }
  return found;
}
