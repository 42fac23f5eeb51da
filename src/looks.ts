/**
 * Trials until a verdict: looks at more and more of them (report/sequence.ts), each of which is a comparison of all
 * that there are.
 */
import { type Diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import { invariant } from "./diagnostics/invariant.ts";
import type { Watch } from "./pipeline.ts";
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
import type { Run } from "./runtime/engine.ts";
import { joinRuns } from "./runtime/slices.ts";
import { type Simulator, summariseRun, widthOf } from "./simulator.ts";

/** Of float64 and float32; the relative ones count what a deep program collects. */
const rounding = {
  double: { relative: 1e-9, absolute: 1e-15 },
  single: { relative: 3e-5, absolute: 1e-7 },
} as const;

/**
 * Chance that an output that is off by the wanted resolution is called in agreement. It is larger than the usual alpha:
 * a false alarm costs a search for a mistake that is not there, a missed one can be looked for at a finer resolution.
 */
const BETA = 1e-3;

export interface LookOptions {
  /** Chance of a false disagreement, over all outputs and looks. */
  readonly alpha: number;
  /** The largest difference that agreement may leave open, in parts of the size of an output. */
  readonly resolution: number;
  readonly effort: Effort;
  /** Why the trials of an output have infinite variance, where that is known. */
  readonly infiniteVariance: (name: string) => string | undefined;
  /** Ends after the current batch. */
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((width: number, done: number, of: number) => void) | undefined;
}

export interface Looked {
  readonly runs: readonly WidthSummary[];
  /** At the last look. */
  readonly comparison: Comparison;
  readonly sequence: Sequence;
}

/** Where trials come from. */
export type TrialSource = Pick<Simulator, "precision" | "plans" | "run">;

/** Fails only where not even the first trials could be had. */
export async function lookUntilDecided(
  source: TrialSource,
  limits: readonly LimitOf[],
  options: LookOptions,
  enter: Watch,
): Promise<Outcome<Looked>> {
  const { alpha, resolution, effort, infiniteVariance } = options;
  const looks: Look[] = [];
  const diagnostics: Diagnostic[] = [];
  let found: readonly Run[] = source.plans.map(({ plan }) => ({
    trials: 0,
    samples: plan.outputs.map(() => new Float64Array()),
    seconds: 0,
  }));
  for (;;) {
    if (looks.length > 0) enter("run");
    const trials = trialsOfLook(effort, looks.length);
    invariant(trials !== undefined, () => `no look number ${looks.length}`);
    const added = await addTrials(source, found, trials, options);
    diagnostics.push(...added.diagnostics);
    found = added.runs;
    if (added.state === "failed" && found.every((run) => run.trials === 0)) return failure(diagnostics);
    const runs = found.flatMap((run, k) => {
      const planned = source.plans[k];
      return planned === undefined || run.trials === 0 ? [] : [summariseRun(planned, run, trials)];
    });
    enter("compare");
    const spent = spentOnLook(effort, looks.length);
    const level = { alpha: alpha * spent, beta: BETA * spent };
    const errors = { resolution, rounding: rounding[source.precision], infiniteVariance };
    const comparison = compareWithLimit(limits, runs, { ...level, ...errors });
    const seconds = found.reduce((sum, run) => sum + run.seconds, 0);
    looks.push({ trials, ...level, seconds, verdict: comparison.verdict });
    const ending = added.state === "complete" ? endingOf(comparison, effort, looks) : added.state;
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
  readonly state: "complete" | "interrupted" | "failed";
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs every width up to `trials`. What was finished before a failure or an interruption is kept. */
async function addTrials(
  source: TrialSource,
  before: readonly Run[],
  trials: number,
  { signal, onProgress }: LookOptions,
): Promise<Added> {
  const runs = [...before];
  const diagnostics: Diagnostic[] = [];
  for (const [k, run] of before.entries()) {
    if (signal?.aborted) return { runs, state: "interrupted", diagnostics };
    const width = widthOf(source.plans[k]);
    const report = onProgress && ((done: number) => onProgress(width, run.trials + done, trials));
    const more = await source.run(k, { first: run.trials, count: trials - run.trials }, report);
    diagnostics.push(...more.diagnostics);
    if (!more.ok) return { runs, state: "failed", diagnostics };
    runs[k] = joinRuns([run, more.value]);
  }
  const complete = runs.every((run) => run.trials === trials);
  return { runs, state: complete ? "complete" : "interrupted", diagnostics };
}
