import { describe, expect, test } from "vitest";
import { extrapolate, type WidthMean } from "../../../src/report/extrapolate.ts";
import { createRandom } from "../../kit/random.ts";

const widths = [64, 256, 1024, 4096];
const exact = (mean: (n: number) => number, at = widths, trials = 200): WidthMean[] =>
  at.map((width) => ({ width, trials, mean: mean(width), sd: 1 / Math.sqrt(width) }));

describe("extrapolation to infinite width", () => {
  test("finds the constant of a polynomial in 1/n: of degree 2 from four widths, 1 from fewer", () => {
    // Rounding only: the condition of the fit is about 100.
    expect(
      extrapolate(
        exact((n) => 3 + 5 / n - 70 / n ** 2),
        1e-12,
      ).value,
    ).toBeCloseTo(3, 12);
    expect(
      extrapolate(
        exact((n) => 3 + 5 / n, [64, 256]),
        1e-12,
      ).value,
    ).toBeCloseTo(3, 12);
    expect(
      extrapolate(
        exact((n) => 3 + 5 / n, [64, 256, 1024]),
        1e-12,
      ).value,
    ).toBeCloseTo(3, 12);
  });

  test("gives the standard error by which its values scatter", () => {
    const random = createRandom("scatter");
    const values: number[] = [];
    let stated = 0;
    for (let i = 0; i < 4000; i++) {
      const noise = exact((n) => 1 + 5 / n).map((p) => ({
        ...p,
        mean: p.mean + (random.normal() * p.sd) / Math.sqrt(200),
      }));
      const { value, se } = extrapolate(noise, 1e-12);
      values.push(value);
      stated += se / 4000;
    }
    const scatter = Math.sqrt(values.reduce((sum, v) => sum + (v - 1) ** 2, 0) / values.length);
    // The scatter of 4,000 values is known to 1.1 %; the stated error counts misfit and is a little larger.
    expect(stated / scatter).toBeGreaterThan(0.96);
    expect(stated / scatter).toBeLessThan(1.08);
  });

  test("does not believe small widths that are far from the limit", () => {
    // 1/(1 + 100/n) at n = 16 is 0.14: no polynomial of degree 2 goes through these means.
    const { value, se } = extrapolate(
      exact((n) => 1 / (1 + 100 / n), [16, 64, 256, 1024, 4096], 5000),
      1e-12,
    );
    expect(Math.abs(value - 1)).toBeLessThan(3 * se);
    expect(se).toBeLessThan(0.05);
  });

  test("inflates its error when the residuals contradict it", () => {
    const kinked = exact((n) => (n === 1024 ? 1.1 : 1));
    const { se, chiSquare, residualDegrees } = extrapolate(kinked, 1e-12);
    expect(residualDegrees).toBe(1);
    expect(chiSquare).toBeGreaterThan(100);
    expect(se).toBeGreaterThan(
      8 *
        extrapolate(
          exact(() => 1),
          1e-12,
        ).se,
    );
  });

  test("with spreads of 0 counts rounding only", () => {
    const still = widths.map((width) => ({ width, trials: 5, mean: 2, sd: 0 }));
    const { value, se, degrees } = extrapolate(still, 1e-10);
    expect(value).toBeCloseTo(2, 12);
    expect(se).toBeGreaterThan(5e-11);
    expect(se).toBeLessThan(4e-10);
    expect(degrees).toBe(1e9);
  });

  test("says how little widths that hardly differ can tell", () => {
    expect(
      extrapolate(
        exact(() => 1, [1000, 1001, 1002, 1003]),
        1e-12,
      ).se,
    ).toBeGreaterThan(10);
  });

  test("has few degrees of freedom with few trials", () => {
    expect(
      extrapolate(
        exact(() => 1, [64, 256], 3),
        1e-12,
      ).degrees,
    ).toBeLessThan(4);
  });
});
