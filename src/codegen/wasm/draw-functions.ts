/**
 * Functions that draw the entries of a random stream: those of `draw_octet` of the shader library, four octets in the
 * four lanes. For matrices the lanes are four rows, for vectors four octets of a row.
 */
import { buildFunction, type FunctionBuilder, type Value } from "./builder.ts";
import type { WasmFunction } from "./code.ts";
import type { Lanes } from "./lanes.ts";
import { lanesOf, lanesOperand, partOf, type ShaderFunctions, vectorOperand } from "./shader-functions.ts";
import { transposed } from "./transpose.ts";

/** The four words of the key of a stream. */
const KEY = ["seed_low", "variable", "trial", "seed_high"] as const;

/** Bytes of an octet of columns of four rows. */
export const OCTET_BYTES = 128;

/** The eight entries of an octet, each in four lanes. */
function octetOf(b: FunctionBuilder, functions: ShaderFunctions, key: readonly Value[], row: Value, octet: Value) {
  const word = (value: Value): Lanes => ({ type: "u32", value });
  const keyLanes = key.map((each) => word(b.run("i32x4.splat", [each])));
  const args = [vectorOperand(keyLanes), lanesOperand(word(row)), lanesOperand(word(octet))];
  const drawn = functions.call(b, "draw_octet", args);
  return ["low", "high"].flatMap((half) =>
    ["x", "y", "z", "w"].map((part) => lanesOf(b, partOf(partOf(drawn, half), part), "f32").value),
  );
}

/**
 * `draw_matrix(key.., out, row, octet, end)`: octets `octet` up to `end` of the rows row, .., row + 3, column by
 * column, four numbers each.
 */
export function matrixDraws(name: string, law: string, functions: ShaderFunctions): WasmFunction {
  const b = buildFunction(name, `Entries of the ${law} law: four rows in the lanes, columns one after the other.`);
  const key = KEY.map((word) => b.param(word, "i32"));
  const [out, row, from, end] = ["out", "row", "octet", "end"].map((each) => b.param(each, "i32"));
  const rows = b.run("i32x4.add", [b.run("i32x4.splat", [row!]), b.lanes([0, 1, 2, 3])]);
  b.loop("octet", { from: from!, to: end!, step: b.i32(1) }, [out!], (octet, [at]) => {
    const entries = octetOf(b, functions, key, rows, b.run("i32x4.splat", [octet]));
    for (const [k, entry] of entries.entries()) b.store("v128.store", at!, entry, 16 * k);
    return [b.run("i32.add", [at!, b.i32(OCTET_BYTES)])];
  });
  return b.finish();
}

/**
 * `draw_vector(key.., out, row, length, mean, deviation)`: mean + deviation * entry for the first `length` entries of a
 * row, zeros after them up to a multiple of 32.
 */
export function vectorDraws(name: string, law: string, functions: ShaderFunctions): WasmFunction {
  const b = buildFunction(name, `Vectors of the ${law} law: four octets in the lanes.`);
  const key = KEY.map((word) => b.param(word, "i32"));
  const [out, row, length] = [b.param("out", "i32"), b.param("row", "i32"), b.param("length", "i32")];
  const [mean, deviation] = [b.param("mean", "f32"), b.param("deviation", "f32")];
  const [shift, factor] = [b.run("f32x4.splat", [mean]), b.run("f32x4.splat", [deviation])];
  const ends = b.run("i32x4.splat", [length]);
  const lanes = b.lanes([0, 1, 2, 3]);
  b.loop("first", { from: b.i32(0), to: length, step: b.i32(32) }, [out], (first, [at]) => {
    const octet = b.run("i32x4.add", [b.run("i32x4.splat", [b.run("i32.shr_u", [first, b.i32(3)])]), lanes]);
    const entries = octetOf(b, functions, key, b.run("i32x4.splat", [row]), octet);
    const places = b.run("i32x4.add", [b.run("i32x4.splat", [first]), lanes]);
    for (const half of [0, 4]) {
      const [e0, e1, e2, e3] = entries.slice(half, half + 4);
      for (const [k, quartet] of transposed(b, [e0!, e1!, e2!, e3!]).entries()) {
        const value = b.run("f32x4.add", [shift, b.run("f32x4.mul", [factor, quartet])]);
        const inside = b.run("i32x4.lt_u", [b.run("i32x4.add", [places, b.i32x4(8 * k + half)]), ends]);
        b.store("v128.store", at!, b.run("v128.and", [value, inside]), 32 * k + 4 * half);
      }
    }
    return [b.run("i32.add", [at!, b.i32(OCTET_BYTES)])];
  });
  return b.finish();
}
