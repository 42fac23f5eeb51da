/**
 * Distances between the trials of two runs of one program under different laws, width by width. The runs are
 * independent of each other; trials that are not finite are left out of what they enter.
 */
import { momentsOf, NO_SAMPLES, standardError, studentTPValue, variance } from "../math/statistics.ts";
import { exchangeTest, wasserstein, wassersteinFloor } from "../math/wasserstein.ts";
import type { WidthMean } from "../report/extrapolate.ts";
import { holm } from "../report/holm.ts";
import type { OutputSummary, WidthSummary } from "../report/run-summary.ts";
import { biasSlope } from "../report/slopes.ts";
import { type KernelFamily, norm, relativeDistance } from "./kernels.ts";
import type { KernelDistance, OutputDistance, Reading, StudiedKernel, StudiedOutput } from "./study.ts";

/** The part of a distance above its floor from which on it is the distance of the laws more than noise. */
const CLEAR = 2;

/** The trials of an output in both runs. */
interface Pair {
  readonly width: number;
  readonly mine: OutputSummary;
  readonly theirs: OutputSummary;
}

export type MeasuredOutput = Omit<StudiedOutput, "tendency">;

/** Each output of both runs. */
export function measureOutputs(
  names: readonly string[],
  reference: readonly WidthSummary[],
  swapped: readonly WidthSummary[],
): readonly MeasuredOutput[] {
  const measured = names.map((name) => measureOutput(name, reference, swapped));
  const corrected = holm(measured.map(({ p }) => p));
  return measured.map(({ p: _, ...output }, k) => ({ ...output, pHolm: corrected[k] ?? 1 }));
}

function measureOutput(
  name: string,
  reference: readonly WidthSummary[],
  swapped: readonly WidthSummary[],
): Omit<MeasuredOutput, "pHolm"> & { readonly p: number } {
  const pairs = swapped.flatMap((run): readonly Pair[] => {
    const other = reference.find(({ width }) => width === run.width);
    const [mine, theirs] = [outputOf(run, name), other && outputOf(other, name)];
    if (mine === undefined || theirs === undefined || mine.count < 2 || theirs.count < 2) return [];
    return [{ width: run.width, mine, theirs }];
  });
  const distances = pairs.map(distanceAt);
  const widest = pairs.at(-1);
  return {
    name,
    distances,
    reading: readingOf(distances.at(-1)),
    slope: biasSlope(
      pairs.filter((_, k) => distances[k] !== undefined && isAboveNoise(distances[k])).map(asBias),
      0,
      0,
    ),
    differenceSlope: biasSlope(pairs.map(differenceAsMean), 0, 0),
    p: widest === undefined ? 1 : welch(widest.mine, widest.theirs),
  };
}

function outputOf({ outputs }: WidthSummary, name: string): OutputSummary | undefined {
  return outputs.find((output) => output.name === name);
}

function distanceAt({ width, mine, theirs }: Pair): OutputDistance {
  const pair = [mine.samples, theirs.samples] as const;
  const [all, ...parts] = [1, 2, 4].map((part) => {
    const [a, b] = pair.map((samples) =>
      samples.subarray(0, Math.floor(samples.length / part)).filter(Number.isFinite),
    );
    return withTrials(a ?? new Float64Array(), b ?? new Float64Array());
  });
  const { p, bound } = exchangeTest(mine.samples.filter(Number.isFinite), theirs.samples.filter(Number.isFinite));
  return {
    width,
    wasserstein: all?.wasserstein ?? Number.NaN,
    floor: all?.floor ?? Number.NaN,
    bound,
    p,
    byTrials: [...parts.reverse(), all].flatMap((each) => (each === undefined ? [] : [each])),
    difference: mine.mean - theirs.mean,
    differenceSe: Math.hypot(mine.se, theirs.se),
  };
}

