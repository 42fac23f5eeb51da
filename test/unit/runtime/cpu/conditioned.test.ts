import { describe, expect, it } from "vitest";
import { rowFiller } from "../../../../src/math/entries.ts";
import { streamKey } from "../../../../src/math/random.ts";
import { type ConditionedMatrix, conditionedMatrix } from "../../../../src/runtime/cpu/conditioned.ts";
import type { EntrySource } from "../../../../src/runtime/cpu/entries.ts";

/** Normal noise that counts how often it is asked. */
function countedNoise(variable: number): EntrySource & { readonly rows: number[] } {
  const fill = rowFiller({ kind: "normal" });
  const rows: number[] = [];
  let key = streamKey(1n, variable, 0);
  return {
    rows,
    begin(seed, trial) {
      key = streamKey(seed, variable, trial);
    },
    fill(row, from, out, at, count) {
      rows.push(row);
      fill(out, at, count, key, row, from);
    },
  };
}

interface Bench {
  readonly matrix: ConditionedMatrix;
  readonly noise: { readonly plain: { rows: number[] }; readonly transposed: { rows: number[] } };
  apply(x: ArrayLike<number>): Float64Array;
  applyTransposed(y: ArrayLike<number>): Float64Array;
}

/** A matrix of `rows` x `cols` with entries N(0, 1 / cols). */
function bench(rows: number, cols: number, trial = 0): Bench {
  const noise = { plain: countedNoise(1), transposed: countedNoise(2) };
  const matrix = conditionedMatrix(1 / Math.sqrt(cols), noise);
  matrix.begin(7n, trial);
  const product = (transposed: boolean, x: ArrayLike<number>): Float64Array => {
    const [from, into] = transposed ? [rows, cols] : [cols, rows];
    const out = new Float64Array(into);
    matrix.multiply(transposed, Float64Array.from(x), out, new Float64Array(from), new Float64Array(into));
    return out;
  };
  return { matrix, noise, apply: (x) => product(false, x), applyTransposed: (y) => product(true, y) };
}

function gaussian(length: number, row: number): Float64Array {
  const out = new Float64Array(length);
  rowFiller({ kind: "normal" })(out, 0, length, streamKey(99n, 5, 0), row, 0);
  return out;
}

