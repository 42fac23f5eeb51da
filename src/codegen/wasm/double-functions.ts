/**
 * Functions in float64, two numbers at a time, for the conditioned sampler: normal noise, the same bit for bit as that
 * of math/normal-transform.ts, inner products, and sums of multiples of vectors. Addresses are in bytes, counts in
 * numbers, multiples of what a loop takes at once.
 */
import { threefryText } from "../wgsl/random.ts";
import { buildFunction, type FunctionBuilder, type Value } from "./builder.ts";
import type { WasmFunction } from "./code.ts";
import { lanesOf, partOf, shaderFunctions, vectorOperand } from "./shader-functions.ts";

/** Vectors that one function takes at a time. */
export const MOST_TERMS = 4;

/** Numbers that a loop of `dots` and `combine` takes at once. */
export const DOUBLES_AT_ONCE = 4;

/** Numbers that a loop of `noise` takes at once: four octets. */
export const NOISE_AT_ONCE = 32;

export function doubleFunctions(): readonly WasmFunction[] {
  const counts = Array.from({ length: MOST_TERMS }, (_, k) => k + 1);
  return [noise(), hyperbolicTangent(), scaled(), ...counts.map(dots), ...counts.map(combine)];
}

/** Words 0 to 3 are the first vector's, 4 to 7 the second's. */
function words(b: FunctionBuilder, x: Value, y: Value, order: readonly [number, number, number, number]): Value {
  const bytes = order.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte));
  return b.run("i8x16.shuffle", [x, y], bytes);
}

/** Horner's rule; the coefficients from that of the highest power. */
function polynomial(b: FunctionBuilder, [first = 0, ...rest]: readonly number[], x: Value): Value {
  return rest.reduce((sum, c) => b.run("f64x2.add", [b.run("f64x2.mul", [sum, x]), b.f64x2(c)]), b.f64x2(first));
}

/** `noise(key.., out, row, octet, count)`: the normal numbers of a row, from an octet on. */
function noise(): WasmFunction {
  const b = buildFunction("noise", "Normal numbers: four octets of a row in the lanes of their words.");
  const key = ["seed_low", "variable", "trial", "seed_high"].map((word) => b.param(word, "i32"));
  const [out, row, first, count] = ["out", "row", "octet", "count"].map((each) => b.param(each, "i32"));
  const functions = shaderFunctions([threefryText()], 0);
  const keyLanes = key.map((value) => ({ type: "u32" as const, value: b.run("i32x4.splat", [value]) }));
  const zero = { type: "u32" as const, value: b.i32x4(0) };
  b.loop("at", { from: b.i32(0), to: count!, step: b.i32(NOISE_AT_ONCE) }, [out!], (at, [place]) => {
    const octet = b.run("i32.add", [first!, b.run("i32.shr_u", [at, b.i32(3)])]);
    const octets = b.run("i32x4.add", [b.run("i32x4.splat", [octet]), b.lanes([0, 1, 2, 3])]);
    const rows = b.run("i32x4.splat", [row!]);
    const counter = vectorOperand([{ type: "u32", value: octets }, { type: "u32", value: rows }, zero, zero]);
    const drawn = functions.call(b, "tp_threefry", [counter, vectorOperand(keyLanes)]);
    for (const [w, part] of ["x", "y", "z", "w"].entries()) {
      const four = lanesOf(b, partOf(drawn, part), "u32").value;
      for (const half of [0, 1]) {
        const [cosines, sines] = normalPairs(b, four, half);
        // Two octets: the cosine part of each, then its sine part.
        const lane = (l: 0 | 1) => words(b, cosines, sines, l === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7]);
        b.store("v128.store", place!, lane(0), 8 * (16 * half + 2 * w));
        b.store("v128.store", place!, lane(1), 8 * (16 * half + 8 + 2 * w));
      }
    }
    return [b.run("i32.add", [place!, b.i32(8 * NOISE_AT_ONCE)])];
  });
  return b.finish();
}