/** The floor is that of the Gaussian run: the law that both samples are of if the swap changes nothing. */
function withTrials(swapped: Float64Array, gaussian: Float64Array) {
  return {
    trials: Math.min(swapped.length, gaussian.length),
    wasserstein: wasserstein(swapped, gaussian),
    floor: wassersteinFloor(gaussian, swapped.length, gaussian.length),
  };
}

export function isAboveNoise({ wasserstein: found, bound }: OutputDistance): boolean {
  return found > bound;
}

function readingOf(widest: OutputDistance | undefined): Reading | undefined {
  if (widest === undefined) return undefined;
  if (!isAboveNoise(widest)) return "noise";
  return widest.wasserstein > CLEAR * widest.floor ? "distance" : "partly noise";
}

/**
 * The noise of a distance is near a third of its floor: that is the spread of the area under a Brownian bridge over its
 * mean. Under heavy tails it is that of the swapped run, which is larger.
 */
function asBias({ width, mine, theirs }: Pair): WidthMean {
  const [a, b] = [mine.samples.filter(Number.isFinite), theirs.samples.filter(Number.isFinite)];
  const floor = Math.max(wassersteinFloor(a, a.length, b.length), wassersteinFloor(b, a.length, b.length));
  return { width, trials: 1, mean: wasserstein(a, b), sd: floor / 3 };
}

function differenceAsMean({ width, mine, theirs }: Pair): WidthMean {
  const trials = Math.min(mine.count, theirs.count);
  return { width, trials, mean: mine.mean - theirs.mean, sd: Math.hypot(mine.se, theirs.se) * Math.sqrt(trials) };
}

/** B. L. Welch's test of equal means, Biometrika 34, 1947; outputs that never vary are equal or not. */
function welch(a: OutputSummary, b: OutputSummary): number {
  const difference = a.mean - b.mean;
  const [x, y] = [a.se ** 2, b.se ** 2];
  if (!(x + y > 0)) return difference === 0 ? 1 : 0;
  const degrees = (x + y) ** 2 / (x ** 2 / (a.count - 1) + y ** 2 / (b.count - 1));
  return studentTPValue(difference / Math.sqrt(x + y), degrees);
}

/** Each kernel of the swapped run against the Gaussian limit and against the Gaussian run. */
export function measureKernel(
  { name, entries }: KernelFamily,
  limits: ReadonlyMap<string, number>,
  reference: readonly WidthSummary[],
  swapped: readonly WidthSummary[],
): StudiedKernel {
  const limit = entries.map((entry) => limits.get(entry) ?? Number.NaN);
  const distances = swapped.flatMap((run): readonly KernelDistance[] => {
    const other = reference.find(({ width }) => width === run.width);
    const mine = entries.map((entry) => outputOf(run, entry));
    const theirs = entries.map((entry) => other && outputOf(other, entry));
    const errors = entries.map((_, k) => Math.hypot(mine[k]?.se ?? Number.NaN, theirs[k]?.se ?? Number.NaN));
    const gaussian = theirs.map((output) => output?.mean ?? Number.NaN);
    const noise = norm(errors) / norm(gaussian);
    return [
      {
        width: run.width,
        toLimit: overTrials(mine, limit),
        toGaussian: relativeDistance(
          mine.map((output) => output?.mean ?? Number.NaN),
          gaussian,
        ),
        noise: Number.isFinite(noise) ? noise : undefined,
      },
    ];
  });
  return { name, distances };
}

function overTrials(entries: readonly (OutputSummary | undefined)[], limit: readonly number[]) {
  const trials = entries[0]?.samples.length ?? 0;
  const found = Array.from({ length: trials }, (_, trial) =>
    relativeDistance(
      entries.map((output) => output?.samples[trial] ?? Number.NaN),
      limit,
    ),
  ).filter((distance) => distance !== undefined);
  const moments = found.length < 2 ? NO_SAMPLES : momentsOf(found);
  if (moments.count === 0) return undefined;
  return { mean: moments.mean, sd: Math.sqrt(variance(moments)), se: standardError(moments) };
}
