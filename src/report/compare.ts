/**
 * The one place where theory and simulation meet: the limit of every output against its means at finite widths,
 * extrapolated to infinite width (extrapolate.ts).
 *
 * The error of the limit is a bound, not a standard error: the test asks whether the extrapolated mean lies further
 * from the limit than that bound, `z = max(0, |extrapolated - limit| - bound) / se`, which errs on the side of
 * agreement. Rounding of the engine is part of the bound. The p-values are two-sided, from Student's t, and
 * corrected for the number of outputs by Holm's method, so that a program whose limits are all right is called in
 * disagreement with probability at most alpha.
 *
 * All this needs variances. Outputs whose trials have none, or seem to have none, are undecided (tails.ts).
 *
 * Not being able to contradict is not agreement: an output agrees only where a difference of 2 % of its natural size
 * is at least one standard error. The natural size is that of the limit. Where the limit is 0, it is the size of what
 * is averaged, which is the spread carried back to n = 1; and never less than a tenth of that.
 */
import { studentTPValue } from "../math/statistics.ts";
import { studentTUpperQuantile } from "../math/student-t.ts";
import { type Extrapolation, extrapolate, type WidthMean } from "./extrapolate.ts";
import { holm } from "./holm.ts";
import { fitPowerLaw } from "./power-law.ts";
import type { OutputSummary, WidthSummary } from "./run-summary.ts";
import { biasSlope, type Rate, sdSlope } from "./slopes.ts";
import { findHeavyTail, type HeavyTail } from "./tails.ts";

export type Verdict = "agree" | "disagree" | "undecided";

/** Part of the natural size that an output must resolve to be called in agreement. */
const RESOLVED_PART = 0.02;

/** Vectors of a tensor program have coordinates of order 1: beside them this is 0. */
export const NOTHING = 1e-9;

/** A limit with a bound on its absolute error; NaN where no number was found. */
export interface LimitOf {
  readonly name: string;
  readonly value: number;
  readonly error: number;
}

export interface ComparedOutput {
  readonly name: string;
  readonly limit: number;
  readonly limitError: number;
  /** `undefined` when fewer than two widths could be used. */
  readonly extrapolation: Extrapolation | undefined;
  /** The difference beyond the bound of the limit, in standard errors; NaN without an extrapolation or a limit. */
  readonly z: number;
  readonly p: number;
  /** `p` corrected for the number of outputs. */
  readonly pHolm: number;
  /** The smallest difference that would have been called a disagreement; NaN without an extrapolation. */
  readonly resolution: number;
  readonly naturalSize: number;
  readonly sdSlope: Rate | undefined;
  readonly biasSlope: Rate | undefined;
  /** Why the test of means does not hold, where that makes the output undecided. */
  readonly heavyTail: HeavyTail | undefined;
  readonly verdict: Verdict;
  /** Why it is undecided, or which widths were left out: sentences without a full stop. */
  readonly notes: readonly string[];
}

export interface Comparison {
  readonly verdict: Verdict;
  readonly alpha: number;
  readonly outputs: readonly ComparedOutput[];
}

/** Rounding errors of a mean on the engine that ran. */
export interface Rounding {
  readonly relative: number;
  /** What is left of numbers of order 1 that cancel. */
  readonly absolute: number;
}

export interface CompareOptions {
  /** Probability of a false disagreement over all outputs. */
  readonly alpha: number;
  readonly rounding: Rounding;
  /** Why the trials of an output have infinite variance, where that is known; asked only where it matters. */
  readonly infiniteVariance: (name: string) => string | undefined;
}

/** Compares each limit with the output of the same name in `runs`, which are of different widths. */
export function compareWithLimit(
  limits: readonly LimitOf[],
  runs: readonly WidthSummary[],
  options: CompareOptions,
): Comparison {
  const measured = limits.map((limit) => measure(limit, runs, options.rounding));
  const corrected = holm(measured.map((m) => m.p));
  const outputs = measured.map((m, i) => judge(m, corrected[i]!, limits.length, options));
  const verdicts = outputs.map((output) => output.verdict);
  const verdict = verdicts.includes("disagree") ? "disagree" : verdicts.includes("undecided") ? "undecided" : "agree";
  return { verdict, alpha: options.alpha, outputs };
}

interface Measured extends Omit<ComparedOutput, "pHolm" | "resolution" | "heavyTail" | "verdict"> {
  /** Bound on the errors that are not statistical: of the limit, and rounding. */
  readonly bound: number;
  /** The part of it that is rounding. */
  readonly roundingError: number;
  readonly runs: readonly { readonly width: number; readonly output: OutputSummary }[];
}

function measure(limit: LimitOf, allRuns: readonly WidthSummary[], rounding: Rounding): Measured {
  const runs = allRuns
    .flatMap(({ width, outputs }) => outputs.filter((o) => o.name === limit.name).map((output) => ({ width, output })))
    .sort((a, b) => a.width - b.width);
  const means = runs.filter(({ output }) => output.nonFinite.length === 0 && output.count >= 2).map(widthMean);
  const largest = Math.max(Math.abs(limit.value), ...means.map((m) => Math.abs(m.mean)));
  const roundingError = rounding.absolute + rounding.relative * largest;
  const bound = limit.error + roundingError;
  // A tenth of what rounding may do is small beside it, and keeps z finite when nothing else varies.
  const extrapolation = means.length >= 2 ? extrapolate(means, roundingError / 10) : undefined;
  const difference = (extrapolation?.value ?? Number.NaN) - limit.value;
  const z = (Math.sign(difference) * Math.max(0, Math.abs(difference) - bound)) / (extrapolation?.se ?? 1);
  return {
    name: limit.name,
    limit: limit.value,
    limitError: limit.error,
    extrapolation,
    z,
    p: extrapolation === undefined || Number.isNaN(z) ? 1 : studentTPValue(z, extrapolation.degrees),
    naturalSize: naturalSize(limit, means, bound),
    sdSlope: sdSlope(means, roundingError),
    biasSlope: biasSlope(means, limit.value, bound),
    notes: leftOut(runs),
    bound,
    roundingError,
    runs,
  };
}

