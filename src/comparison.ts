/**
 * The limit of a program beside its simulation, and whether they agree. Trials are added in looks (report/sequence.ts)
 * until they do or do not, or the budget is spent.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import { invariant, unreachable } from "./diagnostics/invariant.ts";
import type { Program } from "./ir/program.ts";
import { findInfiniteVariance } from "./limit/infinite-variance.ts";
import { type FoundLimit, findLimit, type LimitOptions, type Watch } from "./pipeline.ts";
import { type Comparison, compareWithLimit } from "./report/compare.ts";
import type { LimitOf } from "./report/estimate-limit.ts";
import type { WidthSummary } from "./report/run-summary.ts";
import {
  affordable,
  type Effort,
  type Ending,
  type Look,
  type Sequence,
  spentOnLook,
  trialsOfLook,
} from "./report/sequence.ts";
import type { Simulation } from "./report/simulation.ts";
import type { Run } from "./runtime/engine.ts";
import { joinRuns } from "./runtime/slices.ts";
import { openSimulator, type Simulator, type SimulatorOptions, summariseRun, widthOf } from "./simulator.ts";

/** The relative ones count what a deep program collects. */
const rounding = {
  double: { relative: 1e-9, absolute: 1e-15 },
  single: { relative: 3e-5, absolute: 1e-7 },
} as const;

/**
 * Chance that an output that is off by the wanted resolution is called in agreement. It is larger than the usual alpha:
 * a false alarm costs a search for a mistake that is not there, a missed one can be looked for at a finer resolution.
 */
const BETA = 1e-3;

export interface CompareProgramOptions extends LimitOptions, SimulatorOptions {
  /** Chance of a false disagreement, over all outputs and looks. */
  readonly alpha: number;
  /** The largest difference that agreement may leave open, in parts of the size of an output. */
  readonly resolution: number;
  readonly effort: Effort;
  readonly onProgress: ((width: number, done: number, of: number) => void) | undefined;
}

export interface Compared extends FoundLimit {
  /** All trials of all looks. */
  readonly simulation: Simulation;
  /** At the last look. */
  readonly comparison: Comparison;
  readonly sequence: Sequence;
}

/** Limit and simulation, and whether they agree. The steps of the derivation are there where they were asked for. */
export async function compare(
  program: Program,
  options: CompareProgramOptions,
  enter: Watch,
  details: { readonly steps: boolean } = { steps: false },
): Promise<Outcome<Compared>> {
  const limit = findLimit(program, options, enter, { independent: false, steps: details.steps });
  // Outputs without a limit cannot be compared, and simulating them takes long.
  if (!limit.ok || limit.diagnostics.some(({ severity }) => severity === "error")) return failure(limit.diagnostics);
  const opened = await openSimulator(program, options, enter);
  if (!opened.ok) return failure([...limit.diagnostics, ...opened.diagnostics]);
  const simulator = opened.value;
  const limits = limit.value.report.outputs.map(({ name, estimate }) => ({
    name,
    value: estimate?.value ?? Number.NaN,
    error: estimate?.error ?? Number.POSITIVE_INFINITY,
  }));
  try {
    const looked = await lookUntilDecided(program, limits, simulator, options, enter);
    const before = [...limit.diagnostics, ...opened.diagnostics, ...looked.diagnostics];
    if (!looked.ok) return failure(before);
    const { runs, comparison, sequence } = looked.value;
    const { engine, device } = simulator;
    const partial = sequence.ending === "interrupted" || sequence.ending === "failed";
    const simulation: Simulation = { program: program.name, seed: options.seed, engine, device, runs, partial };
    const diagnostics = [...before, ...heavyTails(program, comparison)];
    return success({ ...limit.value, simulation, comparison, sequence }, diagnostics);
  } finally {
    await simulator.close();
  }
}

interface Looked {
  readonly runs: readonly WidthSummary[];
  readonly comparison: Comparison;
  readonly sequence: Sequence;
}

