import { expect, test } from "vitest";
import { frameOf, logarithmicTicks } from "../../../../src/report/page/curves.ts";

const figure = (values: readonly number[]) => ({
  curves: [
    { name: "a", series: 0, dashed: false, points: values.map((value, x) => ({ x, value, low: value, high: value })) },
  ],
  floor: [],
});

test("the frame holds all values, but not those that would make the others a line", () => {
  expect(frameOf([figure([1, 2]), figure([4])])).toEqual([1 / 1.15, 4 * 1.15]);
  expect(frameOf([figure([1, 2, 4, 1e9])])[1]).toBeCloseTo(4.6, 12);
});

test("ticks are 1, 2, 5 of each power of ten, or the powers where there are many", () => {
  expect(logarithmicTicks([0.009, 0.06])).toEqual([0.01, 0.02, 0.05]);
  expect(logarithmicTicks([0.9, 1.1e5])).toEqual([1, 10, 100, 1000, 10000, 100000]);
});
