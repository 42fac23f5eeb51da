/**
 * Replicates put together: values, and errors that hold. A replicate is a run on all copies and two on half of them with
 * the same random numbers. Averages enter nonlinear functions, so that a run on N copies is biased by c / N + ..:
 * twice the whole minus the halves' mean has no such term, and its difference from the whole bounds what is left.
 */
import { studentTUpperQuantile } from "../../math/student-t.ts";
import type { Estimate } from "../limit-report.ts";

/** The numbers of one replicate, in the order of the record. */
export interface Replicate {
  readonly whole: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Half the probability outside of three standard errors of a normal variable. */
const TAIL = 0.001349898;
/** Sums of many rounded numbers keep at least this many digits. */
const ROUNDING = 2 ** -44;

/**
 * One estimate for each place of the record. The error is three standard errors, by Student's t as many as it takes to
 * hold with the same probability (99.73 %), plus the mean difference between whole and corrected value, plus rounding.
 * At least two replicates.
 */
export function combineReplicates(replicates: readonly Replicate[]): Estimate[] {
  const count = replicates.length;
  const standardErrors = studentTUpperQuantile(TAIL, count - 1);
  return Array.from({ length: replicates[0]?.whole.length ?? 0 }, (_, k) => {
    const corrections = replicates.map(({ whole, first, second }) => whole[k]! - (first[k]! + second[k]!) / 2);
    const values = replicates.map(({ whole }, r) => whole[k]! + corrections[r]!);
    const value = mean(values);
    const square = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (count - 1);
    const error = standardErrors * Math.sqrt(square / count) + Math.abs(mean(corrections)) + ROUNDING * Math.abs(value);
    return { value, error, method: "particles" };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}
