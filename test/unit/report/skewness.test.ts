import { expect, test } from "vitest";
import { kurtosisOf, skewnessOfSum } from "../../../src/report/skewness.ts";
import { createRandom } from "../../kit/random.ts";

const random = createRandom("skewness");
const exponential = (count: number) => Float64Array.from({ length: count }, () => -Math.log(random.uniform()));
const normal = (count: number) => Float64Array.from({ length: count }, () => random.normal());

test("of a mean of exponential trials is 2 over the root of their number", () => {
  const count = 100_000;
  const { value, se } = skewnessOfSum([{ weight: 1, samples: exponential(count) }], 1 / Math.sqrt(count));
  expect(Math.abs(value * Math.sqrt(count) - 2)).toBeLessThan(5 * se * Math.sqrt(count));
  // The skewness of T exponential trials has a standard error near sqrt(150 / T).
  expect(se * count).toBeGreaterThan(7);
  expect(se * count).toBeLessThan(30);
});

test("changes its sign with the weight, and does not know scales", () => {
  const samples = exponential(100);
  const part = { weight: 3, samples };
  const { value } = skewnessOfSum([part], 1);
  expect(skewnessOfSum([{ ...part, weight: -3 }], 1).value).toBeCloseTo(-value, 12);
  const scaled = skewnessOfSum([{ weight: 3, samples: samples.map((x) => 1e120 * x) }], 1e120);
  expect(scaled.value / value).toBeCloseTo(1, 10);
});

test("of independent means adds, and cancels", () => {
  const samples = exponential(100);
  const one = skewnessOfSum([{ weight: 1, samples }], 1).value;
  const both = [
    { weight: 1, samples },
    { weight: -1, samples: exponential(100) },
  ];
  const other = skewnessOfSum(both.slice(1), 1).value;
  expect(skewnessOfSum(both, 1).value).toBeCloseTo(one + other, 12);
});

test("is not better known than that of normal trials, and 0 where nothing varies", () => {
  const count = 50;
  const samples = Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1));
  expect(skewnessOfSum([{ weight: 1, samples }], 1 / Math.sqrt(count)).se).toBeCloseTo(Math.sqrt(6) / count, 12);
  expect(skewnessOfSum([{ weight: 1, samples: new Float64Array(5).fill(2) }], 0.1)).toEqual({ value: 0, se: 0 });
  expect(skewnessOfSum([{ weight: 1, samples }], 0)).toEqual({ value: 0, se: 0 });
});

test("kurtosis: 3 for normal trials and for none, 1 for two values", () => {
  // Of 20,000 normal trials it has a standard error of 0.035.
  expect(Math.abs(kurtosisOf([normal(10_000), normal(10_000)]) - 3)).toBeLessThan(0.15);
  expect(kurtosisOf([])).toBe(3);
  expect(kurtosisOf([Float64Array.of(0, 1, 0, 1), Float64Array.of(5, 5)])).toBeCloseTo(1, 12);
});
