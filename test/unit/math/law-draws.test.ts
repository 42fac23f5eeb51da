import { describe, expect, it } from "vitest";
import { lawDraws } from "../../../src/math/law-draws.ts";
import { moment, quantile, type Shape, upperQuantile } from "../../../src/math/laws.ts";
import { fillWords, streamKey } from "../../../src/math/random.ts";
import { everyLaw } from "../../kit/every-law.ts";
import { relativeError } from "./accuracy.ts";

const shapes = everyLaw([5, 2.1]).filter(({ kind }) => kind !== "normal");
const cases = shapes.map((shape) => [Object.values(shape).join(" "), shape] as const);

const draw = (shape: Shape, words: Int32Array) => {
  const out = new Float64Array(words.length * (shape.kind === "normal" ? 2 : 1));
  lawDraws(shape)(words, words.length, out, 0);
  return out;
};

describe.each(cases)("%s", (_name, shape) => {
  it("inverts the distribution function at (word + 1/2) / 2^32, the ends included", () => {
    const words = new Int32Array(2000);
    fillWords(words, 490, streamKey(1n, 0, 0), 0, 0, 7);
    words.set([0, 1, -1, -2, 0x7fffffff, -0x80000000, 0x7ffffffe, 12, 0x3fffffff, 0x40000000], 1990);
    draw(shape, words).forEach((value, i) => {
      const u = ((words[i]! >>> 0) + 0.5) / 2 ** 32;
      const exact = u < 0.5 ? quantile(shape, u) : upperQuantile(shape, 1 - u);
      // The table of quantiles is good for twelve digits; next to the median the digits are those of 1, for the roots
      // of a Cauchy variable those of the variable itself.
      const root = shape.kind === "cubecauchy" ? 3 : shape.kind === "quintcauchy" ? 5 : 1;
      if (Math.abs(exact) < 0.1) expect(Math.abs(value ** root - exact ** root)).toBeLessThan(1e-13);
      else expect(relativeError(value, exact), `word ${words[i]}`).toBeLessThan(2e-12);
    });
  });

  it("has the mean, variance and fourth moment of the law, at a fixed seed", () => {
    const words = new Int32Array(200_000);
    fillWords(words, words.length / 4, streamKey(2024n, 3, 0), 0, 0, 1);
    const values = draw(shape, words);
    for (const k of [1, 2, 4]) {
      const spread = moment(shape, 2 * k);
      if (spread === undefined || spread === Infinity) continue;
      const mean = values.reduce((sum, x) => sum + x ** k, 0) / values.length;
      const exact = moment(shape, k)!;
      const error = Math.sqrt((spread - exact * exact) / values.length);
      // 4.5 standard errors: one seed in 10^5 fails, and this one is fixed.
      expect(Math.abs(mean - exact)).toBeLessThanOrEqual(4.5 * error);
    }
  });
});

it("the normal law gives two numbers a word", () => {
  expect(draw({ kind: "normal" }, new Int32Array(3))).toHaveLength(6);
  expect(draw({ kind: "normal" }, Int32Array.of(0, 0, 0)).every((z) => z !== 0)).toBe(true);
});

it("refuses a law without a variance", () => {
  expect(() => lawDraws({ kind: "student_t", df: 2 })).toThrow(RangeError);
  expect(() => lawDraws({ kind: "truncated_normal", cut: -1 })).toThrow(RangeError);
});
