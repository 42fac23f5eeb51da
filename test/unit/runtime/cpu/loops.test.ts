import { describe, expect, it } from "vitest";
import { addMultiple, dot, pairwiseSum, power, powerLoop, sum } from "../../../../src/runtime/cpu/loops.ts";

const a = Float64Array.from({ length: 37 }, (_, i) => i + 1);
const c = Float64Array.from({ length: 37 }, (_, i) => 3 - i);

describe("sums", () => {
  // Whole numbers: every order of addition is exact.
  it.each([0, 1, 3, 4, 5, 8, 30])("are over %i entries from an offset", (count) => {
    const terms = Array.from({ length: count }, (_, i) => (i + 3) * (3 - (i + 5)));
    expect(dot(a, 2, c, 5, count)).toBe(terms.reduce((total, x) => total + x, 0));
    const total = (count * (count + 5)) / 2;
    expect(sum(a, 2, count)).toBe(total);
    expect(pairwiseSum(a, 2, count)).toBe(total);
  });

  it("by halves lose little: a million times 0.1", () => {
    // Half an ulp for each of 20 levels, relative to the sum.
    expect(Math.abs(pairwiseSum(new Float64Array(2 ** 20).fill(0.1), 0, 2 ** 20) / (0.1 * 2 ** 20) - 1)).toBeLessThan(
      3e-15,
    );
  });

  it("add multiples in place", () => {
    const y = Float64Array.from([1, 2, 3, 4]);
    addMultiple(2, a, 1, y, 1, 2);
    expect([...y]).toEqual([1, 6, 9, 4]);
  });
});

describe("powers", () => {
  it.each([-5, -2, -1, 0, 1, 2, 3, 4, 7, 64, 0.5, 1.5, -0.5, 65])("x^%d is that of the library", (exponent) => {
    const x = Float64Array.from([0.3, 1, 1.7, 2.5]);
    const out = new Float64Array(4);
    powerLoop(exponent)(x, 0, out, 0, 4);
    for (const [i, value] of out.entries()) {
      const expected = (x[i] ?? 0) ** exponent;
      // Repeated squaring rounds at most a dozen times.
      expect(Math.abs(value / expected - 1)).toBeLessThan(4e-15);
      expect(power(x[i] ?? 0, exponent)).toBe(value);
    }
  });

  it("keep the sign of whole powers", () => {
    expect(power(-2, 3)).toBe(-8);
    expect(power(-2, -2)).toBe(0.25);
    expect(power(-2, 0.5)).toBeNaN();
    expect(power(0, -1)).toBe(Number.POSITIVE_INFINITY);
  });
});
