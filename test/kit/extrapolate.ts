/**
 * The limit of a program as seen from finite width. Means at widths n, 2 n and 4 n follow c + b / n + e / n^2 + .., so
 * a combination of the three has an error of order n^-3, small beside the noise of the samples.
 */
import type { Program } from "../../src/ir/program.ts";
import { momentsOf, standardError } from "../../src/math/statistics.ts";
import type { Sampler } from "../../src/plan/simulation-plan.ts";
import { simulate } from "./simulate.ts";

export interface Extrapolation {
  readonly name: string;
  readonly value: number;
  /** Standard error of `value`, from the samples. */
  readonly error: number;
  /** How much of `value` may be left of the higher terms of the expansion. */
  readonly bias: number;
}

export interface ExtrapolateOptions {
  /** The smallest width, n. */
  readonly width: number;
  /** At each of the three widths. */
  readonly trials: number;
  readonly sampler: Sampler;
  readonly seed: bigint;
}

/** One extrapolation per output. */
export async function extrapolate(
  program: Program,
  { width, trials, sampler, seed }: ExtrapolateOptions,
): Promise<readonly Extrapolation[]> {
  const runs: (readonly Float64Array[])[] = [];
  for (const [k, factor] of [1, 2, 4].entries()) {
    const options = { width: factor * width, sampler, trials, seed: seed + BigInt(k), settings: {} };
    runs.push(await simulate(program, options));
  }
  return program.outputs.map(({ name }, k) => {
    const [small, middle, large] = runs.map((run) => momentsOf(run[k] ?? new Float64Array()));
    if (small === undefined || middle === undefined || large === undefined) throw new Error("a width is missing");
    const first = 2 * large.mean - middle.mean;
    const value = (8 * large.mean - 6 * middle.mean + small.mean) / 3;
    const error = Math.hypot(8 * standardError(large), 6 * standardError(middle), standardError(small)) / 3;
    return { name, value, error, bias: Math.abs(value - first) / 4 };
  });
}