function unit(length: number, index: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => (i === index ? 1 : 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

/** Rounding of a product, whose coordinates are of order 1, after some dozens of uses. */
const ROUNDING = 1e-12;

function expectClose(a: Float64Array, b: Float64Array, tolerance = ROUNDING): void {
  for (const [i, value] of a.entries()) expect(Math.abs(value - (b[i] ?? Number.NaN))).toBeLessThan(tolerance);
}

function combination(a: number, x: Float64Array, b: number, y: Float64Array): Float64Array {
  return x.map((value, i) => a * value + b * (y[i] ?? 0));
}

describe("the conditioned sampler", () => {
  it.each([
    [30, 30],
    [50, 20],
    [20, 50],
    [6, 6],
  ])("is one matrix, %i x %i: products agree as u . (W x) = (W^T u) . x", (rows, cols) => {
    const { apply, applyTransposed } = bench(rows, cols);
    const products: { x: Float64Array; wx: Float64Array }[] = [];
    const transposed: { u: Float64Array; wu: Float64Array }[] = [];
    for (let k = 0; k < 6; k++) {
      const [x, u] = [gaussian(cols, 2 * k), gaussian(rows, 2 * k + 1)];
      products.push({ x, wx: apply(x) });
      transposed.push({ u, wu: applyTransposed(u) });
    }
    for (const { x, wx } of products)
      for (const { u, wu } of transposed) expect(Math.abs(dot(u, wx) - dot(wu, x))).toBeLessThan(100 * ROUNDING);
  });

  it("is linear, and draws nothing for an input in the span of earlier ones", () => {
    const { apply, applyTransposed, noise } = bench(40, 40);
    const [x, y] = [gaussian(40, 0), gaussian(40, 1)];
    const [wx, wy] = [apply(x), apply(y)];
    applyTransposed(wx);
    expect(noise.plain.rows).toEqual([0, 1]);
    expectClose(apply(combination(2, x, -3, y)), combination(2, wx, -3, wy));
    expectClose(apply(x), wx);
    expect(noise.plain.rows).toEqual([0, 1]);
  });

  it("keeps nearly equal inputs apart", () => {
    const { apply } = bench(40, 40);
    const [x, d] = [gaussian(40, 0), gaussian(40, 1)];
    const wx = apply(x);
    const near = apply(combination(1, x, 1e-6, d));
    const slope = near.map((value, i) => (value - (wx[i] ?? 0)) / 1e-6);
    expectClose(slope, apply(d), 1e-8);
  });

  it("numbers its noise by the uses of a side, whether they drew or not", () => {
    const { apply, applyTransposed, noise } = bench(10, 10);
    apply(gaussian(10, 0));
    apply(new Float64Array(10));
    applyTransposed(gaussian(10, 1));
    apply(gaussian(10, 2));
    expect(noise.plain.rows).toEqual([0, 2]);
    expect(noise.transposed.rows).toEqual([0]);
  });

  it("sends zero to zero and remembers nothing of it", () => {
    const { apply } = bench(5, 8);
    expect(apply(new Float64Array(8))).toEqual(new Float64Array(5));
    expect(apply(gaussian(8, 0)).every((value) => value !== 0)).toBe(true);
  });

  it("knows the whole matrix when its inputs span everything, and then draws nothing more", () => {
    for (const [rows, cols] of [
      [7, 4],
      [4, 7],
      [1, 1],
    ] as const) {
      const { apply, applyTransposed, noise } = bench(rows, cols);
      const columns = Array.from({ length: cols }, (_, j) => apply(unit(cols, j)));
      const drawn = noise.plain.rows.length;
      expect(drawn).toBe(cols);
      const u = gaussian(rows, 3);
      const fromColumns = Float64Array.from(columns, (column) => dot(column, u));
      expectClose(applyTransposed(u), fromColumns);
      const x = gaussian(cols, 4);
      expectClose(
        apply(x),
        columns.reduce((sum, column, j) => combination(1, sum, x[j] ?? 0, column), new Float64Array(rows)),
      );
      expect(noise.plain.rows).toHaveLength(drawn);
      expect(noise.transposed.rows).toHaveLength(0);
    }
  });

  it("survives more uses than it has dimensions, alternating sides", () => {
    const { apply, applyTransposed, noise } = bench(5, 5);
    const pairs: [Float64Array, Float64Array][] = [];
    for (let k = 0; k < 20; k++) {
      const x = gaussian(5, k);
      pairs.push([x, apply(x)]);
      applyTransposed(Float64Array.from(apply(x), Math.tanh));
    }
    expect(noise.plain.rows.length).toBeLessThanOrEqual(5);
    const [x, wx] = pairs[0] ?? [];
    if (x === undefined || wx === undefined) throw new Error("no products");
    expectClose(apply(x), wx);
  });

  it("does not depend on the scale of the input", () => {
    for (const factor of [1e-300, 1e-160, 1e160, 1e300]) {
      const [plain, scaled] = [bench(9, 9), bench(9, 9)];
      for (const row of [0, 1]) {
        const x = gaussian(9, row);
        const expected = plain.apply(x).map((value) => value * factor);
        const found = scaled.apply(x.map((value) => value * factor));
        // Tiny inputs lose digits of their own where they are denormal; 1e-300 times a normal number is not.
        for (const [i, value] of found.entries())
          expect(Math.abs(value / (expected[i] ?? Number.NaN) - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it("answers NaN to an input that is not finite, and forgets it", () => {
    const [clean, spoilt] = [bench(6, 6), bench(6, 6)];
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const x = gaussian(6, 8);
      x[3] = bad;
      x[5] = 1;
      expect(spoilt.apply(x).every(Number.isNaN)).toBe(true);
      clean.apply(new Float64Array(6));
    }
    expect(spoilt.apply(gaussian(6, 9))).toEqual(clean.apply(gaussian(6, 9)));
  });

  it("stays orthogonal over hundreds of uses", () => {
    const { apply, applyTransposed } = bench(400, 300);
    let x = gaussian(300, 0);
    const products: { x: Float64Array; wx: Float64Array }[] = [];
    for (let k = 0; k < 120; k++) {
      const wx = apply(x);
      products.push({ x, wx });
      x = Float64Array.from(applyTransposed(Float64Array.from(wx, Math.tanh)), (value) => Math.tanh(2 * value));
    }
    const u = gaussian(400, 1);
    const wu = applyTransposed(u);
    for (const { x: input, wx } of products) expect(Math.abs(dot(u, wx) - dot(wu, input))).toBeLessThan(1e-10);
  });

  it("begins each trial anew", () => {
    const { matrix, apply } = bench(5, 5);
    const x = gaussian(5, 0);
    const first = apply(x);
    matrix.begin(7n, 1);
    expect(apply(x)).not.toEqual(first);
    matrix.begin(7n, 0);
    expect(apply(x)).toEqual(first);
  });
});
