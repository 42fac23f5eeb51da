/**
 * How fast an output approaches its limit: the exponents of n in its spread (theory: -1/2 for averages over
 * coordinates) and in its bias, the distance of its mean from the limit (theory: -1).
 */
import type { WidthMean } from "./extrapolate.ts";
import { fitPowerLaw, type PowerLawPoint } from "./power-law.ts";

/** An exponent with its standard error and its interval at 95 %. */
export interface Rate {
  readonly slope: number;
  readonly se: number;
  readonly low: number;
  readonly high: number;
}

/** Of the normal law, at 95 %. */
const INTERVAL = 1.96;

/** Trials of two values have a kurtosis of 1, and a spread that is known at once. */
const LEAST_KURTOSIS = 0.1;

/** A bias within so many standard errors of 0 says nothing about a rate. */
const VISIBLE = 3;

/**
 * Exponent of the spread; `undefined` unless two widths have a spread above `rounding`. `kurtosis` is that of the
 * trials, 3 where they are normal.
 */
export function sdSlope(means: readonly WidthMean[], rounding: number, kurtosis: number): Rate | undefined {
  // The variance of the logarithm of a spread is near (kurtosis - 1) / (4 (trials - 1)).
  const perTrial = 4 / Math.max(LEAST_KURTOSIS, kurtosis - 1);
  return rate(
    means.filter((m) => m.sd > rounding).map((m) => ({ n: m.width, y: m.sd, weight: perTrial * (m.trials - 1) })),
  );
}

/** Exponent of the bias; `undefined` unless it stands out from its noise and from `bound` at two widths. */
export function biasSlope(means: readonly WidthMean[], limit: number, bound: number): Rate | undefined {
  return rate(
    means.flatMap((m) => {
      const bias = Math.abs(m.mean - limit);
      const se = Math.hypot(m.sd / Math.sqrt(m.trials), bound);
      return bias > VISIBLE * se ? [{ n: m.width, y: bias, weight: (bias / se) ** 2 }] : [];
    }),
  );
}

function rate(points: readonly PowerLawPoint[]): Rate | undefined {
  const law = fitPowerLaw(points);
  if (law === undefined || points.length < 2) return undefined;
  const information = points.reduce((sum, p) => sum + p.weight * Math.log(p.n / law.centre.n) ** 2, 0);
  const se = 1 / Math.sqrt(information);
  return { slope: law.slope, se, low: law.slope - INTERVAL * se, high: law.slope + INTERVAL * se };
}
