import { describe, expect, it } from "vitest";
import {
  mergeMoments,
  momentsOf,
  NO_SAMPLES,
  normalPValue,
  standardError,
  studentTPValue,
  variance,
} from "../../../src/math/statistics.ts";
import { relativeError } from "./accuracy.ts";

describe("moments", () => {
  it("of a small sample", () => {
    const moments = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(moments).toEqual({ count: 8, mean: 5, squares: 32 });
    expect(relativeError(variance(moments), 32 / 7)).toBeLessThan(3e-16);
    expect(relativeError(standardError(moments), Math.sqrt(4 / 7))).toBeLessThan(3e-16);
  });

  it("keep the spread of numbers far from 0", () => {
    const samples = Float64Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2));
    // The sum of squares alone would have lost it: 1e18 has a spacing of 128.
    expect(relativeError(variance(momentsOf(samples)), 250 / 999)).toBeLessThan(1e-9);
    expect(Math.abs(momentsOf(samples).mean - 1e9 - 0.5)).toBeLessThan(1e-6);
  });

  it("of the pieces are those of the whole, however it is cut", () => {
    const samples = Float64Array.from({ length: 300 }, (_, i) => Math.sin(i * i) + i / 100);
    const whole = momentsOf(samples);
    for (const cut of [0, 1, 17, 150, 299, 300]) {
      const merged = mergeMoments(momentsOf(samples.subarray(0, cut)), momentsOf(samples.subarray(cut)));
      expect(merged.count).toBe(300);
      expect(relativeError(merged.mean, whole.mean)).toBeLessThan(1e-14);
      expect(relativeError(merged.squares, whole.squares)).toBeLessThan(1e-14);
    }
    expect(mergeMoments(NO_SAMPLES, NO_SAMPLES)).toEqual(NO_SAMPLES);
  });

  it("of too few samples have no spread", () => {
    expect(variance(momentsOf([3]))).toBeNaN();
    expect(standardError(NO_SAMPLES)).toBeNaN();
  });
});

describe("p-values", () => {
  it("of normal scores", () => {
    expect(normalPValue(0)).toBe(1);
    expect(normalPValue(-1.5)).toBe(normalPValue(1.5));
    expect(relativeError(normalPValue(1.959963984540054), 0.05)).toBeLessThan(1e-15);
    // 2 Q(10), mpmath at 40 digits.
    expect(relativeError(normalPValue(10), 1.523970604832105e-23)).toBeLessThan(1e-15);
    expect(normalPValue(Number.NaN)).toBeNaN();
  });

  it("of Student's scores: with one degree of freedom 1 - (2/pi) atan |t|", () => {
    for (const t of [-3, 0, 0.5, 100]) {
      expect(Math.abs(studentTPValue(t, 1) - (1 - (2 / Math.PI) * Math.atan(Math.abs(t))))).toBeLessThan(1e-15);
    }
  });
});
