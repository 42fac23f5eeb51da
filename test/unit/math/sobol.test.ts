import { describe, expect, it } from "vitest";
import { directionNumbers, MAX_SOBOL_DIMENSIONS, sobolPoints } from "../../../src/math/sobol.ts";
import { JOE_KUO } from "../../../src/math/sobol-directions.ts";

/** Coordinate of point n of the plain sequence, as 32 binary digits. */
function plain(dimension: number, n: number): number {
  const gray = (n ^ (n >>> 1)) >>> 0;
  return directionNumbers(dimension).reduce((x, v, k) => ((gray >>> k) & 1 ? x ^ v : x), 0) >>> 0;
}

describe("the table", () => {
  it("has 128 dimensions, different polynomials, and initial numbers that are odd and small enough", () => {
    expect(MAX_SOBOL_DIMENSIONS).toBe(128);
    expect(new Set(JOE_KUO.map(([polynomial]) => polynomial)).size).toBe(JOE_KUO.length);
    for (const [polynomial, ...initial] of JOE_KUO) {
      expect(initial).toHaveLength(31 - Math.clz32(polynomial!));
      initial.forEach((m, k) => {
        expect(m % 2 === 1 && m < 2 ** (k + 1), `m[${k + 1}] = ${m} of ${polynomial}`).toBe(true);
      });
    }
  });

  it("has primitive polynomials: x has order 2^degree - 1", () => {
    for (const [polynomial, ...initial] of JOE_KUO) {
      const degree = initial.length;
      let power = degree === 1 ? 1 : 2;
      let order = 1;
      while (power !== 1) {
        power <<= 1;
        if (power >> degree) power ^= polynomial!;
        order++;
      }
      expect(order).toBe(2 ** degree - 1);
    }
  });
});

describe("the plain sequence", () => {
  it("begins as published", () => {
    // Joe and Kuo's notes: the first ten points in three dimensions.
    const points = [
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ];
    points.forEach((point, n) => {
      expect([1, 2, 3].map((d) => plain(d, n) / 2 ** 32)).toEqual(point);
    });
  });

  it("agrees with SciPy 1.17 in all dimensions", () => {
    const sums = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => {
      let sum = 0;
      for (let d = 1; d <= 128; d++) sum += plain(d, n);
      return sum;
    });
    expect(sums).toEqual([
      0, 274877906944, 270582939648, 279172874240, 285615325184, 272730423296, 268435456000, 272730423296,
    ]);
    const far = [1, 2, 3, 4, 10, 32, 64, 101, 128].map((d) => plain(d, 987654321).toString(16));
    expect(far).toEqual([
      "973a8de4",
      "8c5e172c",
      "695757bc",
      "e0893114",
      "3bdfe6fc",
      "493542ac",
      "ddc5850c",
      "6ea5a784",
      "bbf9b854",
    ]);
    let weighted = 0n;
    for (let d = 1; d <= 128; d++) weighted += BigInt(d) * BigInt(plain(d, 987654318));
    expect(weighted).toBe(16479685209896n);
  });

  it("refuses a dimension that has no numbers", () => {
    expect(() => directionNumbers(0)).toThrow(RangeError);
    expect(() => directionNumbers(129)).toThrow(RangeError);
  });
});

/** Whether every elementary interval of volume 2^(t - m) holds 2^t of the 2^m points: a (t, m, s)-net in base 2. */
function isNet(columns: readonly Float64Array[], t: number): boolean {
  const m = Math.log2(columns[0]!.length);
  const splits = (bits: number, parts: number): number[][] =>
    parts === 1
      ? [[bits]]
      : Array.from({ length: bits + 1 }, (_, k) => k).flatMap((k) => splits(bits - k, parts - 1).map((r) => [k, ...r]));
  return splits(m - t, columns.length).every((split) => {
    const counts = new Int32Array(2 ** (m - t));
    for (let n = 0; n < 2 ** m; n++) {
      counts[split.reduce((cell, k, d) => cell * 2 ** k + Math.floor(columns[d]![n]! * 2 ** k), 0)]!++;
    }
    return counts.every((count) => count === 2 ** t);
  });
}

describe("sobolPoints", () => {
  it.each([1, 2, 3])("keeps the net property under scramble %d", (seed) => {
    const columns = sobolPoints(5, 1024, seed);
    expect(isNet(columns.slice(0, 1), 0)).toBe(true);
    expect(isNet(columns.slice(0, 2), 0)).toBe(true);
    // t is at most the sum of (degree - 1): 0, 0, 1, 2, 2 for dimensions 1 to 5.
    expect(isNet(columns.slice(0, 3), 1)).toBe(true);
    expect(isNet(columns.slice(0, 4), 3)).toBe(true);
    expect(isNet(columns, 5)).toBe(true);
    // The check can fail: independent scrambles of one dimension are no net.
    expect(isNet([columns[0]!, sobolPoints(1, 1024, seed + 100)[0]!], 0)).toBe(false);
  });

  it("every dimension is stratified, inside the open interval", () => {
    for (const column of sobolPoints(128, 256, 9)) {
      expect(isNet([column], 0)).toBe(true);
      expect(column.every((x) => x > 0 && x < 1)).toBe(true);
    }
  });

  it("is a function of its arguments: the same again, longer is an extension, another seed is other points", () => {
    const [a, b] = [sobolPoints(2, 64, 5), sobolPoints(3, 128, 5)];
    expect(sobolPoints(2, 64, 5)).toEqual(a);
    expect(b.slice(0, 2).map((column) => column.subarray(0, 64))).toEqual(a);
    expect(sobolPoints(2, 64, 6)).not.toEqual(a);
    expect(a[0]).not.toEqual(a[1]);
  });

  it("estimates without bias, with a spread far below that of random points", () => {
    // A jump in the first coordinate times a product of factors of mean 1: the mean is 2/3.
    const f = (x: readonly number[]) => x.slice(1).reduce((p, v) => p * (0.5 + v), 1) * (x[0]! > 1 / 3 ? 1 : 0);
    const estimates = Array.from({ length: 32 }, (_, seed) => {
      const columns = sobolPoints(8, 1024, 1000 + seed);
      let sum = 0;
      for (let n = 0; n < 1024; n++) sum += f(columns.map((column) => column[n]!));
      return sum / 1024;
    });
    const mean = estimates.reduce((a, b) => a + b) / 32;
    const spread = Math.sqrt(estimates.reduce((sum, e) => sum + (e - mean) ** 2, 0) / 31);
    // Fixed seeds; 4.5 standard errors would fail once in 10^5 choices of them.
    expect(Math.abs(mean - 2 / 3)).toBeLessThan((4.5 * spread) / Math.sqrt(32));
    // Var f = 2/3 (13/12)^7 - 4/9 = 0.72: random points would spread by 0.85 / 32 = 0.027.
    expect(spread).toBeLessThan(0.027 / 4);
  });
});
