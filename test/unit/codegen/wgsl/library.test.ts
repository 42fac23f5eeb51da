/**
 * The shader library on a device, against float64. Errors are counted in units in the last place of the true value in
 * float32; results below 2^-115 count as 0, since devices may take subnormal numbers for 0 on the way. Bounds are what
 * lavapipe and SwiftShader give, with half a unit to spare.
 */
import { afterAll, describe, expect, it } from "vitest";
import { type LibraryName, libraryTexts } from "../../../../src/codegen/wgsl/library.ts";
import { type BuiltinName, builtins } from "../../../../src/ir/builtins.ts";
import { deviceTitle, evaluateOnDevice, testGpu } from "../../../kit/webgpu.ts";

const SMALLEST = 2 ** -115;

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

/** Numbers from all over the line, dense where functions bend: around 0, around 1, up to 110, multiples of pi/2. */
function grid(count: number): number[] {
  const numbers = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN];
  for (let i = -count; i <= count; i++) {
    numbers.push((3 * i) / count, (110 * i) / count, 1 + i * 2 ** -24, (Math.PI / 2) * i, ((517.3 * Math.PI) / 2) * i);
  }
  for (let e = -100; e < 127; e += 200 / count) numbers.push(2 ** e, -(2 ** e));
  return numbers.map(Math.fround);
}

/** Arguments: all of the grid first, in other orders behind, now and then equal ones. */
function argumentsOf(arity: number, numbers: readonly number[]): (readonly number[])[] {
  const at = (i: number) => numbers[i % numbers.length] ?? 0;
  return numbers.map((x, i) => [x, i % 50 === 0 ? x : at(i * 7919), at(i * 104_729)].slice(0, arity));
}

/** The largest error over `tuples`, with the worst tuple; NaN and infinity must come where float32 has them. */
function worst(tuples: readonly (readonly number[])[], f: (...x: number[]) => number, got: Float32Array) {
  let error = 0;
  let at = "";
  for (const [i, tuple] of tuples.entries()) {
    const want = f(...tuple);
    const have = got[i] ?? Number.NaN;
    const rounded = Math.fround(want);
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(want))) - 23);
    const isTiny = Math.max(Math.abs(want), Math.abs(have)) < SMALLEST;
    const isSame = Object.is(rounded, have) || (rounded === have && !Number.isFinite(have));
    const units = isTiny || isSame ? 0 : Math.abs(have - want) / unit;
    const counted = Number.isNaN(units) ? Infinity : units;
    if (counted > error) [error, at] = [counted, `f(${tuple}) = ${want}, not ${have}`];
  }
  return { error, at };
}

const bounds: Partial<Record<LibraryName, number>> = {
  erf: 3.1,
  normal_cdf: 4.4,
  normal_pdf: 3.1,
  gelu: 5,
  sigmoid: 2.8,
  tanh: 1.8,
  softplus: 3.8,
  silu: 4,
  sin: 2.1,
  cos: 2.1,
  exp: 1.8,
  log: 3.1,
  sqrt: 2.5,
  leaky_relu: 0.5,
};

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
