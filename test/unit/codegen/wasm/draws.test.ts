/** Entries of random streams on WebAssembly: those of math/entries.ts, in float64 bit for bit, in float32 to rounding. */

import { describe, expect, it } from "vitest";
import { matrixDraws, vectorDraws } from "../../../../src/codegen/wasm/draw-functions.ts";
import { encodeModule } from "../../../../src/codegen/wasm/encode.ts";
import { shaderFunctions } from "../../../../src/codegen/wasm/shader-functions.ts";
import { octetTexts } from "../../../../src/codegen/wgsl/random.ts";
import { rowFiller } from "../../../../src/math/entries.ts";
import type { Shape } from "../../../../src/math/laws.ts";
import { streamKey } from "../../../../src/math/random.ts";
import { createWasmVectors } from "../../../../src/runtime/cpu/wasm-vectors.ts";
import { everyLaw } from "../../../kit/every-law.ts";

const shapes = everyLaw([2.1, 5]);

/**
 * Relative to the number, or to 1 where it is smaller: what float32 leaves of a draw. The normal numbers of smallest
 * radius have fewer digits (math/normal-transform.ts).
 */
const TOLERANCE = { normal: 1e-5, other: 1.5e-6 };

const SEED = 0x123456789abcdef0n;

function entries(shape: Shape, row: number, count: number): Float64Array {
  const out = new Float64Array(count);
  rowFiller(shape)(out, 0, count, streamKey(SEED, 5, 17), row, 0);
  return out;
}

function expectClose(got: number | undefined, want: number | undefined, shape: Shape): void {
  const [value, exact] = [got ?? Number.NaN, want ?? Number.NaN];
  const error = Math.abs(value - exact) / Math.max(1, Math.abs(exact));
  expect(error).toBeLessThan(shape.kind === "normal" ? TOLERANCE.normal : TOLERANCE.other);
}

describe.each(shapes.map((shape) => [Object.values(shape).join(" "), shape] as const))("%s", (_name, shape) => {
  const functions = shaderFunctions(octetTexts(shape), 0);
  const made = [matrixDraws("matrix", "this", functions), vectorDraws("vector", "this", functions)];
  const memory = new WebAssembly.Memory({ initial: 2 });
  const module = new WebAssembly.Module(encodeModule({ functions: made }));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const numbers = new Float32Array(memory.buffer, 4096);
  const run = (name: string, ...args: readonly number[]) =>
    (exports[name] as (...all: readonly number[]) => void)(...streamKey(SEED, 5, 17), 4096, ...args);

  it("draws four rows of a matrix, column by column", () => {
    run("matrix", 1000, 3, 13);
    for (let lane = 0; lane < 4; lane++) {
      const row = entries(shape, 1000 + lane, 104);
      for (let k = 0; k < 80; k++) expectClose(numbers[4 * k + lane], row[24 + k], shape);
    }
  });

  it("draws vectors of any length, with zeros behind them", () => {
    for (const length of [1, 7, 32, 100]) {
      numbers.fill(9);
      run("vector", 3, length, 0.5, 2);
      const row = entries(shape, 3, length);
      for (let i = 0; i < length; i++) expectClose((numbers[i]! - 0.5) / 2, row[i], shape);
      const room = 32 * Math.ceil(length / 32);
      expect([...numbers.subarray(length, room)]).toEqual(Array(room - length).fill(0));
      expect(numbers[room]).toBe(9);
    }
  });
});

describe("normal numbers in float64", () => {
  it.each([1, 31, 32, 33, 5000])("are those of the processor, %i of them", (length) => {
    const { vectors, normals } = createWasmVectors([length, 8]);
    const [noise, next] = vectors;
    if (noise === undefined || next === undefined) throw new Error("no vectors");
    next.fill(3);
    const source = normals(5);
    source.begin(SEED, 17);
    source.fill(9, 0, noise, 0, length);
    expect(noise).toEqual(entries({ kind: "normal" }, 9, length));
    expect(next).toEqual(new Float64Array(8).fill(3));
    // From the middle of the row on.
    if (length < 100) return;
    source.fill(9, 64, noise, 32, length - 96);
    expect(noise.subarray(32, length - 64)).toEqual(entries({ kind: "normal" }, 9, length).subarray(64, length - 32));
  });
});
