import { expect, test } from "vitest";
import { dividedDifference, filter } from "../../../src/predict/filter.ts";

const { POSITIVE_INFINITY } = Number;

test("the values of (1 - exp(-x t)) / x", () => {
  expect(filter(2, 0)).toBe(0);
  expect(filter(0, 3)).toBe(3);
  expect(filter(4, POSITIVE_INFINITY)).toBe(0.25);
  // By hand: (1 - e^-1) / 2.
  expect(Math.abs(filter(2, 0.5) - 0.3160602794142788)).toBeLessThan(2e-16);
  // Where 1 - exp(-x t) would cancel: t - x t^2 / 2.
  expect(Math.abs(filter(1e-12, 2) - (2 - 2e-12))).toBeLessThan(1e-15);
});

test("divided differences are those of the values, and derivatives near the diagonal", () => {
  for (const time of [0.3, 2, 50]) {
    for (const [x, y] of [
      [1, 2],
      [0, 0.5],
      [3, 3.5],
    ] as const) {
      const expected = (filter(x, time) - filter(y, time)) / (x - y);
      expect(Math.abs(dividedDifference(x, y, time) - expected)).toBeLessThan(1e-12 * (1 + time * time));
    }
    for (const x of [0, 1e-5, 0.1, 4]) {
      // A difference over 1e-4 has an error of 1e-8 / 24 times the third derivative, at most t^4 / 4.
      const h = 1e-4;
      const expected = (filter(x + 2 * h, time) - filter(x, time)) / (2 * h);
      const error = 1e-8 * time ** 4 + 1e-12 * time ** 2 + 1e-11;
      expect(Math.abs(dividedDifference(x + h, x + h, time) - expected)).toBeLessThan(error);
    }
  }
  expect(dividedDifference(2, 2, POSITIVE_INFINITY)).toBe(-0.25);
  expect(dividedDifference(2, 4, POSITIVE_INFINITY)).toBe(-0.125);
  expect(dividedDifference(2, 4, 0)).toBe(0);
  // A time so long that it is as good as infinite.
  expect(dividedDifference(1e10, 1e10, 1e300)).toBe(-1e-20);
});
