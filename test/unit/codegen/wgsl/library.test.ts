/** The shader library on a device, against float64. Bounds are what lavapipe and SwiftShader give. */
import { afterAll, describe, expect, it } from "vitest";
import { libraryTexts } from "../../../../src/codegen/wgsl/library.ts";
import { type BuiltinName, builtins } from "../../../../src/ir/builtins.ts";
import { argumentsOf, bounds, grid, worst } from "../../../kit/float-errors.ts";
import { deviceTitle, evaluateOnDevice, testGpu } from "../../../kit/webgpu.ts";

const names = Object.keys(builtins) as BuiltinName[];

it("has every builtin, each with what it calls", () => {
  for (const name of names) {
    const texts = libraryTexts([name]);
    expect(texts.at(-1)).toContain(`fn tp_${name}(`);
    const defined = new Set(
      texts.flatMap((text) => [...text.matchAll(/^(?:fn|struct|const) (\w+)/gim)].map((m) => m[1])),
    );
    const called = texts.flatMap((text) => [...text.matchAll(/\b(tp_\w+)\(/gi)].map((m) => m[1]));
    for (const call of called) expect(defined).toContain(call);
  }
  expect(libraryTexts(["gelu", "normal_cdf"])).toEqual(libraryTexts(["gelu"]));
});

const found = await testGpu();

describe.skipIf(!found.there)(deviceTitle("on the device", found), async () => {
  const device = found.there ? await found.adapter.requestDevice() : undefined;
  afterAll(() => device?.destroy());
  const numbers = grid(2000);

  it.each(names)("%s", async (name) => {
    if (device === undefined) throw new Error("no device");
    const { arity, value } = builtins[name];
    const tuples = argumentsOf(arity, numbers);
    const call = `tp_${name}(${["x", "y", "z"].slice(0, arity).join(", ")})`;
    const got = await evaluateOnDevice(device, libraryTexts([name]).join("\n"), call, tuples);
    const { error, at } = worst(tuples, value, got);
    expect(error, at).toBeLessThanOrEqual(bounds[name] ?? 0);
  });

  it("power", async () => {
    if (device === undefined) throw new Error("no device");
    const exponents = [
      0.3,
      -0.3,
      1.5,
      2.5,
      -1.7,
      1 / 3,
      7.3,
      100.25,
      -55.5,
      3,
      -2,
      0,
      1e6,
      1e9,
      Infinity,
      -Infinity,
      NaN,
    ];
    const special = [0, -0, 1, -1, 2, -2, 0.5, -0.5, Infinity, -Infinity, NaN];
    const tuples = [
      ...numbers.map((x, i) => [x, Math.fround(exponents[i % exponents.length] ?? 0)]),
      ...special.flatMap((x) => exponents.map((y) => [x, Math.fround(y)])),
    ];
    const got = await evaluateOnDevice(device, libraryTexts(["power"]).join("\n"), "tp_power(x, y)", tuples);
    const { error, at } = worst(tuples, (x = 0, y = 0) => x ** y, got);
    expect(error, at).toBeLessThanOrEqual(2);
  });

  it("normal quantiles", async () => {
    if (device === undefined) throw new Error("no device");
    const { normalQuantile } = await import("../../../../src/math/special.ts");
    const tuples: number[][] = [];
    for (let p = 0.5; p > 2 ** -33; p *= 0.99) tuples.push([Math.fround(p), Math.fround(0.5 - Math.fround(p))]);
    const got = await evaluateOnDevice(
      device,
      libraryTexts(["normal_upper"]).join("\n"),
      "tp_normal_upper(x, y)",
      tuples,
    );
    const { error, at } = worst(tuples, (p = 0) => -normalQuantile(p), got);
    expect(error, at).toBeLessThanOrEqual(6);
  });
});
