/**
 * How fast an output approaches its limit: the exponents of n in its spread (theory: -1/2 for averages over
 * coordinates) and in its bias, the distance of its mean from the limit (theory: -1).
 */
import type { WidthMean } from "./extrapolate.ts";
import { fitPowerLaw, type PowerLawPoint } from "./power-law.ts";

/** An exponent with its standard error. */
export interface Rate {
  readonly slope: number;
  readonly se: number;
}

/** A bias within so many standard errors of 0 says nothing about a rate. */
const VISIBLE = 3;

/** Exponent of the spread; `undefined` unless two widths have a spread above `rounding`. */
export function sdSlope(means: readonly WidthMean[], rounding: number): Rate | undefined {
  // The standard error of the logarithm of a spread is near 1 / sqrt(2 (trials - 1)).
  return rate(means.filter((m) => m.sd > rounding).map((m) => ({ n: m.width, y: m.sd, weight: 2 * (m.trials - 1) })));
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
  return { slope: law.slope, se: 1 / Math.sqrt(information) };
}
