/** Independent evaluations of one system put together: means, and errors from the spread. */
import { studentTUpperQuantile } from "../math/student-t.ts";
import type { Result } from "./expectation/result.ts";
import type { Estimate } from "./limit-report.ts";

/** Probability beyond the stated error, on each side. */
const TAIL = 0.0005;

/** The mean of independent values and the 99.9 % half-width of its law, by Student's t. */
export function meanWithError(values: readonly number[]): { readonly value: number; readonly error: number } {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1);
  return { value, error: studentTUpperQuantile(TAIL, n - 1) * Math.sqrt(variance / n) };
}

/** Means over the runs; the error is the 99.9 % half-width of the mean plus the largest numerical error. */
export function summarise(runs: readonly ReadonlyMap<string, Result>[]): Map<string, Estimate> {
  const estimates = new Map<string, Estimate>();
  for (const [key, first] of runs[0] ?? []) {
    const results = runs.map((run) => run.get(key) ?? first);
    const { value, error } = meanWithError(results.map((result) => result.value));
    const numerical = Math.max(...results.map(({ error }) => error));
    estimates.set(key, { value, error: error + numerical, method: first.method });
  }
  return estimates;
}