function naturalSize(limit: LimitOf, means: readonly WidthMean[], bound: number): number {
  const law = fitPowerLaw(means.filter((m) => m.sd > 0).map((m) => ({ n: m.width, y: m.sd, weight: m.trials - 1 })));
  const size = Math.abs(limit.value);
  if (law === undefined) return size;
  // Averages over coordinates have the exponent -1/2, Gaussian outputs 0; anything else is noise or a deep program.
  const averaged = law.centre.y * law.centre.n ** Math.min(0.5, Math.max(0, -law.slope));
  return size <= bound ? averaged : Math.max(size, averaged / 10);
}

function widthMean({ width, output }: Measured["runs"][number]): WidthMean {
  return { width, trials: output.count, mean: output.mean, sd: output.sd };
}

/** Widths that cannot enter the extrapolation: a mean over the finite trials only is a mean of something else. */
function leftOut(runs: Measured["runs"]): string[] {
  return runs.flatMap(({ width, output }) => {
    const trials = output.nonFinite.length;
    if (trials > 0) return [`at width ${width}, ${of(trials, trials + output.count)} not finite: width left out`];
    return output.count < 2 ? [`at width ${width} there are fewer than 2 trials: width left out`] : [];
  });
}

function of(part: number, trials: number): string {
  return `${part} of ${trials} ${trials === 1 ? "trial" : "trials"} ${part === 1 ? "was" : "were"}`;
}

function judge(measured: Measured, pHolm: number, tests: number, options: CompareOptions): ComparedOutput {
  const { alpha } = options;
  const { bound, roundingError, runs, ...measures } = measured;
  const { extrapolation, naturalSize } = measures;
  const heavyTail =
    extrapolation &&
    findHeavyTail({
      outputs: runs.flatMap((run) => (run.output.sd > roundingError ? [run.output] : [])),
      side: pHolm >= alpha ? 0 : measures.limit > extrapolation.value ? 1 : -1,
      z: measures.z,
      infiniteVariance: () => options.infiniteVariance(measures.name),
    });
  const output = { ...measures, heavyTail };
  if (extrapolation === undefined) {
    const notes = [...output.notes, "fewer than two widths are left"];
    return { ...output, pHolm, resolution: Number.NaN, verdict: "undecided", notes };
  }
  const resolution = bound + extrapolation.se * studentTUpperQuantile(alpha / (2 * tests), extrapolation.degrees);
  const decided = (verdict: Verdict, ...notes: string[]): ComparedOutput => ({
    ...output,
    pHolm,
    resolution,
    verdict,
    notes: [...output.notes, ...notes],
  });
  if (Number.isNaN(output.limit)) return decided("undecided", "no number was found for its limit");
  const last = runs.at(-1);
  if (last !== undefined && last.output.nonFinite.length > 0) {
    return decided("undecided", "trials at the largest width were not finite");
  }
  if (heavyTail !== undefined) return decided("undecided", heavyTail.text);
  if (pHolm < alpha) {
    if (couldBeRareEvents(runs, Math.abs(extrapolation.value - output.limit))) {
      return decided("undecided", "every trial gave the same value: the limit may be due to rarer events");
    }
    return decided("disagree");
  }
  const wanted = RESOLVED_PART * naturalSize;
  if (extrapolation.se + bound <= wanted || isNothing(output, bound)) return decided("agree");
  return decided("undecided", tooCoarse(extrapolation.se, bound, wanted, runs));
}

/** A limit of 0, and trials that are rounding errors of 0: there is no size that a difference could be compared with. */
function isNothing(
  { limit, limitError, naturalSize }: Omit<Measured, "bound" | "roundingError" | "runs">,
  bound: number,
): boolean {
  return naturalSize <= bound && Math.abs(limit) <= limitError + NOTHING && limitError <= NOTHING;
}

/**
 * An average over n coordinates that never varied in T trials may still be an average of indicators of events rarer
 * than 1 in n T. Twenty expected events all missing has probability 2e-9.
 */
function couldBeRareEvents(runs: Measured["runs"], difference: number): boolean {
  const coordinates = runs.reduce((sum, { width, output }) => sum + width * output.count, 0);
  return runs.every(({ output }) => output.sd === 0) && difference * coordinates < 20;
}

function tooCoarse(se: number, bound: number, wanted: number, runs: Measured["runs"]): string {
  if (bound >= wanted) return "the error of the limit is larger than 2 % of the output";
  const factor = (se / (wanted - bound)) ** 2;
  const trials = Math.max(...runs.map(({ output }) => output.count)) * factor;
  const digit = 10 ** Math.floor(Math.log10(trials));
  return `too few trials to see a difference of 2 %: about ${Math.ceil(trials / digit) * digit} are needed`;
}
