/**
 * The one place where theory and simulation meet: the limit of every output against its means at finite widths,
 * extrapolated to infinite width (extrapolate.ts).
 *
 * Two questions are asked of each output. *Is the extrapolated mean contradicted by the limit?* The error of the limit
 * and the rounding of the engine are bounds, not standard errors: what counts is the difference beyond them, which errs
 * on the side of agreement. The p-values are two-sided, corrected for skewness (mean-test.ts) and, by Holm's method,
 * for the number of outputs: a program whose limits are all right is called in disagreement with probability at most
 * `alpha`. *How far can they still be apart?* `within` bounds the difference: a larger one is excluded with probability
 * `beta` of error. An output agrees where that bound is below the wanted resolution; not being able to contradict is
 * not agreement.
 *
 * All this needs variances. Outputs whose trials have none, or seem to have none, are undecided; those whose tails are
 * heavy, but not that heavy, are judged by a robust mean (tails.ts, robust-mean.ts).
 */
import {
  type CompareOptions,
  type Estimated,
  estimateLimit,
  type LimitOf,
  type OutputEstimate,
} from "./estimate-limit.ts";
import { holm } from "./holm.ts";
import type { WidthSummary } from "./run-summary.ts";
import { slowApproach } from "./slow-approach.ts";

export type { LimitOf } from "./estimate-limit.ts";

export type Verdict = "agree" | "disagree" | "undecided";

/** Vectors of a tensor program have coordinates of order 1: beside them this is 0. */
export const NOTHING = 1e-9;

export interface ComparedOutput extends OutputEstimate {
  /** `p` corrected for the number of outputs. */
  readonly pHolm: number;
  readonly verdict: Verdict;
  /** Whether more trials cannot change the verdict. */
  readonly settled: boolean;
}

export interface Comparison {
  readonly verdict: Verdict;
  readonly alpha: number;
  /** The wanted one: the largest difference, in parts of its natural size, that an output in agreement may have. */
  readonly resolution: number;
  readonly outputs: readonly ComparedOutput[];
}

/** Compares each limit with the output of the same name in `runs`, which are of different widths. */
export function compareWithLimit(
  limits: readonly LimitOf[],
  runs: readonly WidthSummary[],
  options: CompareOptions,
): Comparison {
  const estimated = limits.map((limit) => estimateLimit(limit, runs, limits.length, options));
  const corrected = holm(estimated.map(({ output }) => output.p));
  const outputs = estimated.map((each, i) => judge(each, corrected[i]!, options));
  const { alpha, resolution } = options;
  return { verdict: overall(outputs), alpha, resolution, outputs };
}

function overall(outputs: readonly ComparedOutput[]): Verdict {
  const verdicts = outputs.map((output) => output.verdict);
  return verdicts.includes("disagree") ? "disagree" : verdicts.includes("undecided") ? "undecided" : "agree";
}

function judge({ output, bound, runs, means }: Estimated, pHolm: number, options: CompareOptions): ComparedOutput {
  const judged = (verdict: Verdict, settled: boolean, ...notes: string[]): ComparedOutput => ({
    ...output,
    pHolm,
    verdict,
    settled,
    notes: [...output.notes, ...notes],
  });
  const { extrapolation, heavyTail } = output;
  const finite = runs.every((run) => run.output.nonFinite.length === 0);
  if (extrapolation === undefined) return judged("undecided", !finite, "fewer than two widths are left");
  if (Number.isNaN(output.limit)) return judged("undecided", true, "no number was found for its limit");
  if ((runs.at(-1)?.output.nonFinite.length ?? 0) > 0) {
    return judged("undecided", true, "trials at the largest width were not finite");
  }
  if (heavyTail !== undefined && heavyTail.kind !== "finite") {
    return judged("undecided", heavyTail.kind === "known", heavyTail.text);
  }
  if (pHolm < options.alpha) {
    const slow = slowApproach(means, output.limit, bound, options.alpha);
    if (slow !== undefined) return judged("undecided", false, tooSlow(slow));
    return couldBeRareEvents(runs, Math.abs(extrapolation.value - output.limit))
      ? judged("undecided", false, "every trial gave the same value: the limit may be due to rarer events")
      : judged("disagree", true);
  }
  const wanted = options.resolution * output.naturalSize;
  if (output.within <= wanted || isNothing(output, bound)) return judged("agree", true);
  const percent = `${Number((100 * options.resolution).toPrecision(3))} %`;
  if (bound >= wanted)
    return judged("undecided", true, `the error of the limit is larger than ${percent} of the output`);
  return judged("undecided", false, tooCoarse(output.within, bound, wanted, percent, runs));
}

/** A limit of 0, and trials that are rounding errors of 0: there is no size that a difference could be compared with. */
function isNothing({ limit, limitError, naturalSize }: OutputEstimate, bound: number): boolean {
  return naturalSize <= bound && Math.abs(limit) <= limitError + NOTHING && limitError <= NOTHING;
}

/**
 * An average over n coordinates that never varied in T trials may still be an average of indicators of events rarer
 * than 1 in n T. Twenty expected events all missing has probability 2e-9.
 */
function couldBeRareEvents(runs: Estimated["runs"], difference: number): boolean {
  const coordinates = runs.reduce((sum, { width, output }) => sum + width * output.count, 0);
  return runs.every(({ output }) => output.sd === 0) && difference * coordinates < 20;
}

function tooSlow(exponent: number): string {
  const rate = `n^-${exponent.toFixed(2)}`;
  return `its means approach the limit like ${rate}, more slowly than c + a/n + b/n²: the difference may vanish`;
}

function tooCoarse(within: number, bound: number, wanted: number, percent: string, runs: Estimated["runs"]): string {
  const text = `too few trials to exclude a difference of ${percent}`;
  const factor = ((within - bound) / (wanted - bound)) ** 2;
  const trials = Math.max(...runs.map(({ output }) => output.count)) * factor;
  if (!Number.isFinite(trials)) return text;
  const digit = 10 ** Math.floor(Math.log10(trials));
  return `${text}: about ${Math.ceil(trials / digit) * digit} are needed`;
}
