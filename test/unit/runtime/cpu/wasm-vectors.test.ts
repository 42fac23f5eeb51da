/** Vectors in the memory of WebAssembly: their functions do what plain loops do, sums in another order. */
import { describe, expect, it } from "vitest";
import { rowFiller } from "../../../../src/math/entries.ts";
import { streamKey } from "../../../../src/math/random.ts";
import { conditionedMatrix } from "../../../../src/runtime/cpu/conditioned.ts";
import { entrySources } from "../../../../src/runtime/cpu/entries.ts";
import { plainKernels } from "../../../../src/runtime/cpu/vector-kernels.ts";
import { createWasmVectors } from "../../../../src/runtime/cpu/wasm-vectors.ts";

function gaussian(length: number, row: number): Float64Array {
  const out = new Float64Array(length);
  rowFiller({ kind: "normal" })(out, 0, length, streamKey(3n, 8, 0), row, 0);
  return out;
}

/** Copies of vectors in the memory of WebAssembly. */
function copies(vectors: readonly Float64Array[]) {
  const made = createWasmVectors(vectors.map(({ length }) => length));
  for (const [k, vector] of vectors.entries()) made.vectors[k]?.set(vector);
  return made;
}

/** Rounding of sums of a few thousand numbers of order 1. */
const ROUNDING = 1e-11;

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>): void {
  expect(a).toHaveLength(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs((a[i] ?? Number.NaN) - (b[i] ?? 0))).toBeLessThan(ROUNDING);
}

describe.each([
  [1, 0, 1],
  [3, 0, 3],
  [31, 0, 31],
  [1000, 0, 1000],
  [5001, 2048, 2048],
  [5001, 4096, 905],
])("vectors of %i numbers, %i and on, %i of them", (length, at, count) => {
  const plain = Array.from({ length: 8 }, (_, row) => gaussian(length, row));
  const first = plain[0] ?? new Float64Array();

  it.each([1, 2, 3, 4, 7])("have the inner products of plain loops, with %i others", (terms) => {
    const { vectors, kernels } = copies(plain);
    const [ours, theirs] = [new Float64Array(terms).fill(1), new Float64Array(terms).fill(1)];
    kernels.dots(vectors[0] ?? first, vectors.slice(1, 1 + terms), at, count, ours);
    plainKernels.dots(first, plain.slice(1, 1 + terms), at, count, theirs);
    expectClose(ours, theirs);
  });

  it.each([1, 2, 3, 4, 7])("have the sums of plain loops, of %i others", (terms) => {
    const { vectors, kernels } = copies(plain);
    const factors = Float64Array.from({ length: terms }, (_, k) => 1 - k / 3);
    const sum = Float64Array.from(first);
    plainKernels.combine(sum, plain.slice(1, 1 + terms), factors, at, count);
    plainKernels.scale(sum, -0.5, at, count);
    const ours = vectors[0] ?? first;
    kernels.combine(ours, vectors.slice(1, 1 + terms), factors, at, count);
    kernels.scale(ours, -0.5, at, count);
    expectClose(ours, sum);
    for (const [k, vector] of vectors.slice(1).entries()) expect(vector).toEqual(plain[k + 1]);
  });
});

it("make the same products of a conditioned matrix as plain loops", () => {
  const [rows, cols, uses] = [2500, 2100, 12];
  const sources = entrySources();
  const normal = { kind: "normal" } as const;
  const plain = conditionedMatrix(0.02, {
    plain: sources({ variable: 1, shape: normal }),
    transposed: sources({ variable: 2, shape: normal }),
  });
  const lengths = Array.from({ length: uses }, (_, k) => (k % 3 === 2 ? [rows, cols] : [cols, rows])).flat();
  const made = createWasmVectors([...lengths, ...lengths]);
  const fast = conditionedMatrix(0.02, { plain: made.normals(1), transposed: made.normals(2) }, made.kernels);
  for (const matrix of [plain, fast]) matrix.begin(7n, 3);
  const outs: Float64Array[] = [];
  for (let k = 0; k < uses; k++) {
    const transposed = k % 3 === 2;
    const [from, into] = transposed ? [rows, cols] : [cols, rows];
    // Every fourth input is nearly a product before.
    const known = outs.findLast((out) => out.length === from);
    const input = gaussian(from, k).map((value, i) => (k % 4 === 3 ? 1e-3 * value + (known?.[i] ?? 0) : value));
    const out = new Float64Array(into);
    plain.multiply(transposed, input, out, new Float64Array(from), new Float64Array(into));
    const [ourInput, ourOut] = [made.vectors[2 * uses + 2 * k]!, made.vectors[2 * uses + 2 * k + 1]!];
    ourInput.set(input);
    fast.multiply(transposed, ourInput, ourOut, made.vectors[2 * k]!, made.vectors[2 * k + 1]!);
    expectClose(ourOut, out);
    outs.push(out);
  }
});

it("have hyperbolic tangents to two units in the last place", () => {
  const numbers = [0, -0, Number.NaN, Infinity, -Infinity, 1e-300, -5e-324, 0.625, -0.625, 21.9, 22, 30, -1e300];
  for (let i = -2000; i <= 2000; i++) numbers.push(i * 1.1e-2, i * 1.3e-3, i * 1.00003e-6);
  const {
    vectors: [x, t],
    loop,
  } = createWasmVectors([numbers.length, numbers.length]);
  if (x === undefined || t === undefined) throw new Error("no vectors");
  x.set(numbers);
  loop("tanh")(x, 0, t, 0, numbers.length);
  for (const [i, number] of numbers.entries()) {
    const [value, want] = [t[i] ?? 0, Math.tanh(number)];
    if (Object.is(value, want)) continue;
    expect(Math.abs(value - want) / (2 ** -52 * Math.abs(want)), `tanh(${number})`).toBeLessThan(2);
  }
  // Of other arrays too, by plain loops.
  const other = new Float64Array(numbers.length);
  loop("tanh")(x, 0, other, 0, numbers.length);
  expect(other).toEqual(Float64Array.from(numbers, Math.tanh));
});
