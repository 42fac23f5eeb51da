/** Independent evaluations of one system put together: means, and errors from the spread. */
import type { Result } from "./expectation/result.ts";
import type { Estimate } from "./limit-report.ts";

/** Two-sided 99.9 % point of Student's t with 7 degrees of freedom: eight replicates. */
const T_999 = 5.408;

/** Means over the runs; the error is the 99.9 % half-width of the mean plus the largest numerical error. */
export function summarise(runs: readonly ReadonlyMap<string, Result>[]): Map<string, Estimate> {
  const estimates = new Map<string, Estimate>();
  for (const [key, first] of runs[0] ?? []) {
    const results = runs.map((run) => run.get(key) ?? first);
    const n = results.length;
    const value = results.reduce((sum, result) => sum + result.value, 0) / n;
    const variance = results.reduce((sum, result) => sum + (result.value - value) ** 2, 0) / (n - 1);
    const numerical = Math.max(...results.map(({ error }) => error));
    estimates.set(key, { value, error: T_999 * Math.sqrt(variance / n) + numerical, method: first.method });
  }
  return estimates;
}
