import { describe, expect, it } from "vitest";
import { normalCdf } from "../../../src/math/special.ts";
import { studentTCdf, studentTPdf, studentTTail, studentTUpperQuantile } from "../../../src/math/student-t.ts";
import { relativeError } from "./accuracy.ts";

describe("studentTTail", () => {
  // mpmath's incomplete beta function at 60 digits.
  it.each([
    [0.001, 3, 0.49963244748473046],
    [0.5, 5, 0.3191494358204645],
    [0.99, 7.5, 0.176516377622934],
    [1.01, 7.5, 0.17198231786081583],
    [2, 1, 0.14758361765043326],
    [2, 4, 0.058058261758407795],
    [12, 2.1, 0.002862597352297458],
    [30, 30, 3.125895815304444e-24],
    [0.9, 1e5, 0.18406120897643308],
    [3, 1e5, 0.0013502304420323595],
    [3, 1e9, 0.0013498980648689578],
    [1e20, 3, 1.1026577908435841e-60],
  ])("P(T > %d) with %d degrees of freedom, in relative terms", (t, df, reference) => {
    // exp(-df/2 log(1 + t^2/df)) turns a rounding of its argument into -log P roundings of P.
    expect(relativeError(studentTTail(t, df), reference)).toBeLessThan(1e-15 * (2 - Math.log(reference)));
  });

  it("with one degree of freedom is Cauchy's, with two is algebraic", () => {
    for (const t of [0, 0.01, 0.7, 1, 1.5, 8, 1e6]) {
      const cauchy = t < 1 ? 0.5 - Math.atan(t) / Math.PI : Math.atan(1 / t) / Math.PI;
      expect(relativeError(studentTTail(t, 1), cauchy)).toBeLessThan(3e-15);
      const root = Math.sqrt(2 + t * t);
      expect(relativeError(studentTTail(t, 2), 1 / (root * (root + t)))).toBeLessThan(3e-15);
    }
  });

  it("becomes the normal law", () => {
    expect(studentTTail(2.5, Infinity)).toBe(normalCdf(-2.5));
    expect(relativeError(studentTTail(2.5, 1e15), normalCdf(-2.5))).toBeLessThan(1e-13);
  });

  it("of negative and infinite arguments", () => {
    expect(studentTTail(-0.7, 6)).toBe(1 - studentTTail(0.7, 6));
    expect(studentTCdf(-0.7, 6)).toBe(studentTTail(0.7, 6));
    expect(studentTCdf(0.7, 6)).toBe(1 - studentTTail(0.7, 6));
    expect([studentTTail(0, 6), studentTTail(Infinity, 6), studentTTail(-Infinity, 6)]).toEqual([0.5, 0, 1]);
    expect(studentTTail(Number.NaN, 6)).toBeNaN();
  });
});

describe("studentTUpperQuantile", () => {
  it("inverts the tail over 300 orders of magnitude", () => {
    for (const df of [1, 2, 2.1, 3, 10, 1000.5, 1e7]) {
      for (const q of [1e-300, 1e-100, 1e-20, 1e-6, 0.01, 0.2, 0.249, 0.251, 0.4, 0.4999999]) {
        const t = studentTUpperQuantile(q, df);
        if (t === Infinity) continue;
        const condition = 1 + (t * studentTPdf(t, df)) / q;
        expect(relativeError(studentTTail(t, df), q), `q ${q} df ${df}`).toBeLessThan(
          1e-14 * (condition - Math.log(q)),
        );
        expect(studentTUpperQuantile(1 - q, df)).toBe(-studentTUpperQuantile(1 - (1 - q), df));
      }
    }
  });

  it("agrees with the printed tables", () => {
    // Two-sided 5 % and one-sided 0.1 %.
    expect(studentTUpperQuantile(0.025, 4).toFixed(3)).toBe("2.776");
    expect(studentTUpperQuantile(0.025, 30).toFixed(3)).toBe("2.042");
    expect(studentTUpperQuantile(0.001, 10).toFixed(3)).toBe("4.144");
  });

  it("at the ends, and where it overflows or there is none", () => {
    expect(studentTUpperQuantile(0, 5)).toBe(Infinity);
    expect(studentTUpperQuantile(1, 5)).toBe(-Infinity);
    expect(studentTUpperQuantile(0.5, 5)).toBe(0);
    expect(studentTUpperQuantile(1e-300, 0.5)).toBe(Infinity);
    expect(studentTUpperQuantile(-0.1, 5)).toBeNaN();
    expect(studentTUpperQuantile(1.1, 5)).toBeNaN();
  });
});

it("the density is the slope of the tail", () => {
  for (const df of [1, 2.5, 40]) {
    for (const t of [0.1, 1, 3]) {
      const step = 1e-4;
      const slope = (studentTTail(t - step, df) - studentTTail(t + step, df)) / (2 * step);
      // Third derivative times step^2 / 6 and rounding over the step.
      expect(relativeError(studentTPdf(t, df), slope)).toBeLessThan(1e-7);
    }
  }
});
