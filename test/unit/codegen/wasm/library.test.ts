/**
 * The shader library on WebAssembly: against float64 with the bounds that devices have, and against a device that
 * computes `fma` as product and sum, bit for bit.
 */
import { afterAll, describe, expect, it } from "vitest";
import { libraryTexts } from "../../../../src/codegen/wgsl/library.ts";
import { type BuiltinName, builtins } from "../../../../src/ir/builtins.ts";
import { normalQuantile } from "../../../../src/math/special.ts";
import { argumentsOf, bounds, grid, worst } from "../../../kit/float-errors.ts";
import { evaluateLanes } from "../../../kit/wasm-lanes.ts";
import { deviceTitle, evaluateOnDevice, testGpu } from "../../../kit/webgpu.ts";

interface Case {
  readonly name: BuiltinName | "power" | "normal_upper";
  readonly value: (...x: number[]) => number;
  readonly bound: number;
  readonly tuples: readonly (readonly number[])[];
}

const numbers = grid(2000);
const exponents = [0.3, -0.3, 1.5, 2.5, -1.7, 1 / 3, 7.3, 100.25, -55.5, 3, -2, 0, 1e6, 1e9, Infinity, -Infinity, NaN];
const tails: number[] = [];
for (let p = 0.5; p > 2 ** -33; p *= 0.99) tails.push(Math.fround(p));

const cases: readonly Case[] = [
  ...(Object.keys(builtins) as BuiltinName[]).map((name) => {
    const { arity, value } = builtins[name];
    return { name, value, bound: bounds[name] ?? 0, tuples: argumentsOf(arity, numbers) };
  }),
  {
    name: "power",
    value: (x = 0, y = 0) => x ** y,
    bound: 2,
    tuples: numbers.map((x, i) => [x, Math.fround(exponents[i % exponents.length] ?? 0)]),
  },
  {
    name: "normal_upper",
    value: (p = 0) => -normalQuantile(p),
    bound: 6,
    tuples: tails.map((p) => [p, Math.fround(0.5 - p)]),
  },
];

describe("against float64", () => {
  it.each(cases)("$name is within $bound units in the last place", ({ name, value, bound, tuples }) => {
    const got = evaluateLanes(libraryTexts([name]), `tp_${name}`, tuples);
    const { error, at } = worst(tuples, value, got);
    expect(error, at).toBeLessThanOrEqual(bound);
  });
});

const found = await testGpu();
/** The one device that is known to round products and sums one by one. */
const isSplit = found.there && /llvmpipe/i.test(found.adapter.info.description);

describe.skipIf(!isSplit)(deviceTitle("against the device", found), async () => {
  const device = found.there && isSplit ? await found.adapter.requestDevice() : undefined;
  afterAll(() => device?.destroy());

  it.each(cases)("$name has the same bits", async ({ name, tuples }) => {
    if (device === undefined) throw new Error("no device");
    const variables = ["x", "y", "z"].slice(0, tuples[0]?.length ?? 0);
    const texts = libraryTexts([name]);
    const call = `tp_${name}(${variables.join(", ")})`;
    const theirs = await evaluateOnDevice(device, texts.join("\n"), call, tuples);
    const ours = evaluateLanes(texts, `tp_${name}`, tuples);
    for (const [i, value] of ours.entries()) {
      const other = theirs[i] ?? 0;
      // The device takes subnormal numbers for 0.
      if (Math.max(Math.abs(value), Math.abs(other)) < 2 ** -126) continue;
      if (!Object.is(value, other)) expect.fail(`${name}(${tuples[i]}) is ${value}, on the device ${other}`);
    }
  });
});
