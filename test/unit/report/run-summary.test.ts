import { describe, expect, test } from "vitest";
import { summariseOutput } from "../../../src/report/run-summary.ts";

const summarise = (...values: number[]) => summariseOutput("q", Float64Array.from(values));

describe("the summary of an output", () => {
  test("agrees with a calculation by hand", () => {
    // Deviations from 3: 4, 1, 0, 1, 4; variance 10 / 4.
    expect(summarise(5, 1, 4, 2, 3)).toMatchObject({
      count: 5,
      mean: 3,
      sd: Math.sqrt(2.5),
      se: Math.sqrt(0.5),
      min: 1,
      max: 5,
      quantiles: { "0.05": 1.2, "0.5": 3, "0.95": 4.8 },
      nonFinite: [],
    });
  });

  test("keeps equal values exactly, with no spread", () => {
    expect(summarise(0.1, 0.1, 0.1)).toMatchObject({ mean: 0.1, sd: 0, se: 0 });
  });

  test.each([1e-300, 1e-12, 1e12, 1e300])("works at the scale %d", (scale) => {
    const { mean, sd } = summarise(scale, 1.5 * scale);
    // Two roundings at most.
    expect(Math.abs(mean / (1.25 * scale) - 1)).toBeLessThan(1e-15);
    expect(Math.abs(sd / (Math.SQRT1_2 * 0.5 * scale) - 1)).toBeLessThan(1e-15);
  });

  test("has no spread of a single trial", () => {
    expect(summarise(2)).toMatchObject({ count: 1, mean: 2, sd: Number.NaN, se: Number.NaN, min: 2, max: 2 });
  });

  test("leaves out what is not finite, and names those trials by number", () => {
    const samples = Float64Array.of(1, Number.NaN, 3, Number.NEGATIVE_INFINITY);
    const summary = summariseOutput("q", samples);
    expect(summary).toMatchObject({ count: 2, mean: 2, nonFinite: [1, 3] });
    expect(summary.samples).toBe(samples);
  });

  test("without a finite trial is not a number, not a zero", () => {
    expect(summarise(Number.NaN)).toMatchObject({ count: 0, mean: Number.NaN, sd: Number.NaN, min: Number.NaN });
  });
});
