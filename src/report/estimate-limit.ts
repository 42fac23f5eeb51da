/** What the simulation says of one limit: the extrapolated mean, its errors, the p-value, and what may be left open. */
import { type Extrapolation, extrapolate, type WidthMean } from "./extrapolate.ts";
import { type MeanWithError, pValue, reach } from "./mean-test.ts";
import { naturalSize } from "./natural-size.ts";
import { robustPValue, robustReach } from "./robust-mean.ts";
import type { OutputSummary, WidthSummary } from "./run-summary.ts";
import { kurtosisOf, type Part, skewnessOfSum } from "./skewness.ts";
import { biasSlope, type Rate, sdSlope } from "./slopes.ts";
import { findHeavyTail, type HeavyTail } from "./tails.ts";

/** A limit with a bound on its absolute error; NaN where no number was found. */
export interface LimitOf {
  readonly name: string;
  readonly value: number;
  readonly error: number;
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
  /** Probability, for an output that is off by the wanted resolution or more, to be called in agreement. */
  readonly beta: number;
  readonly resolution: number;
  readonly rounding: Rounding;
  /** Why the trials of an output have infinite variance, where that is known; asked only where it matters. */
  readonly infiniteVariance: (name: string) => string | undefined;
}

/** What an output has shown, before it is judged beside the others. */
export interface OutputEstimate {
  readonly name: string;
  readonly limit: number;
  readonly limitError: number;
  /** `undefined` when fewer than two widths could be used. */
  readonly extrapolation: Extrapolation | undefined;
  /** The difference beyond the bound of the limit, in standard errors; NaN without an extrapolation or a limit. */
  readonly z: number;
  readonly p: number;
  /** How p and the two bounds were found: Student's test corrected for skewness, or Catoni's robust mean. */
  readonly test: "mean" | "robust";
  /** Third cumulant of the extrapolated mean over the third power of its standard error. */
  readonly skewness: number;
  /** The smallest difference that would have been called a disagreement; NaN without an extrapolation. */
  readonly resolution: number;
  /** Larger differences between limit and simulation are excluded, but for an error of probability beta; may be NaN. */
  readonly within: number;
  readonly naturalSize: number;
  readonly sdSlope: Rate | undefined;
  readonly biasSlope: Rate | undefined;
  /** Tails that make the test of means meaningless, or a robust mean necessary. */
  readonly heavyTail: HeavyTail | undefined;
  /** Which widths were left out, and what else is to be known of the numbers: sentences without a full stop. */
  readonly notes: readonly string[];
}

export interface Estimated {
  readonly output: OutputEstimate;
  /** Bound on the errors that are not statistical: of the limit, and rounding. */
  readonly bound: number;
  /** In ascending order of widths. */
  readonly runs: readonly { readonly width: number; readonly output: OutputSummary }[];
  /** At the widths that the extrapolation uses. */
  readonly means: readonly WidthMean[];
}

/** Estimates the output of the name of the limit; `tests` is the number of outputs that are tested together. */
export function estimateLimit(
  limit: LimitOf,
  allRuns: readonly WidthSummary[],
  tests: number,
  options: CompareOptions,
): Estimated {
  const runs = allRuns
    .flatMap(({ width, outputs }) => outputs.filter((o) => o.name === limit.name).map((output) => ({ width, output })))
    .sort((a, b) => a.width - b.width);
  const used = runs.filter(({ output }) => output.nonFinite.length === 0 && output.count >= 2);
  const means = used.map(widthMean);
  const largest = Math.max(Math.abs(limit.value), ...means.map((m) => Math.abs(m.mean)));
  const roundingError = options.rounding.absolute + options.rounding.relative * largest;
  const bound = limit.error + roundingError;
  // A tenth of what rounding may do is small beside it, and keeps z finite when nothing else varies.
  const extrapolation = means.length >= 2 ? extrapolate(means, roundingError / 10) : undefined;
  const varying = runs.flatMap((run) => (run.output.sd > roundingError ? [run.output] : []));
  const found = extrapolation && test({ limit, extrapolation, used, varying, bound, tests, options });
  return {
    output: {
      name: limit.name,
      limit: limit.value,
      limitError: limit.error,
      extrapolation,
      ...(found ?? nothingFound),
      naturalSize: naturalSize(limit.value, means, bound),
      sdSlope: sdSlope(means, roundingError, kurtosisOf(varying.map(({ samples }) => samples.filter(Number.isFinite)))),
      biasSlope: biasSlope(means, limit.value, bound),
      notes: [...leftOut(runs), ...misfit(extrapolation)],
    },
    bound,
    runs,
    means,
  };
}

