import { describe, expect, it } from "vitest";
import { gammaHalfStep, logGamma } from "../../../src/math/gamma.ts";
import { relativeError } from "./accuracy.ts";

// References: mpmath at 40 digits.
describe("logGamma", () => {
  it.each([
    [1e-10, 23.025850929882736],
    [0.3, 1.0957979948180756],
    [0.5, 0.5723649429247001],
    [0.99, 0.005854806764709781],
    [1.5, -0.12078223763524522],
    [2.01, 0.004260022907098346],
    [5, 3.1780538303479458],
    [9.999, 12.799575780077413],
    [10, 12.80182748008147],
    [33.7, 84.00233946014926],
    [1e5, 1051287.7089736569],
    [1e12, 26631021115915.652],
  ])("at %d", (x, reference) => {
    expect(Math.abs(logGamma(x) - reference)).toBeLessThan(1e-14 * Math.max(1, Math.abs(reference)));
  });

  it("is the logarithm of factorials", () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      expect(Math.abs(logGamma(n) - Math.log(factorial))).toBeLessThan(1e-14 * Math.max(1, Math.log(factorial)));
      factorial *= n;
    }
  });

  it("at 0, beyond and below", () => {
    expect(logGamma(0)).toBe(Infinity);
    expect(logGamma(Infinity)).toBe(Infinity);
    expect(logGamma(-1)).toBeNaN();
    expect(logGamma(Number.NaN)).toBeNaN();
  });
});

describe("gammaHalfStep", () => {
  it.each([
    [1e-5, 0.000017724292799395916],
    [0.5, 0.5641895835477563],
    [1, 0.886226925452758],
    [2.5, 1.5045055561273502],
    [9.9, 3.1069653167199265],
    [12, 3.428214823471968],
    [5e4, 223.60623873368337],
    [5e9, 70710.67811688698],
  ])("at %d, in relative terms", (x, reference) => {
    // Some ten multiplications and an exponential.
    expect(relativeError(gammaHalfStep(x), reference)).toBeLessThan(2e-15);
  });
});
