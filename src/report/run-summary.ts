/**
 * What the trials of one width say about each output: mean, spread, standard error, extremes, quantiles. A trial
 * that did not end in a finite number cannot enter a mean; it is left out of the statistics of its output, counted,
 * and named by its number, so that it can be run again.
 */
import type { Sampler } from "../plan/simulation-plan.ts";

export interface Quantiles {
  readonly "0.05": number;
  readonly "0.5": number;
  readonly "0.95": number;
}

export interface OutputSummary {
  readonly name: string;
  /** The finite trials, which the numbers below are about; with none of them they are NaN. */
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation, divisor `count - 1`; NaN for a single trial. */
  readonly sd: number;
  /** Standard error of the mean, `sd / sqrt(count)`. */
  readonly se: number;
  readonly min: number;
  readonly max: number;
  readonly quantiles: Quantiles;
  /** Numbers of the trials whose value was NaN or infinite, in order. */
  readonly nonFinite: readonly number[];
  /** One value per trial, in the order of the trials, the non-finite ones included. */
  readonly samples: Float64Array;
}

/** The trials `firstTrial .. firstTrial + trials - 1` at one width. */
export interface WidthSummary {
  readonly width: number;
  readonly firstTrial: number;
  readonly trials: number;
  /** Trials that were asked for: more than `trials` when the run was interrupted. */
  readonly requested: number;
  /** Wall-clock seconds. */
  readonly seconds: number;
  readonly sampler: Sampler;
  /** Why this sampler: a clause to follow its name. */
  readonly samplerReason: string;
  readonly outputs: readonly OutputSummary[];
}

/** Statistics of one output; sample `i` belongs to trial `firstTrial + i`. */
export function summariseOutput(name: string, samples: Float64Array, firstTrial: number): OutputSummary {
  const sorted = samples.filter(Number.isFinite).sort();
  const count = sorted.length;
  const mean = meanOf(sorted);
  const sd = count < 2 ? Number.NaN : standardDeviation(sorted, mean);
  const nonFinite: number[] = [];
  samples.forEach((value, i) => {
    if (!Number.isFinite(value)) nonFinite.push(firstTrial + i);
  });
  return {
    name,
    count,
    mean,
    sd,
    se: sd / Math.sqrt(count),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    quantiles: { "0.05": quantile(sorted, 0.05), "0.5": quantile(sorted, 0.5), "0.95": quantile(sorted, 0.95) },
    nonFinite,
    samples,
  };
}

/** Averages deviations from one of the values, so that equal values have exactly that value as their mean. */
function meanOf(values: Float64Array): number {
  const origin = values[0];
  if (origin === undefined) return Number.NaN;
  let sum = 0;
  for (const value of values) sum += (value - origin) / values.length;
  return origin + sum;
}

/** Scaled by the largest deviation: values near 1e300 or 1e-300 have finite, non-zero spreads too. */
function standardDeviation(values: Float64Array, mean: number): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value - mean));
  if (largest === 0) return 0;
  let sum = 0;
  for (const value of values) sum += ((value - mean) / largest) ** 2;
  return largest * Math.sqrt(sum / (values.length - 1));
}

/** Linear between order statistics, the first at probability 0 and the last at 1 (numpy's default, type 7). */
function quantile(sorted: Float64Array, probability: number): number {
  const at = probability * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (at - Math.floor(at)) * (high - low);
}
