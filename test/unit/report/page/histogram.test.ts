import { expect, test } from "vitest";
import { histogram } from "../../../../src/report/page/histogram.ts";

test("the bars hold every value, the largest too, and integrate to 1", () => {
  const values = Float64Array.from({ length: 1000 }, (_, k) => (k / 999) ** 2);
  const bars = histogram(values);
  expect(bars[0]?.from).toBe(0);
  expect(bars.at(-1)?.to).toBeCloseTo(1, 12);
  expect(bars.reduce((sum, { from, to, density }) => sum + (to - from) * density, 0)).toBeCloseTo(1, 12);
});

test("values far outside do not make thousands of bars; equal values make none", () => {
  expect(histogram(Float64Array.of(0, 1, 2, 3, 1e9)).length).toBeLessThanOrEqual(60);
  expect(histogram(Float64Array.of(2, 2, 2))).toEqual([]);
});