/** The two normal numbers of each of two of the four words: see math/normal-transform.ts. */
function normalPairs(b: FunctionBuilder, four: Value, half: number): readonly [Value, Value] {
  const two = half === 0 ? four : words(b, four, four, [2, 3, 2, 3]);
  const k = b.run("f64x2.convert_low_i32x4_s", [b.run("i32x4.shr_u", [two, b.i32(12)])]);
  const x = b.run("f64x2.add", [k, b.f64x2(0.5)]);
  const mantissa = b.run("v128.and", [x, b.lanes([0xffffffff, 0x000fffff, 0xffffffff, 0x000fffff])]);
  const m = b.run("v128.or", [mantissa, b.f64x2(1)]);
  // The leading zeros of k less 10, from the exponent of k + 1/2.
  const exponents = b.run("i32x4.shr_u", [x, b.i32(20)]);
  const zeros = b.run("i32x4.sub", [b.i32x4(1023 + 31 - 10), words(b, exponents, exponents, [1, 3, 1, 3])]);
  const linear = b.run("f64x2.sub", [b.run("f64x2.convert_low_i32x4_s", [zeros]), m]);
  const bend = polynomial(b, [0.113857365, -0.900691965, 2.95853988, -4.27863636, 2.10693108], m);
  const square = b.run("f64x2.add", [b.run("f64x2.mul", [linear, b.f64x2(2 * Math.LN2)]), bend]);
  const radius = b.run("f64x2.sqrt", [square]);
  const angle = b.run("i32x4.shr_s", [b.run("i32x4.shl", [two, b.i32(20)]), b.i32(20)]);
  const steps = b.run("f64x2.add", [b.run("f64x2.convert_low_i32x4_s", [angle]), b.f64x2(0.5)]);
  const a = b.run("f64x2.mul", [steps, b.f64x2(1 / 2048)]);
  const t = b.run("f64x2.mul", [a, a]);
  const cosine = polynomial(b, [-0.0190964058, 0.252581264, -1.23348486, 0.999993311], t);
  const sine = b.run("f64x2.mul", [a, polynomial(b, [-0.00433234239, 0.0794332045, -0.645892455, 1.57079102], t)]);
  // The lowest bit mirrors the cosine.
  const signs = words(b, b.run("i32x4.shl", [two, b.i32(31)]), b.i32x4(0), [4, 0, 5, 1]);
  const mirrored = b.run("v128.xor", [cosine, signs]);
  return [b.run("f64x2.mul", [radius, mirrored]), b.run("f64x2.mul", [radius, sine])];
}

/** `scaled(x, count, factor, out)`: `factor` times each number; `out` may be `x`. */
function scaled(): WasmFunction {
  const b = buildFunction("scaled", "A multiple of a vector.");
  const [x, count] = [b.param("x", "i32"), b.param("count", "i32")];
  const factor = b.run("f64x2.splat", [b.param("factor", "f64")]);
  const out = b.param("out", "i32");
  overPairs(b, count, [], (offset) => {
    for (const at of [0, 16]) {
      const numbers = b.load("v128.load", b.run("i32.add", [x, offset]), at);
      b.store("v128.store", b.run("i32.add", [out, offset]), b.run("f64x2.mul", [numbers, factor]), at);
    }
    return [];
  });
  return b.finish();
}

/** `dots_k(x, count, sums, u..)`: the two numbers at `sums` + 16 k grow by shares of the inner product of x and u_k. */
function dots(terms: number): WasmFunction {
  const b = buildFunction(`dots_${terms}`, `Inner products of a vector with ${terms}.`);
  const [x, count, sums] = ["x", "count", "sums"].map((each) => b.param(each, "i32"));
  const vectors = Array.from({ length: terms }, (_, k) => b.param(`u${k}`, "i32"));
  const before = vectors.flatMap((_, k) => [b.load("v128.load", sums!, 16 * k), b.f64x2(0)]);
  const after = overPairs(b, count!, before, (offset, all) => {
    const next = [...all];
    for (const pair of [0, 1]) {
      const numbers = b.load("v128.load", b.run("i32.add", [x!, offset]), 16 * pair);
      for (const [k, vector] of vectors.entries()) {
        const others = b.load("v128.load", b.run("i32.add", [vector, offset]), 16 * pair);
        next[2 * k + pair] = b.run("f64x2.add", [b.run("f64x2.mul", [numbers, others]), all[2 * k + pair]!]);
      }
    }
    return next;
  });
  for (const k of vectors.keys()) {
    b.store("v128.store", sums!, b.run("f64x2.add", [after[2 * k]!, after[2 * k + 1]!]), 16 * k);
  }
  return b.finish();
}