interface Tested {
  readonly limit: LimitOf;
  readonly extrapolation: Extrapolation;
  /** The widths that the extrapolation uses. */
  readonly used: Estimated["runs"];
  /** Of the widths at which trials differ by more than rounding. */
  readonly varying: readonly OutputSummary[];
  readonly bound: number;
  readonly tests: number;
  readonly options: CompareOptions;
}

type Findings = Pick<OutputEstimate, "z" | "p" | "test" | "skewness" | "resolution" | "within" | "heavyTail">;

const nothingFound: Findings = {
  z: Number.NaN,
  p: 1,
  test: "mean",
  skewness: Number.NaN,
  resolution: Number.NaN,
  within: Number.NaN,
  heavyTail: undefined,
};

function test(tested: Tested): Findings {
  const { limit, extrapolation, used, varying, bound, tests, options } = tested;
  const parts = extrapolation.shares.map(({ share }, k) => ({ weight: share, samples: used[k]!.output.samples }));
  const skewness = skewnessOfSum(parts, extrapolation.se);
  const mean: MeanWithError = { se: extrapolation.se, degrees: extrapolation.degrees, skewness };
  const difference = extrapolation.value - limit.value;
  const beyond = Math.sign(difference) * Math.max(0, Math.abs(difference) - bound);
  const z = beyond / extrapolation.se;
  const p = Number.isNaN(z) ? 1 : pValue(beyond, mean);
  const heavyTail = findHeavyTail({
    outputs: varying,
    side: p >= options.alpha ? 0 : beyond < 0 ? 1 : -1,
    z,
    infiniteVariance: () => options.infiniteVariance(limit.name),
  });
  const level = options.alpha / (2 * tests);
  const robust = heavyTail?.kind === "finite";
  const {
    p: pFinal,
    contradiction,
    below,
    above,
  } = robust
    ? robustFindings(parts, extrapolation.se, beyond, level, options.beta)
    : {
        p,
        contradiction: Math.max(reach(1, level, mean), reach(-1, level, mean)),
        below: reach(1, options.beta, mean),
        above: reach(-1, options.beta, mean),
      };
  return {
    z,
    p: pFinal,
    test: robust ? "robust" : "mean",
    skewness: skewness.value,
    resolution: bound + contradiction,
    within: bound + Math.max(Math.abs(difference + above), Math.abs(difference - below)),
    heavyTail,
  };
}

/** The same from Catoni's mean. What the error has besides that of the trials widens its intervals. */
function robustFindings(parts: readonly Part[], se: number, beyond: number, level: number, beta: number) {
  const count = Math.min(...parts.map(({ samples }) => samples.length));
  // One trial of every width makes one of the estimate: these are independent, and alike.
  const trials = Float64Array.from({ length: count }, (_, t) =>
    parts.reduce((sum, { weight, samples }) => sum + weight * samples[t]!, 0),
  );
  const mean = trials.reduce((sum, value) => sum + value, 0) / count;
  const own = Math.sqrt(trials.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count * (count - 1)));
  const wider = Math.max(1, se / own);
  const at = (oneSided: number) => {
    const { below, above } = robustReach(trials, 2 * oneSided);
    return { below: wider * below, above: wider * above };
  };
  const open = at(beta);
  const contradiction = at(level);
  return {
    p: robustPValue(trials, mean - beyond / wider),
    contradiction: Math.max(contradiction.below, contradiction.above),
    ...open,
  };
}

function widthMean({ width, output }: Estimated["runs"][number]): WidthMean {
  return { width, trials: output.count, mean: output.mean, sd: output.sd };
}

/** Widths that cannot enter the extrapolation: a mean over the finite trials only is a mean of something else. */
function leftOut(runs: Estimated["runs"]): string[] {
  return runs.flatMap(({ width, output }) => {
    const trials = output.nonFinite.length;
    if (trials > 0) return [`at width ${width}, ${of(trials, trials + output.count)} not finite: width left out`];
    return output.count < 2 ? [`at width ${width} there are fewer than 2 trials: width left out`] : [];
  });
}

function of(part: number, trials: number): string {
  return `${part} of ${trials} ${trials === 1 ? "trial" : "trials"} ${part === 1 ? "was" : "were"}`;
}

function misfit(extrapolation: Extrapolation | undefined): string[] {
  if (extrapolation === undefined || !extrapolation.misfit) return [];
  const { terms, chiSquare, residualDegrees, se } = extrapolation;
  const model = terms === 3 ? "c + a/n + b/n²" : "c + a/n";
  const squares = `χ² = ${Number(chiSquare.toPrecision(2))} on ${residualDegrees}`;
  return [`its means do not follow ${model} (${squares}): the error of ${Number(se.toPrecision(2))} is widened for it`];
}
