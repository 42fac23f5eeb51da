/**
 * A program at finite widths: its plans, the engine that runs them, and trials of any of them on demand. A trial is a
 * function of the seed, the width and its number, whatever other widths and trials run beside it: a run can be
 * continued, repeated in part, or spread over machines.
 */
import { andThen, type Diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import { invariant } from "./diagnostics/invariant.ts";
import type { Program } from "./ir/program.ts";
import type { Planned, Watch } from "./pipeline.ts";
import { type PlacementOptions, place } from "./placement.ts";
import type { KnownRun } from "./report/checkpoint.ts";
import type { RunSetting } from "./report/run-differences.ts";
import { summariseOutput, type WidthSummary } from "./report/run-summary.ts";
import type { Simulation } from "./report/simulation.ts";
import type { Engine, Prepared, Run } from "./runtime/engine.ts";
import type { Precision } from "./runtime/precision.ts";
import { runInSlices, type TrialRange } from "./runtime/slices.ts";

export { explain } from "./explanation.ts";
export type { Machine } from "./placement.ts";

export interface SimulatorOptions extends PlacementOptions {
  readonly seed: bigint;
  /** Ends a run after its current batch. */
  readonly signal: AbortSignal | undefined;
}

export interface SimulateOptions extends SimulatorOptions {
  readonly trials: number;
  readonly onProgress: ((width: number, done: number, of: number) => void) | undefined;
}

/** What a simulation goes on from, and who is told of its course. */
export interface Course {
  /** Is told with what the simulation will run, before it does; an error among the answers ends it. */
  readonly admit: (setting: RunSetting) => readonly Diagnostic[];
  /** Trials of an earlier run, which are not run again. */
  readonly known: readonly KnownRun[];
  /** Where runs are cut so that what they have found can be kept; `undefined` for runs in one piece. */
  readonly cuts: Cuts | undefined;
}

export interface Cuts {
  /** Trials that are worth a piece: one for each thread. */
  readonly least: number;
  /** Is given what was found so far after each piece, of about a second; the next one waits for it. */
  readonly onPiece: (soFar: () => Simulation) => Promise<void>;
}

const fromTheStart: Course = { admit: () => [], known: [], cuts: undefined };

/** What is told of the progress of a run: trials that are done, of those that it was asked for. */
export type OnProgress = (done: number, of: number) => void;

export interface Simulator {
  readonly engine: Engine["name"];
  /** Threads, adapter, driver. */
  readonly device: string;
  /** The coarsest that any of its plans is computed with. */
  readonly precision: Precision;
  /** One per width, in the order of the widths. */
  readonly plans: readonly Planned[];
  /** Runs trials at the `k`-th width. The plan that ran last stays prepared. */
  run(k: number, trials: TrialRange, onProgress: OnProgress | undefined): Promise<Outcome<Run>>;
  close(): Promise<void>;
}

/** Plans `program` at each width, so that what cannot fit is refused before anything runs, and opens an engine. */
export async function openSimulator(
  program: Program,
  options: SimulatorOptions,
  enter: Watch,
): Promise<Outcome<Simulator>> {
  const placed = await place(program, options, enter);
  return andThen(placed, ({ engine, plans }) => {
    enter("run");
    return success(simulatorOn(engine, plans, options));
  });
}

function simulatorOn(engine: Engine, plans: readonly Planned[], options: SimulatorOptions): Simulator {
  let last: { readonly k: number; readonly prepared: Prepared } | undefined;

  const prepare = async (k: number): Promise<Outcome<Prepared>> => {
    if (last?.k === k) return success(last.prepared);
    await last?.prepared.release();
    last = undefined;
    const planned = plans[k];
    invariant(planned !== undefined, () => `no width number ${k}`);
    const prepared = await engine.prepare(planned.plan);
    if (prepared.ok) last = { k, prepared: prepared.value };
    return prepared;
  };

  return {
    engine: engine.name,
    device: engine.description,
    precision: engine.precision,
    plans,
    async run(k, { first, count }, onProgress) {
      const prepared = await prepare(k);
      if (!prepared.ok) return prepared;
      const seed = seedAt(options.seed, widthOf(plans[k]));
      const { signal } = options;
      return prepared.value.run({ seed, firstTrial: first, trials: count, signal, onProgress });
    },
    async close() {
      await last?.prepared.release();
      await engine.close();
    },
  };
}

export function widthOf(planned: Planned | undefined): number {
  return planned?.plan.widths[0] ?? 0;
}

/** Different widths have independent random numbers: the width is in the high word of the seed. */
function seedAt(seed: bigint, width: number): bigint {
  return seed ^ (BigInt(width) << 32n);
}

/**
 * Simulates `program` at each width. When a run fails or is interrupted, what was finished before is kept, marked as
 * partial.
 */
export async function simulate(
  program: Program,
  options: SimulateOptions,
  enter: Watch,
  course: Course = fromTheStart,
): Promise<Outcome<Simulation>> {
  const opened = await openSimulator(program, options, enter);
  if (!opened.ok) return opened;
  const simulator = opened.value;
  try {
    const diagnostics = [...opened.diagnostics, ...course.admit(settingOf(simulator))];
    if (diagnostics.some(({ severity }) => severity === "error")) return failure(diagnostics);
    return await runAll(program, simulator, options, course, diagnostics);
  } finally {
    await simulator.close();
  }
}

function settingOf({ engine, device, plans }: Simulator): RunSetting {
  return { engine, device, samplers: new Map(plans.map((each) => [widthOf(each), each.choice.sampler])) };
}

async function runAll(
  program: Program,
  simulator: Simulator,
  options: SimulateOptions,
  course: Course,
  before: readonly Diagnostic[],
): Promise<Outcome<Simulation>> {
  const { trials, signal } = options;
  const runs: WidthSummary[] = [];
  const diagnostics = [...before];
  const { engine, device, plans } = simulator;
  const simulation = (found: readonly WidthSummary[]): Simulation => ({
    program: program.name,
    seed: options.seed,
    engine,
    device,
    runs: found,
    partial: found.length < plans.length || found.some((run) => run.trials < run.requested),
  });
  for (const [k, planned] of plans.entries()) {
    const known = course.known.find(({ width }) => width === widthOf(planned));
    if (signal?.aborted && known === undefined) continue;
    const run = await runWidth(simulator, k, known, options, course.cuts, (soFar) =>
      simulation([...runs, summariseRun(planned, soFar, trials)]),
    );
    diagnostics.push(...run.diagnostics);
    if (!run.ok) {
      if (runs.length === 0) return failure(diagnostics);
      break;
    }
    if (run.value.trials > 0) runs.push(summariseRun(planned, run.value, trials));
  }
  diagnostics.push(...(await explainTrials(program, simulation(runs), simulator)));
  return success(simulation(runs), diagnostics);
}

/** The reasons of trials that are not finite. */
export async function explainTrials(
  program: Program,
  { runs, seed }: Simulation,
  { plans, precision }: Simulator,
): Promise<readonly Diagnostic[]> {
  const faulty = runs.flatMap(({ width, trials, outputs }) => {
    const planned = plans.find((each) => widthOf(each) === width);
    const nonFinite = outputs.map((output) => output.nonFinite);
    if (planned === undefined || nonFinite.every((numbers) => numbers.length === 0)) return [];
    return [{ plan: planned.plan, seed: seedAt(seed, width), trials, nonFinite }];
  });
  if (faulty.length === 0) return [];
  const { explainNonFinite } = await import("./runtime/non-finite.ts");
  return explainNonFinite(program, faulty, precision === "single");
}

/** The trials at the `k`-th width: those that are known, and the others in pieces or at once. */
async function runWidth(
  simulator: Simulator,
  k: number,
  known: KnownRun | undefined,
  { trials, signal, onProgress }: SimulateOptions,
  cuts: Cuts | undefined,
  simulationWith: (run: Run) => Simulation,
): Promise<Outcome<Run>> {
  const planned = simulator.plans[k];
  const empty = (planned?.plan.outputs ?? []).map(() => new Float64Array());
  const start: Run = known ?? { trials: 0, samples: empty, seconds: 0 };
  return runInSlices({
    start,
    trials,
    least: cuts?.least ?? Number.POSITIVE_INFINITY,
    ended: () => signal?.aborted === true,
    run: (range) =>
      simulator.run(k, range, onProgress && ((done) => onProgress(widthOf(planned), range.first + done, trials))),
    onSlice: async (soFar) => cuts?.onPiece(() => simulationWith(soFar())),
  });
}

/** The statistics of the first trials at a width, of which `requested` were asked for. */
export function summariseRun(
  { plan: { widths, outputs }, choice }: Planned,
  run: Run,
  requested: number,
): WidthSummary {
  const [width = 0] = widths;
  const { samples, seconds, trials } = run;
  return {
    width,
    trials,
    requested,
    seconds,
    sampler: choice.sampler,
    samplerReason: choice.reason,
    outputs: outputs.map(({ name }, i) => summariseOutput(name, samples[i] ?? new Float64Array())),
  };
}
