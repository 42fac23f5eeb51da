/**
 * Skewness of an estimate that is a sum of means at several widths, each over independent trials: its third cumulant
 * over the third power of its standard error. The third cumulant of a mean over T trials is theirs over T^2, and those
 * of independent means add.
 */
import type { Skewness } from "./mean-test.ts";

/** A mean that enters the estimate with a weight. */
export interface Part {
  readonly weight: number;
  /** Its trials, all finite. */
  readonly samples: Float64Array;
}

/**
 * The skewness of `sum weight * mean`, of which `se` is the standard error with everything that is not due to the
 * trials. Its own standard error is from the influence of each trial, and never below that of normal trials: a sample
 * without rare values does not know them.
 */
export function skewnessOfSum(parts: readonly Part[], se: number): Skewness {
  if (!(se > 0)) return { value: 0, se: 0 };
  // In units of the standard error, so that no cube overflows or vanishes.
  const terms = parts.map(({ weight, samples }) => centred(samples.map((value) => (weight * value) / se)));
  const variance = sum(terms, ({ count, second }) => second / count);
  if (!(variance > 0)) return { value: 0, se: 0 };
  const third = sum(terms, ({ count, cube }) => cube / count ** 2);
  const normal = sum(terms, ({ count, second }) => (6 * second ** 3) / count ** 5);
  const ofSquare = (-1.5 * third) / variance;
  const influence = sum(terms, ({ count, deviations, second, cube }) => {
    let squares = 0;
    for (const d of deviations) {
      squares += ((d * (d * d - 3 * second) - cube) / count + ofSquare * (d * d - second)) ** 2;
    }
    return squares / count ** 4;
  });
  return { value: third, se: Math.sqrt(Math.max(influence, normal)) };
}

/** Deviations from the mean, and the means of their squares and cubes. */
function centred(samples: Float64Array) {
  const count = samples.length;
  const mean = samples.reduce((total, value) => total + value, 0) / count;
  const deviations = samples.map((value) => value - mean);
  const second = deviations.reduce((total, d) => total + d * d, 0) / count;
  const cube = deviations.reduce((total, d) => total + d * d * d, 0) / count;
  return { count, deviations, second, cube };
}

function sum<T>(terms: readonly T[], of: (term: T) => number): number {
  return terms.reduce((total, term) => total + of(term), 0);
}

/** The kurtosis of trials at several widths, averaged over them: 3 for normal trials, and where there are none. */
export function kurtosisOf(samples: readonly Float64Array[]): number {
  const each = samples.flatMap((one) => {
    const most = one.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const { deviations, second, count } = centred(one.map((value) => value / most));
    return second > 0 ? [{ count, kurtosis: sum([...deviations], (d) => d ** 4) / (count * second ** 2) }] : [];
  });
  const trials = sum(each, ({ count }) => count);
  return trials > 0 ? sum(each, ({ count, kurtosis }) => count * kurtosis) / trials : 3;
}
