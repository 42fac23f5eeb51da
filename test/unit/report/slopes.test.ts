import { expect, test } from "vitest";
import type { WidthMean } from "../../../src/report/extrapolate.ts";
import { biasSlope, sdSlope } from "../../../src/report/slopes.ts";

const at = (mean: (n: number) => number, sd: (n: number) => number, trials = 200): WidthMean[] =>
  [64, 256, 1024].map((width) => ({ width, trials, mean: mean(width), sd: sd(width) }));

test("exponents of exact power laws", () => {
  const means = at(
    (n) => 1 + 40 / n,
    (n) => 0.1 / Math.sqrt(n),
  );
  expect(sdSlope(means, 1e-12, 3)?.slope).toBeCloseTo(-0.5, 12);
  expect(biasSlope(means, 1, 0)?.slope).toBeCloseTo(-1, 12);
});

test("the standard error of the exponent of the spread", () => {
  // log n has the deviations -log 4, 0, log 4; log sd the error 1 / sqrt(2 * 199).
  const expected = 1 / Math.sqrt(2 * 199 * 2 * Math.log(4) ** 2);
  expect(
    sdSlope(
      at(
        () => 1,
        (n) => n ** -0.5,
      ),
      1e-12,
      3,
    )?.se,
  ).toBeCloseTo(expected, 12);
});

test("a bias within its noise has no rate", () => {
  expect(
    biasSlope(
      at(
        (n) => 1 + 0.1 / n,
        (n) => n ** -0.5,
      ),
      1,
      0,
    ),
  ).toBeUndefined();
});

test("a bias within the error of the limit has no rate", () => {
  expect(
    biasSlope(
      at(
        (n) => 1 + 40 / n,
        (n) => 0.1 / Math.sqrt(n),
      ),
      1,
      1,
    ),
  ).toBeUndefined();
});

test("outputs that do not vary have no rate", () => {
  expect(
    sdSlope(
      at(
        () => 1,
        () => 0,
      ),
      1e-12,
      3,
    ),
  ).toBeUndefined();
});
