/**
 * The test of a mean whose trials may be skewed. `t = (mean - truth) / se` follows Student's law only for symmetric
 * trials: where large values are rare a sample that misses them has a low mean and a small spread at once, and
 * exponential trials are contradicted ten to fifty times too often at level 1e-4.
 *
 * Correction. P. Hall's cubic transformation (J. R. Statist. Soc. B 54, 1992) takes the skewness out to second order:
 * with the skewness `s` of the mean (third cumulant over se^3, for equal trials their own over the root of their
 * number), `g(t) = ((1 + s t / 3)^3 - 1) / s + s / 6` is referred to Student's law instead of t. It is monotone, so
 * that intervals are found by its inverse. The skewness is itself an estimate, and low exactly where it matters: it
 * is moved by its standard error in either direction, and what speaks least against the truth is taken.
 */
import { studentTTail, studentTUpperQuantile } from "../math/student-t.ts";

/** An estimate with what is known of its law. */
export interface MeanWithError {
  readonly se: number;
  /** Of Student's law. */
  readonly degrees: number;
  readonly skewness: Skewness;
}

/** Third cumulant of a mean over the third power of its standard error, with its own standard error. */
export interface Skewness {
  readonly value: number;
  readonly se: number;
}

/** Below this skewness the transformation is the identity to rounding. */
const NONE = 1e-7;

/** Two-sided p-value for a truth from which the mean differs by `difference` (mean less truth). */
export function pValue(difference: number, mean: MeanWithError): number {
  const t = Math.abs(difference) / mean.se;
  if (t === 0) return 1;
  const towards = towardsRareTrials(difference, mean.skewness);
  const g = Math.max(0, Math.min(...towards.map((s) => corrected(t, s))));
  return Math.min(1, 2 * studentTTail(g, mean.degrees));
}

/**
 * How far from the truth, on the side of `sign` (the mean above it or below it), a mean must lie to contradict it at
 * the one-sided level.
 */
export function reach(sign: 1 | -1, level: number, mean: MeanWithError): number {
  const g = studentTUpperQuantile(level, mean.degrees);
  const towards = towardsRareTrials(sign, mean.skewness);
  return mean.se * Math.max(...towards.map((s) => uncorrected(g, s)));
}

/** The skewness as seen from the mean in the direction of the truth: positive where rare trials could close the gap. */
function towardsRareTrials(difference: number, { value, se }: Skewness): readonly number[] {
  const sign = difference < 0 ? 1 : -1;
  return [sign * value - se, sign * value, sign * value + se];
}

/** `-g(-t)`: increasing in t. */
function corrected(t: number, s: number): number {
  return Math.abs(s) < NONE ? t : (1 - (1 - (s * t) / 3) ** 3) / s - s / 6;
}

/** The inverse of `corrected` in t. */
function uncorrected(g: number, s: number): number {
  return Math.abs(s) < NONE ? g : (3 / s) * (1 - Math.cbrt(1 - s * (g + s / 6)));
}
