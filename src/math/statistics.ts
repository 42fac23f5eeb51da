/**
 * Samples of real numbers: their mean and spread, gathered in pieces that can be merged (B. P. Welford, Technometrics
 * 4, 1962; Chan, Golub and LeVeque, 1983), and p-values of normal and Student's scores.
 */
import { normalCdf } from "./special.ts";
import { studentTTail } from "./student-t.ts";

/** Count, mean and sum of the squared distances from it. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

export const NO_SAMPLES: Moments = { count: 0, mean: 0, squares: 0 };

/** The moments of a sample, in one pass. */
export function momentsOf(samples: ArrayLike<number>): Moments {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < samples.length; i++) {
    const distance = samples[i]! - mean;
    mean += distance / (i + 1);
    squares += distance * (samples[i]! - mean);
  }
  return { count: samples.length, mean, squares };
}

/** The moments of two samples together. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const distance = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (distance * b.count) / count,
    squares: a.squares + b.squares + distance * distance * a.count * (b.count / count),
  };
}

/** The unbiased estimate of the variance; NaN for fewer than two samples. */
export function variance({ count, squares }: Moments): number {
  return count < 2 ? Number.NaN : squares / (count - 1);
}

/** The standard error of the mean; NaN for fewer than two samples. */
export function standardError(moments: Moments): number {
  return Math.sqrt(variance(moments) / moments.count);
}

/** The probability that a standard normal variable is as far from 0 as z, on either side. */
export function normalPValue(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}

/** The same for Student's law with `df` degrees of freedom. */
export function studentTPValue(t: number, df: number): number {
  return 2 * studentTTail(Math.abs(t), df);
}