async function lookUntilDecided(
  program: Program,
  limits: readonly LimitOf[],
  simulator: Simulator,
  options: CompareProgramOptions,
  enter: Watch,
): Promise<Outcome<Looked>> {
  const { alpha, resolution, effort } = options;
  const looks: Look[] = [];
  const diagnostics: Diagnostic[] = [];
  let found: readonly Run[] = simulator.plans.map(({ plan }) => ({
    trials: 0,
    samples: plan.outputs.map(() => new Float64Array()),
    seconds: 0,
  }));
  for (;;) {
    const trials = trialsOfLook(effort, looks.length);
    invariant(trials !== undefined, () => `no look number ${looks.length}`);
    const added = await addTrials(simulator, found, trials, options);
    diagnostics.push(...added.diagnostics);
    found = added.runs;
    if (!added.complete && found.every((run) => run.trials === 0) && added.failed) return failure(diagnostics);
    if (looks.length === 0) enter("compare");
    const runs = found.flatMap((run, k) => {
      const planned = simulator.plans[k];
      return planned === undefined || run.trials === 0 ? [] : [summariseRun(planned, run, trials)];
    });
    const spent = spentOnLook(effort, looks.length);
    const comparison = compareWithLimit(limits, runs, {
      alpha: alpha * spent,
      beta: BETA * spent,
      resolution,
      rounding: rounding[simulator.precision],
      infiniteVariance(name) {
        const cause = findInfiniteVariance(program, name);
        return cause && `the second moment behind ${cause.of} is infinite (${cause.reason})`;
      },
    });
    const seconds = found.reduce((sum, run) => sum + run.seconds, 0);
    looks.push({ trials, alpha: alpha * spent, beta: BETA * spent, seconds, verdict: comparison.verdict });
    const ending = added.complete ? endingOf(comparison, effort, looks) : added.failed ? "failed" : "interrupted";
    if (ending !== undefined) {
      const sequence = { looks, ending, alpha, beta: BETA, effort };
      return success({ runs, comparison: { ...comparison, alpha }, sequence }, diagnostics);
    }
  }
}

/** Why the look was the last one; `undefined` where another one follows. */
function endingOf({ verdict, outputs }: Comparison, effort: Effort, looks: readonly Look[]): Ending | undefined {
  if (effort.kind === "fixed") return "fixed";
  if (verdict !== "undecided") return "decided";
  if (outputs.every(({ settled }) => settled)) return "settled";
  if (trialsOfLook(effort, looks.length) === undefined) return "trials";
  return affordable(effort, looks) ? undefined : "budget";
}

interface Added {
  readonly runs: readonly Run[];
  /** Whether every width has all trials; if not, whether something failed, or a person ended it. */
  readonly complete: boolean;
  readonly failed: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs every width up to `trials`. What was finished before a failure or an interruption is kept. */
async function addTrials(
  simulator: Simulator,
  before: readonly Run[],
  trials: number,
  { signal, onProgress }: CompareProgramOptions,
): Promise<Added> {
  const runs = [...before];
  const diagnostics: Diagnostic[] = [];
  for (const [k, planned] of simulator.plans.entries()) {
    const first = runs[k]?.trials ?? 0;
    if (signal?.aborted) return { runs, complete: false, failed: false, diagnostics };
    const width = widthOf(planned);
    const report = onProgress && ((done: number) => onProgress(width, first + done, trials));
    const run = await simulator.run(k, { first, count: trials - first }, report);
    diagnostics.push(...run.diagnostics);
    if (!run.ok) return { runs, complete: false, failed: true, diagnostics };
    runs[k] = joinRuns([...(runs[k] === undefined ? [] : [runs[k]]), run.value]);
  }
  const complete = runs.every((run) => run.trials === trials);
  return { runs, complete, failed: false, diagnostics };
}

function heavyTails(program: Program, { outputs }: Comparison): readonly Diagnostic[] {
  return outputs.flatMap(({ name, heavyTail }) => {
    const place = program.outputs.find((output) => output.name === name)?.place;
    if (heavyTail === undefined || place === undefined) return [];
    switch (heavyTail.kind) {
      case "known": {
        const hint = "bound the function, or take a law with lighter tails";
        return [diagnostic("TP421", place, `${name} cannot be compared: ${heavyTail.text}`, hint)];
      }
      case "seen": {
        const hint = "take more trials, bound the function, or take a law with lighter tails";
        return [diagnostic("TP421", place, `${name} cannot be compared: ${heavyTail.text}`, hint)];
      }
      case "finite":
        return [diagnostic("TP422", place, `${name} has heavy tails: ${heavyTail.text}`, "more trials tell more")];
      default:
        return unreachable(heavyTail.kind);
    }
  });
}
