/**
 * What the trials of one width say about each output: mean, spread, standard error, extremes, quantiles. A trial
 * that did not end in a finite number cannot enter a mean; it is left out of the statistics of its output, counted,
 * and named by its number, so that it can be run again.
 */
import { momentsOf, variance } from "../math/statistics.ts";
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

/** The trials `0 .. trials - 1` at one width. */
export interface WidthSummary {
  readonly width: number;
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

/** Statistics of one output; sample `i` belongs to trial `i`. */
export function summariseOutput(name: string, samples: Float64Array): OutputSummary {
  const sorted = samples.filter(Number.isFinite).sort();
  const count = sorted.length;
  const { mean, sd } = meanAndSd(sorted);
  const nonFinite: number[] = [];
  samples.forEach((value, i) => {
    if (!Number.isFinite(value)) nonFinite.push(i);
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

/** Mean and variance after scaling by a power of 2, so that no square overflows or vanishes. */
function meanAndSd(sorted: Float64Array): { readonly mean: number; readonly sd: number } {
  const largest = Math.max(Math.abs(sorted[0] ?? Number.NaN), Math.abs(sorted.at(-1) ?? Number.NaN));
  if (Number.isNaN(largest)) return { mean: Number.NaN, sd: Number.NaN };
  const unit = 2 ** Math.max(-1000, Math.floor(Math.log2(largest)));
  const moments = momentsOf(sorted.map((value) => value / unit));
  return { mean: moments.mean * unit, sd: Math.sqrt(variance(moments)) * unit };
}

/** Linear between order statistics, the first at probability 0 and the last at 1 (numpy's default, type 7). */
function quantile(sorted: Float64Array, probability: number): number {
  const at = probability * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  if (low === undefined || high === undefined) return Number.NaN;
  return low + (at - Math.floor(at)) * (high - low);
}
