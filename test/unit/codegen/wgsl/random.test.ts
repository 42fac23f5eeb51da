/** Random words on a device are those of math/random.ts bit for bit; entries agree with math/entries.ts to float32. */

import { afterAll, describe, expect, it } from "vitest";
import { lawText } from "../../../../src/codegen/wgsl/laws.ts";
import { libraryTexts } from "../../../../src/codegen/wgsl/library.ts";
import { octetTexts, threefryText } from "../../../../src/codegen/wgsl/random.ts";
import { rowFiller } from "../../../../src/math/entries.ts";
import { lawDraws } from "../../../../src/math/law-draws.ts";
import type { Shape } from "../../../../src/math/laws.ts";
import { streamKey, threefry4x32, type Words } from "../../../../src/math/random.ts";
import { everyLaw } from "../../../kit/every-law.ts";
import { deviceTitle, runShader, testGpu } from "../../../kit/webgpu.ts";

const shapes: readonly Shape[] = [
  ...everyLaw([2.1, 5, 300]),
  { kind: "truncated_normal", cut: 0.01 },
  { kind: "truncated_normal", cut: 6 },
];
const cases = shapes.map((shape) => [Object.values(shape).join(" "), shape] as const);

/** Relative to the number, or to 1 where it is smaller: what float32 leaves of a draw. */
const TOLERANCE = 1.5e-6;

function compare(got: Float32Array, want: ArrayLike<number>): void {
  expect(got).toHaveLength(want.length);
  for (const [i, value] of got.entries()) {
    const exact = want[i] ?? Number.NaN;
    const error = Math.abs(value - exact) / Math.max(1, Math.abs(exact));
    if (!(error < TOLERANCE)) expect.fail(`number ${i} is ${value}, not ${exact}`);
  }
}

const found = await testGpu();

describe.skipIf(!found.there)(deviceTitle("on the device", found), async () => {
  const device = found.there ? await found.adapter.requestDevice() : undefined;
  afterAll(() => device?.destroy());
  const run = (functions: string, body: string, input: readonly number[], items: number, outputs: number) => {
    if (device === undefined) throw new Error("no device");
    return runShader(device, functions, body, Uint32Array.from(input), items, outputs);
  };

  const vec = (at: string) => `vec4<u32>(${[0, 1, 2, 3].map((k) => `source[${at} + ${k}u]`).join(", ")})`;
  const blockBody = `  let block = tp_threefry(${vec("8u * id")}, ${vec("8u * id + 4u")});
  for (var k = 0u; k < 4u; k++) { target_[4u * id + k] = block[k]; }`;

  // tests/kat_vectors of Random123.
  it.each([
    [13, "531c7e4f 39491ee5 2c855a92 3d6abf9a c4189358 1c9cc83a d5881c67 6a0a89e0 4aa71d8f 734738c2 431fc6a8 ae6debf1"],
    [20, "9c6ca96a e17eae66 fc10ecd4 5256a7d8 2a881696 57012287 f6c7446e a16a6732 59cd1dbb b8879579 86b5d00c ac8b6d84"],
  ])("threefry with %d rounds gives the published words", async (rounds, expected) => {
    const pi = "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 082efa98 ec4e6c89";
    const inputs = [...Array(8).fill(0), ...Array(8).fill(0xffffffff), ...pi.split(" ").map((w) => parseInt(w, 16))];
    const words = await run(threefryText(rounds), blockBody, inputs, 3, 12);
    expect([...words].map((word) => word.toString(16).padStart(8, "0")).join(" ")).toBe(expected);
  });

  it("the rounds of the streams are those of the processor", async () => {
    const inputs = Array.from({ length: 8 * 64 }, (_, i) => Math.imul(i + 1, 0x9e3779b9) >>> 0);
    const words = await run(threefryText(), blockBody, inputs, 64, 256);
    for (let b = 0; b < 64; b++) {
      const block = inputs.slice(8 * b, 8 * b + 8);
      const expected = threefry4x32(block.slice(0, 4) as unknown as Words, block.slice(4) as unknown as Words);
      expect([...words.subarray(4 * b, 4 * b + 4)]).toEqual(expected);
    }
  });

  describe.each(cases)("%s", (_name, shape) => {
    it("octets are rows of a stream", async () => {
      const key = streamKey(0x123456789abcdef0n, 5, 17);
      const rows = [0, 1, 1000];
      const octets = 25;
      const body = `  let drawn = draw_octet(${vec("0u")}, source[4u + id / ${octets}u], id % ${octets}u);
  for (var k = 0u; k < 4u; k++) {
    target_[8u * id + k] = bitcast<u32>(drawn.low[k]);
    target_[8u * id + 4u + k] = bitcast<u32>(drawn.high[k]);
  }`;
      const inputs = [...[...key].map((word) => word >>> 0), ...rows];
      const items = octets * rows.length;
      const words = await run(octetTexts(shape).join("\n"), body, inputs, items, 8 * items);
      const fill = rowFiller(shape);
      for (const [r, row] of rows.entries()) {
        const want = new Float64Array(8 * octets);
        fill(want, 0, want.length, key, row, 0);
        compare(new Float32Array(words.buffer, 32 * octets * r, 8 * octets), want);
      }
    });

    it.skipIf(shape.kind === "normal")("every word has its number, the ends and the middle included", async () => {
      if (shape.kind === "normal") return;
      const special = [0, 1, 2, 12, 0x7ffffffe, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff];
      const spread = Array.from({ length: 31 }, (_, k) => [
        2 ** k,
        ~(2 ** k) >>> 0,
        2 ** 31 - 2 ** k,
        2 ** 31 + 2 ** k,
      ]);
      const scattered = Array.from({ length: 4000 }, (_, i) => Math.imul(i, 0x9e3779b9) >>> 0);
      const inputs = [...special, ...spread.flat(), ...scattered];
      const { needs, text } = lawText(shape);
      const functions = [...libraryTexts(needs), text].join("\n");
      const words = await run(
        functions,
        "  target_[id] = bitcast<u32>(draw(source[id]));",
        inputs,
        inputs.length,
        inputs.length,
      );
      const want = new Float64Array(inputs.length);
      lawDraws(shape)(
        Int32Array.from(inputs, (word) => word | 0),
        inputs.length,
        want,
        0,
      );
      compare(new Float32Array(words.buffer), want);
    });
  });
});