/** `combine_k(y, count, factors, u..)`: y grows by the sum of `factors[k] u_k`. */
function combine(terms: number): WasmFunction {
  const b = buildFunction(`combine_${terms}`, `A vector and multiples of ${terms}.`);
  const [y, count, factors] = ["y", "count", "factors"].map((each) => b.param(each, "i32"));
  const vectors = Array.from({ length: terms }, (_, k) => b.param(`u${k}`, "i32"));
  const multiples = vectors.map((_, k) => b.load("v128.load64_splat", factors!, 8 * k));
  overPairs(b, count!, [], (offset) => {
    for (const at of [0, 16]) {
      const place = b.run("i32.add", [y!, offset]);
      const sum = vectors.reduce(
        (total, vector, k) => {
          const numbers = b.load("v128.load", b.run("i32.add", [vector, offset]), at);
          return b.run("f64x2.add", [total, b.run("f64x2.mul", [multiples[k]!, numbers])]);
        },
        b.load("v128.load", place, at),
      );
      b.store("v128.store", place, sum, at);
    }
    return [];
  });
  return b.finish();
}

/** A loop over two pairs of numbers at a time; `body` gets their offset in bytes. */
function overPairs(
  b: FunctionBuilder,
  count: Value,
  before: readonly Value[],
  body: (offset: Value, carried: readonly Value[]) => readonly Value[],
): readonly Value[] {
  const end = b.run("i32.shl", [count, b.i32(3)]);
  return b.loop("offset", { from: b.i32(0), to: end, step: b.i32(8 * DOUBLES_AT_ONCE) }, before, body);
}

/**
 * exp(x) for 0 <= x <= 50: x = k log 2 + r, and a rational function of r (S. L. Moshier, "Methods and Programs for
 * Mathematical Functions", 1989, exp.c of the Cephes library).
 */
function exponential(b: FunctionBuilder, x: Value): Value {
  const k = b.run("f64x2.nearest", [b.run("f64x2.mul", [x, b.f64x2(Math.LOG2E)])]);
  const times = (value: number) => b.run("f64x2.mul", [k, b.f64x2(value)]);
  // log 2 in two parts, the first so short that its multiples are exact.
  const r = b.run("f64x2.sub", [b.run("f64x2.sub", [x, times(0.693145751953125)]), times(1.4286068203094173e-6)]);
  const z = b.run("f64x2.mul", [r, r]);
  const above = polynomial(b, [1.2617719307481058e-4, 3.0299440770744195e-2, 1], z);
  const below = polynomial(b, [3.0019850513866446e-6, 2.524483403496841e-3, 0.22726554820815503, 2], z);
  const p = b.run("f64x2.mul", [r, above]);
  const ratio = b.run("f64x2.div", [p, b.run("f64x2.sub", [below, p])]);
  const power = b.run("f64x2.add", [b.f64x2(1), b.run("f64x2.add", [ratio, ratio])]);
  // 2^k: in the sum with 2^52 + 1023 the exponent stands in the lowest bits.
  const exponent = b.run("i64x2.shl", [b.run("f64x2.add", [k, b.f64x2(2 ** 52 + 1023)]), b.i32(52)]);
  return b.run("f64x2.mul", [power, exponent]);
}

/** `tanh(x, count, t)`: the hyperbolic tangent of each number, to three units in the last place (tanh.c of Cephes). */
function hyperbolicTangent(): WasmFunction {
  const b = buildFunction("tanh", "Hyperbolic tangents.");
  const [x, count, t] = ["x", "count", "t"].map((each) => b.param(each, "i32"));
  overPairs(b, count!, [], (offset) => {
    for (const at of [0, 16]) {
      const number = b.load("v128.load", b.run("i32.add", [x!, offset]), at);
      const size = b.run("f64x2.abs", [number]);
      const z = b.run("f64x2.mul", [number, number]);
      const above = polynomial(b, [-0.9643991794250523, -99.28772310019185, -1614.6876844170845], z);
      const below = polynomial(b, [1, 112.81167849163293, 2235.4883906010045, 4844.063053251255], z);
      const part = b.run("f64x2.mul", [b.run("f64x2.mul", [number, z]), b.run("f64x2.div", [above, below])]);
      const near = b.run("f64x2.add", [number, part]);
      // Beyond 22 the tangent is 1. NaN is not smaller than 22, and goes on.
      const bounded = b.run("f64x2.pmin", [size, b.f64x2(22)]);
      const e = exponential(b, b.run("f64x2.add", [bounded, bounded]));
      const rest = b.run("f64x2.div", [b.f64x2(2), b.run("f64x2.add", [e, b.f64x2(1)])]);
      const far = b.run("f64x2.sub", [b.f64x2(1), rest]);
      const isNear = b.run("f64x2.lt", [size, b.f64x2(0.625)]);
      const sign = b.run("v128.and", [number, b.f64x2(-0)]);
      const value = b.run("v128.or", [b.run("v128.bitselect", [near, far, isNear]), sign]);
      b.store("v128.store", b.run("i32.add", [t!, offset]), value, at);
    }
    return [];
  });
  return b.finish();
}
