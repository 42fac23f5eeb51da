import { describe, expect, it } from "vitest";
import { bivariateNormalCdf, owensT } from "../../../src/math/bivariate-normal.ts";
import { normalCdf } from "../../../src/math/special.ts";
import { relativeError } from "./accuracy.ts";

describe("owensT", () => {
  // mpmath quadrature at 40 digits; the first six are also the published cases of Patefield and Tandy (2000).
  it.each([
    [0.0625, 0.25, 0.03891193023470137],
    [6.5, 0.4375, 2.0005773048508314e-11],
    [7.0, 0.96875, 6.399062719389868e-13],
    [4.78125, 0.0625, 1.0632974804687464e-7],
    [2.0, 0.5, 0.008625077985521507],
    [1.0, 0.9999975, 0.0667418089782286],
    [0.3, 3.0, 0.17908379721550527],
    [1.7, 40.0, 0.02228273137927152],
    [30, 0.2, 2.4533569589238907e-198],
    [30, 1.5, 2.4533569635740936e-198],
    [1e-5, 1e4, 0.24998400499452061],
  ])("T(%d, %d) to rounding, in relative terms", (h, a, reference) => {
    // A sum of 24 terms, the density and two distribution values: some ten units in the last place.
    expect(relativeError(owensT(h, a), reference)).toBeLessThan(2e-15);
    expect(owensT(-h, a)).toBe(owensT(h, a));
    expect(owensT(h, -a)).toBe(-owensT(h, a));
  });

  it("closed forms", () => {
    for (const a of [0.1, 1, 7, 1e8])
      expect(relativeError(owensT(0, a), Math.atan(a) / (2 * Math.PI))).toBeLessThan(4e-16);
    for (const h of [0.1, 1, 7, 20]) {
      expect(relativeError(owensT(h, 1), (normalCdf(h) * normalCdf(-h)) / 2)).toBeLessThan(2e-15);
      expect(owensT(h, Infinity)).toBe(normalCdf(-h) / 2);
    }
    expect(owensT(0, Infinity)).toBe(0.25);
    expect(owensT(Infinity, 3)).toBe(0);
    expect(owensT(2, 0)).toBe(0);
    expect(owensT(Number.NaN, 1)).toBeNaN();
    expect(owensT(1, Number.NaN)).toBeNaN();
  });
});

describe("bivariateNormalCdf", () => {
  // mpmath quadrature at 40 digits of the conditional form, with the float64 arguments.
  it.each([
    [0, 0, 0.5, 1 / 3],
    [1, -2, 0.3, 0.021905815505705903],
    [-1, -2, -0.7, 0.000003582609056861854],
    [0.5, 0.5, 0.99, 0.6715868683585722],
    [0.5, 0.5000001, 0.9999999999, 0.691460492511688],
    [-0.5, 0.4999, -0.999999, 0.00018152924619920966],
    [2.5, 1.8, 0.48, 0.9597722514554512],
    [-4, -5, 0.9, 2.6562009750439436e-7],
    [-8, -9, 0.5, 4.0581021431132135e-24],
    [-7, 3, 0.2, 1.2798085342286781e-12],
    [1e-9, -1e-9, 0.4, 0.3154949402172273],
    [3, -3, 0.999999999999, 0.0013498980316300946],
    [0, -1.2, 0.95, 0.11506782233704892],
    [-0.7, 0, -0.95, 0.00056286598688748],
  ])("P(X < %d, Y < %d; %d)", (h, k, rho, reference) => {
    // Three or four terms of size at most 1/2, each to rounding.
    expect(Math.abs(bivariateNormalCdf(h, k, rho) - reference)).toBeLessThan(3e-16);
    expect(Math.abs(bivariateNormalCdf(k, h, rho) - reference)).toBeLessThan(3e-16);
  });

  it("at the centre it is the arcsine law, for correlations next to -1 in relative terms", () => {
    for (const rho of [-0.9, -0.1, 0, 0.3, 0.999]) {
      expect(Math.abs(bivariateNormalCdf(0, 0, rho) - (0.25 + Math.asin(rho) / (2 * Math.PI)))).toBeLessThan(1e-16);
    }
    // acos(1 - d) = sqrt(2 d) (1 + d/12 + ...).
    expect(
      relativeError(bivariateNormalCdf(0, 0, -1 + 2 ** -40), Math.sqrt(2 * 2 ** -40) / (2 * Math.PI)),
    ).toBeLessThan(1e-12);
  });

  it("independence is a product", () => {
    for (const h of [-3, -0.2, 0, 1.7]) {
      for (const k of [-2, 0, 0.4, 5]) {
        expect(Math.abs(bivariateNormalCdf(h, k, 0) - normalCdf(h) * normalCdf(k))).toBeLessThan(3e-16);
      }
    }
  });

  it("full correlation", () => {
    expect(bivariateNormalCdf(0.3, 1.2, 1)).toBe(normalCdf(0.3));
    expect(bivariateNormalCdf(-0.3, -1.2, 1)).toBe(normalCdf(-1.2));
    expect(bivariateNormalCdf(-0.3, 1.2, 1)).toBe(normalCdf(-0.3));
    expect(bivariateNormalCdf(0, 0, 1)).toBe(0.5);
    expect(bivariateNormalCdf(0, 0, -1)).toBe(0);
    expect(bivariateNormalCdf(-0.3, -1.2, -1)).toBe(0);
    expect(bivariateNormalCdf(-0.3, 0.2, -1)).toBe(0);
    expect(relativeError(bivariateNormalCdf(-0.3, 1.2, -1), normalCdf(-0.3) - normalCdf(-1.2))).toBeLessThan(1e-15);
    expect(Math.abs(bivariateNormalCdf(0.3, 1.2, -1) - (normalCdf(0.3) + normalCdf(1.2) - 1))).toBeLessThan(3e-16);
  });

  it("continues into full correlation", () => {
    const near = 1 - 2 ** -53;
    for (const [h, k] of [
      [-0.5, -0.5],
      [-0.5, 0.25],
      [1, 2],
      [0, 0.1],
    ] as const) {
      // The change from rho = 1 is at most acos(rho) / (2 pi) = 2.4e-9.
      expect(Math.abs(bivariateNormalCdf(h, k, near) - bivariateNormalCdf(h, k, 1))).toBeLessThan(2.4e-9);
      expect(Math.abs(bivariateNormalCdf(h, k, -near) - bivariateNormalCdf(h, k, -1))).toBeLessThan(2.4e-9);
    }
  });

  it("infinite limits", () => {
    for (const rho of [-1, -0.4, 0, 0.8, 1]) {
      expect(bivariateNormalCdf(Infinity, -0.7, rho)).toBe(normalCdf(-0.7));
      expect(bivariateNormalCdf(-0.7, Infinity, rho)).toBe(normalCdf(-0.7));
      expect(bivariateNormalCdf(Infinity, Infinity, rho)).toBe(1);
      expect(bivariateNormalCdf(-Infinity, 3, rho)).toBe(0);
      expect(bivariateNormalCdf(Infinity, -Infinity, rho)).toBe(0);
    }
  });

  it("has no value for an impossible correlation", () => {
    expect(bivariateNormalCdf(0, 0, 1.0000000001)).toBeNaN();
    expect(bivariateNormalCdf(Number.NaN, 0, 0.5)).toBeNaN();
  });
});
