/** Runs of an output whose mean and spread at every width are known, for judging the statistics. */
import { summariseOutput, type WidthSummary } from "../../../src/report/run-summary.ts";
import type { Random } from "../../kit/random.ts";

/** Trials of one output `q` at each width, drawn by `draw`. */
export function syntheticRuns(
  widths: readonly number[],
  trials: number,
  draw: (n: number) => number,
  name = "q",
): readonly WidthSummary[] {
  return widths.map((width) => ({
    width,
    trials,
    requested: trials,
    seconds: 0,
    sampler: "conditioned",
    samplerReason: "all matrices are Gaussian",
    outputs: [
      summariseOutput(
        name,
        Float64Array.from({ length: trials }, () => draw(width)),
      ),
    ],
  }));
}

/** Normal trials with mean `mean(n)` and spread `size / sqrt(n)`, the law of an average over n coordinates. */
export function gaussianRuns(
  random: Random,
  mean: (n: number) => number,
  { widths = [64, 256, 1024, 4096], trials = 200, size = 1 } = {},
): readonly WidthSummary[] {
  return syntheticRuns(widths, trials, (n) => mean(n) + (size * random.normal()) / Math.sqrt(n));
}
