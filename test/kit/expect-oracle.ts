/** Compares limits of the compiler with those of the particle oracle. */
import { expect } from "vitest";
import { parseProgram } from "./interpret.ts";
import type { LimitOutput } from "./limit-of.ts";
import { estimateLimit } from "./particle-oracle.ts";

const stages = [
  { copies: 4000, replicates: 16, seed: "first", settings: {} },
  { copies: 20_000, replicates: 24, seed: "second", settings: {} },
];

/**
 * The allowance is 6 standard errors from 16 replicates, and where that fails 6 from 24 larger ones: Student's t exceeds
 * them with probability 2e-5 and 4e-6, so that a false alarm with other seeds has probability 1e-10 a comparison.
 * Matching the second moments of N copies biases the oracle by about 1 / N.
 */
export function expectOracle(text: string, outputs: readonly LimitOutput[]): void {
  let misses: readonly string[] = [];
  for (const options of stages) {
    const oracle = estimateLimit(parseProgram(text), options);
    expect(oracle.length).toBe(outputs.length);
    misses = outputs.flatMap(({ name, estimate: { value, error, method } }, k) => {
      const known = oracle[k] ?? { value: Number.NaN, error: 0 };
      const allowed = 6 * known.error + error + (4 / options.copies) * Math.max(1e-6, Math.abs(value));
      const report = `${name} = ${value} +- ${error} (${method}), oracle ${known.value} +- ${known.error}`;
      return Math.abs(value - known.value) <= allowed ? [] : [report];
    });
    if (misses.length === 0) return;
  }
  expect(misses).toEqual([]);
}
