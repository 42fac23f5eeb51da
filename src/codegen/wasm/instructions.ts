/**
 * The instructions of WebAssembly that kernels use, with their codes (WebAssembly specification 2.0, section 5.4, and
 * "Vector Instructions"): one table for the encoder and the listing. Codes from 0xfd00 on have the prefix of vectors.
 */
export type WasmType = "i32" | "f32" | "f64" | "v128";

/** What follows the code: nothing, a number of the lane, an offset in bytes of an access to memory, or both. */
type Immediate = "none" | "lane" | "memory" | "memory lane" | "shuffle";

export interface Instruction {
  readonly code: number;
  readonly result: WasmType | undefined;
  readonly immediate: Immediate;
  /** The logarithm of the width in bytes of an access to memory, the alignment that is hinted at. */
  readonly align: number;
}

function plain<N extends string>(result: WasmType, codes: Readonly<Record<N, number>>): Record<N, Instruction> {
  return table(codes, (code) => ({ code, result, immediate: "none", align: 0 }));
}

function lanes<N extends string>(result: WasmType, codes: Readonly<Record<N, number>>): Record<N, Instruction> {
  return table(codes, (code) => ({ code, result, immediate: "lane", align: 0 }));
}

/** Numbers are code and alignment. */
function memory<N extends string>(
  result: WasmType | undefined,
  entries: Readonly<Record<N, readonly [number, number]>>,
  immediate: Immediate = "memory",
): Record<N, Instruction> {
  return table(entries, ([code, align]) => ({ code, result, immediate, align }));
}

function table<N extends string, T>(
  entries: Readonly<Record<N, T>>,
  make: (entry: T) => Instruction,
): Record<N, Instruction> {
  const names = Object.keys(entries) as N[];
  return Object.fromEntries(names.map((name) => [name, make(entries[name])])) as Record<N, Instruction>;
}

const vector = 0xfd00;

export const instructions = {
  ...plain("i32", {
    "i32.eq": 0x46,
    "i32.lt_u": 0x49,
    "i32.ge_u": 0x4f,
    "i32.clz": 0x67,
    "i32.add": 0x6a,
    "i32.sub": 0x6b,
    "i32.mul": 0x6c,
    "i32.xor": 0x73,
    "i32.shl": 0x74,
    "i32.shr_s": 0x75,
    "i32.shr_u": 0x76,
  }),
  ...plain("f32", { "f32.add": 0x92, "f32.mul": 0x94 }),
  ...plain("f64", { "f64.add": 0xa0, "f64.mul": 0xa2 }),
  ...memory("i32", { "i32.load": [0x28, 2] }),
  ...memory("f32", { "f32.load": [0x2a, 2] }),
  ...memory("f64", { "f64.load": [0x2b, 3] }),
  ...memory(undefined, { "f32.store": [0x38, 2], "f64.store": [0x39, 3] }),
  ...memory("v128", {
    "v128.load": [vector + 0, 4],
    "v128.load32_splat": [vector + 9, 2],
    "v128.load64_splat": [vector + 10, 3],
  }),
  ...memory(undefined, { "v128.store": [vector + 11, 4] }),
  ...memory(undefined, { "v128.store32_lane": [vector + 90, 2], "v128.store64_lane": [vector + 91, 3] }, "memory lane"),
  "i8x16.shuffle": { code: vector + 13, result: "v128", immediate: "shuffle", align: 0 },
  ...lanes("i32", { "i32x4.extract_lane": vector + 27 }),
  ...lanes("v128", { "i32x4.replace_lane": vector + 28 }),
  ...lanes("f32", { "f32x4.extract_lane": vector + 31 }),
  ...lanes("f64", { "f64x2.extract_lane": vector + 33 }),
  ...plain("v128", {
    "i32x4.splat": vector + 17,
    "f32x4.splat": vector + 19,
    "f64x2.splat": vector + 20,
    "i32x4.eq": vector + 55,
    "i32x4.ne": vector + 56,
    "i32x4.lt_s": vector + 57,
    "i32x4.lt_u": vector + 58,
    "i32x4.gt_s": vector + 59,
    "i32x4.gt_u": vector + 60,
    "i32x4.le_s": vector + 61,
    "i32x4.le_u": vector + 62,
    "i32x4.ge_s": vector + 63,
    "i32x4.ge_u": vector + 64,
    "f32x4.eq": vector + 65,
    "f32x4.ne": vector + 66,
    "f32x4.lt": vector + 67,
    "f32x4.gt": vector + 68,
    "f32x4.le": vector + 69,
    "f64x2.lt": vector + 73,
    "f32x4.ge": vector + 70,
    "v128.not": vector + 77,
    "v128.and": vector + 78,
    "v128.or": vector + 80,
    "v128.xor": vector + 81,
    "v128.bitselect": vector + 82,
    "f32x4.floor": vector + 104,
    "f32x4.nearest": vector + 106,
    "f64x2.promote_low_f32x4": vector + 95,
    "i32x4.neg": vector + 161,
    "i32x4.shl": vector + 171,
    "i32x4.shr_s": vector + 172,
    "i32x4.shr_u": vector + 173,
    "i32x4.add": vector + 174,
    "i32x4.sub": vector + 177,
    "i32x4.mul": vector + 181,
    "i32x4.min_u": vector + 183,
    "i32x4.max_u": vector + 185,
    "i64x2.shl": vector + 203,
    "f32x4.abs": vector + 224,
    "f32x4.neg": vector + 225,
    "f32x4.sqrt": vector + 227,
    "f32x4.add": vector + 228,
    "f32x4.sub": vector + 229,
    "f32x4.mul": vector + 230,
    "f32x4.div": vector + 231,
    "f32x4.pmin": vector + 234,
    "f32x4.pmax": vector + 235,
    "f64x2.abs": vector + 236,
    "f64x2.sqrt": vector + 239,
    "f64x2.add": vector + 240,
    "f64x2.sub": vector + 241,
    "f64x2.mul": vector + 242,
    "f64x2.div": vector + 243,
    "f64x2.pmin": vector + 246,
    "f64x2.nearest": vector + 148,
    "i32x4.trunc_sat_f32x4_s": vector + 248,
    "i32x4.trunc_sat_f32x4_u": vector + 249,
    "f32x4.convert_i32x4_s": vector + 250,
    "f32x4.convert_i32x4_u": vector + 251,
    "f64x2.convert_low_i32x4_s": vector + 254,
  }),
} as const satisfies Record<string, Instruction>;

export type InstructionName = keyof typeof instructions;
