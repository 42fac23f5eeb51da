import { describe, expect, it } from "vitest";
import { normalsFromWords } from "../../../src/math/normal-transform.ts";
import { normalCdf } from "../../../src/math/special.ts";

/** The transform as WGSL computes it: every operation rounded to float32, fma as multiply and add. */
function inFloat32(word: number): readonly [number, number] {
  const f = Math.fround;
  const horner = (coefficients: readonly number[], x: number) =>
    coefficients.reduce((sum, coefficient) => f(f(sum * x) + f(coefficient)), 0);
  const bits = new Int32Array(Float32Array.of((word >>> 12) + 0.5).buffer)[0]!;
  const m = new Float32Array(Int32Array.of((bits & 0x7fffff) | 0x3f800000).buffer)[0]!;
  const polynomial = horner([0.113857365, -0.900691965, 2.95853988, -4.27863636, 2.10693108], m);
  const r = f(Math.sqrt(f(f(f(bits - 1233125376) * f(-1.6525916589735634e-7)) + polynomial)));
  const a = f(f((word << 20) * f(4.656612873077393e-10)) + f(0.000244140625));
  const t = f(a * a);
  const c = horner([-0.0190964058, 0.252581264, -1.23348486, 0.999993311], t);
  const s = f(a * horner([-0.00433234239, 0.0794332045, -0.645892455, 1.57079102], t));
  return [f((word & 1 ? -r : r) * c), f(r * s)];
}

const transform = (words: Int32Array) => {
  const out = new Float64Array(2 * words.length);
  normalsFromWords(words, words.length, out, 0);
  return out;
};

/** The radius of every one of the 2^20 upper halves, from the angle next to 0 whose cosine is known. */
const smallestCosine = ((t) => ((-0.0190964058 * t + 0.252581264) * t - 1.23348486) * t + 0.999993311)(2 ** -24);
const radii = transform(Int32Array.from({ length: 1 << 20 }, (_, k) => k << 12))
  .filter((_, i) => i % 2 === 0)
  .map((z) => z / smallestCosine);
/** Cosine and sine of every one of the 2^12 lower halves. */
const angles = transform(Int32Array.from({ length: 1 << 12 }, (_, k) => (12345 << 12) | k)).map(
  (z) => z / radii[12345]!,
);

const mean = (values: Float64Array, f: (x: number) => number) =>
  values.reduce((sum, x) => sum + f(x), 0) / values.length;

describe("normalsFromWords", () => {
  it("agrees with the float32 formula", () => {
    // All angles with some radius, some angle with every seventh radius, and the ends. The squared radius, up to 30,
    // is off by 2.3e-6 in float32, the angle by two roundings; so a number is off by this much:
    const allowed = (r: number) => 2.3e-6 / (2 * r) + 3e-7 * r;
    const samples = [0, 1, -1, -2, 0x7fffffff, -0x80000000, 0xfff, 0x800];
    for (let k = 0; k < 1 << 20; k += 7) samples.push((k << 12) | (Math.imul(k, 0x9e3779b1) >>> 20));
    for (let k = 0; k < 1 << 12; k++) samples.push((Math.imul(k, 40503) << 12) | k);
    const z = transform(Int32Array.from(samples));
    let beyond = 0;
    samples.forEach((word, i) => {
      const [c, s] = inFloat32(word);
      const [x, y] = [z[2 * i]!, z[2 * i + 1]!];
      const gap = Math.hypot(x - c, y - s);
      if (gap > allowed(Math.min(Math.hypot(x, y), Math.hypot(c, s)))) expect([x, y], `word ${word}`).toEqual([c, s]);
      if (gap > 1e-6) beyond++;
    });
    expect(beyond / samples.length).toBeLessThan(0.02);
  });

  it("has the stated range", () => {
    expect(radii.every((r) => r > 0)).toBe(true);
    const largest = radii.reduce((a, b) => Math.max(a, b));
    expect(largest).toBe(radii[0]);
    // sqrt(-2 log(2^-21)) = 5.39557.
    expect(Math.abs(largest - Math.sqrt(42 * Math.LN2))).toBeLessThan(1e-5);
  });

  it("has the moments of a pair of independent normal variables, by exact enumeration", () => {
    const pairs = Array.from({ length: 4096 }, (_, i) => [angles[2 * i]!, angles[2 * i + 1]!] as const);
    const over = (f: (c: number, s: number) => number) => pairs.reduce((sum, [c, s]) => sum + f(c, s), 0) / 4096;
    const [r2, r4, r6] = [2, 4, 6].map((k) => mean(radii, (r) => r ** k)) as [number, number, number];
    const even = (k: number) => over((c, s) => (c ** k + s ** k) / 2);
    expect(Math.abs(over((c) => c))).toBeLessThan(1e-17);
    expect(Math.abs(over((_, s) => s))).toBeLessThan(1e-16);
    // The errors of the polynomials, as measured when they were fitted.
    expect(Math.abs(r2 * even(2) - 1)).toBeLessThan(1.2e-6);
    expect(Math.abs((r4 * even(4)) / 3 - 1)).toBeLessThan(5e-6);
    expect(Math.abs((r6 * even(6)) / 15 - 1)).toBeLessThan(5e-5);
    expect(Math.abs(r2 * over((c, s) => c * s))).toBeLessThan(1e-8);
    expect(Math.abs(r4 * over((c, s) => c * c * s * s) - 1)).toBeLessThan(4e-6);
    expect(Math.abs(over((c) => c ** 3)) + Math.abs(over((c, s) => c * c * s))).toBeLessThan(1e-15);
  });

  it("has the normal distribution function to 2.1e-5 and its tails to 1 %", () => {
    // P(r c <= x), exactly: for each of the 4096 angles, count the radii (descending in k) that reach x / |c|.
    const atLeast = (x: number) => {
      let low = 0;
      let high = radii.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (radii[middle]! > x) low = middle + 1;
        else high = middle;
      }
      return low / radii.length;
    };
    const upperTail = (x: number, part: 0 | 1) => {
      let sum = 0;
      for (let i = 0; i < 4096; i++) if (angles[2 * i + part]! > 0) sum += atLeast(x / angles[2 * i + part]!);
      return sum / 4096;
    };
    for (const part of [0, 1] as const) {
      for (let x = 0; x < 4; x += 0.05) expect(Math.abs(upperTail(x, part) - normalCdf(-x))).toBeLessThan(2.1e-5);
      for (const x of [3, 4, 4.5, 5]) expect(Math.abs(upperTail(x, part) / normalCdf(-x) - 1)).toBeLessThan(0.011);
    }
  });
});
