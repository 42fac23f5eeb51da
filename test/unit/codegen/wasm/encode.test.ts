import { describe, expect, it } from "vitest";
import { buildFunction, type FunctionBuilder } from "../../../../src/codegen/wasm/builder.ts";
import { encodeModule } from "../../../../src/codegen/wasm/encode.ts";
import { instructions } from "../../../../src/codegen/wasm/instructions.ts";
import { listFunction } from "../../../../src/codegen/wasm/listing.ts";

/** Runs a function of one argument that writes words to memory from address 0 on, and returns the first `count`. */
function wordsOf(count: number, arg: number, build: (b: FunctionBuilder) => void): readonly number[] {
  const b = buildFunction("f", "A function.");
  build(b);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = encodeModule({ functions: [b.finish()] });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  (exports.f as (arg: number) => void)(arg);
  return [...new Uint32Array(memory.buffer, 0, count)];
}

describe("numbers", () => {
  const all = [0, 1, 63, 64, 127, 128, 8191, 8192, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 0x89abcdef];

  it("are constants of any size", () => {
    const found = wordsOf(all.length, 0, (b) => {
      const zero = b.param("zero", "i32");
      for (const [k, word] of all.entries()) {
        b.store("v128.store32_lane", zero, b.run("i32x4.splat", [b.i32(word)]), 4 * k, 0);
      }
    });
    expect(found).toEqual(all);
  });

  it("are lanes of vectors, floats and offsets beyond a byte", () => {
    const found = wordsOf(40, 128, (b) => {
      const base = b.param("base", "i32");
      b.store("v128.store", b.i32(0), b.lanes([1, 2, 3, 4]));
      b.store("v128.store", b.i32(0), b.f32x4(-1.5), 16);
      b.store("v128.store", b.i32(0), b.f64x2(0.1), 32);
      b.store("f32.store", base, b.f32(2), 0);
    });
    expect(found.slice(0, 8)).toEqual([1, 2, 3, 4, ...Array(4).fill(0xbfc00000)]);
    expect(found.slice(8, 12)).toEqual([0x9999999a, 0x3fb99999, 0x9999999a, 0x3fb99999]);
    expect(found[32]).toBe(0x40000000);
  });
});

it("runs loops within loops, with values that they carry on", () => {
  // The sum of i j over i < 5 and j < i.
  const build = (b: FunctionBuilder): void => {
    const end = b.param("end", "i32");
    const [sum] = b.loop("i", { from: b.i32(0), to: end, step: b.i32(1) }, [b.i32(0)], (i, [outer]) => {
      return b.loop("j", { from: b.i32(0), to: i, step: b.i32(1) }, [outer!], (j, [inner]) => [
        b.run("i32.add", [inner!, b.run("i32.mul", [i, j])]),
      ]);
    });
    const twice = b.run("i32.add", [sum!, sum!]);
    b.store("v128.store32_lane", b.i32(0), b.run("i32x4.splat", [sum!]), 0, 0);
    b.store("v128.store32_lane", b.i32(0), b.run("i32x4.splat", [twice]), 4, 0);
  };
  expect(wordsOf(2, 5, build)).toEqual([35, 70]);
  expect(wordsOf(2, 0, build)).toEqual([0, 0]);
});

it("makes a value once, outside of the loop where it can be", () => {
  const b = buildFunction("f", "A function.");
  const [x, end] = [b.param("x", "i32"), b.param("end", "i32")];
  b.loop("i", { from: b.i32(0), to: end, step: b.i32(16) }, [], (i) => {
    const square = b.run("i32.mul", [x, x]);
    const place = b.run("i32.add", [i, b.run("i32.mul", [x, x])]);
    b.store("v128.store", place, b.run("i32x4.splat", [square]));
    return [];
  });
  const made = b.finish();
  expect(listFunction(made, { functions: [made] })).toMatchInlineSnapshot(`
    ";; A function.
    (func $f (param $x i32) (param $end i32)
      (local.set $t (i32.mul $x $x))
      (local.set $t_2 (i32x4.splat $t))
      (local.set $i (i32.const 0))
      (loop while (i32.lt_u $i $end) step (i32.const 16)
        (v128.store (i32.add $i $t) $t_2)
      )
    )
    "
  `);
});

it("has instructions that machines accept, each in a function of its own", () => {
  for (const [name, { result, immediate }] of Object.entries(instructions)) {
    if (result === undefined || immediate === "memory") continue;
    const [family = ""] = name.split(".");
    const operand = family === "v128" || family.includes("x") ? "v128" : family;
    expect(["i32", "f32", "f64", "v128"], name).toContain(operand);
  }
  const codes = Object.values(instructions).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});
