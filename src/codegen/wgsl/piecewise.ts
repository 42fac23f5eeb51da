/**
 * The functions that compare, and what they rest on. WGSL lets a compiler assume that no value is NaN or infinite, and
 * compilers do: they turn `!(z <= 0)` into `z > 0`, and `max(NaN, 0)` is 0. Where NaN must be told from a number, bits
 * are compared instead, because an integer comparison cannot be assumed away: a trial that is not finite then stays
 * so up to its outputs.
 */
import type { BuiltinName } from "../../ir/builtins.ts";
import type { ShaderFunction } from "./library.ts";

export const support = {
  /** Without the sign, the bits of NaN are above those of infinity. */
  is_nan: {
    needs: [],
    text: `fn tp_is_nan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}`,
  },
  /** False for NaN. */
  is_zero: {
    needs: [],
    text: `fn tp_is_zero(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) == 0u;
}`,
  },
  /** Constants that are not finite are errors in WGSL; a variable may hold any bits. */
  nan: {
    needs: [],
    text: `fn tp_nan() -> f32 {
  var bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}`,
  },
  infinity: {
    needs: [],
    text: `fn tp_infinity() -> f32 {
  var bits = 0x7f800000u;
  return bitcast<f32>(bits);
}`,
  },
} as const satisfies Record<string, ShaderFunction>;

type Piecewise = Extract<
  BuiltinName,
  | "relu"
  | "leaky_relu"
  | "abs"
  | "step"
  | "sign"
  | "max"
  | "min"
  | "clip"
  | "less"
  | "less_equal"
  | "equal"
  | "and"
  | "or"
  | "not"
>;

export const piecewise: Record<Piecewise, ShaderFunction> = {
  relu: {
    needs: [],
    text: `fn tp_relu(x: f32) -> f32 {
  // The bits of negative numbers, minus infinity included, run from 0x80000000 to 0xff800000.
  let bits = bitcast<u32>(x);
  return bitcast<f32>(select(bits, 0u, bits - 0x80000000u <= 0x7f800000u));
}`,
  },
  leaky_relu: {
    needs: [],
    text: `fn tp_leaky_relu(x: f32, slope: f32) -> f32 {
  return select(slope * x, x, x > 0.0);
}`,
  },
  abs: {
    needs: [],
    text: `fn tp_abs(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0x7fffffffu);
}`,
  },
  step: {
    needs: ["is_nan"],
    text: `fn tp_step(x: f32) -> f32 {
  return select(select(0.0, 1.0, x > 0.0), x, tp_is_nan(x));
}`,
  },
  sign: {
    needs: ["is_nan"],
    text: `fn tp_sign(x: f32) -> f32 {
  return select(select(0.0, 1.0, x > 0.0) - select(0.0, 1.0, x < 0.0), x, tp_is_nan(x));
}`,
  },
  max: {
    needs: ["is_nan"],
    text: `fn tp_max(x: f32, y: f32) -> f32 {
  return select(select(y, x, x > y || tp_is_nan(x)), y, tp_is_nan(y));
}`,
  },
  min: {
    needs: ["is_nan"],
    text: `fn tp_min(x: f32, y: f32) -> f32 {
  return select(select(y, x, x < y || tp_is_nan(x)), y, tp_is_nan(y));
}`,
  },
  clip: {
    needs: ["max", "min"],
    text: `fn tp_clip(x: f32, low: f32, high: f32) -> f32 {
  return tp_min(tp_max(x, low), high);
}`,
  },
  less: {
    needs: ["is_nan"],
    text: `fn tp_less(x: f32, y: f32) -> f32 {
  return select(0.0, 1.0, x < y && !tp_is_nan(x) && !tp_is_nan(y));
}`,
  },
  less_equal: {
    needs: ["is_nan"],
    text: `fn tp_less_equal(x: f32, y: f32) -> f32 {
  return select(0.0, 1.0, x <= y && !tp_is_nan(x) && !tp_is_nan(y));
}`,
  },
  equal: {
    needs: ["is_nan"],
    text: `fn tp_equal(x: f32, y: f32) -> f32 {
  return select(0.0, 1.0, x == y && !tp_is_nan(x) && !tp_is_nan(y));
}`,
  },
  and: {
    needs: ["is_zero"],
    text: `fn tp_and(x: f32, y: f32) -> f32 {
  return select(1.0, 0.0, tp_is_zero(x) || tp_is_zero(y));
}`,
  },
  or: {
    needs: ["is_zero"],
    text: `fn tp_or(x: f32, y: f32) -> f32 {
  return select(1.0, 0.0, tp_is_zero(x) && tp_is_zero(y));
}`,
  },
  not: {
    needs: ["is_zero"],
    text: `fn tp_not(x: f32) -> f32 {
  return select(0.0, 1.0, tp_is_zero(x));
}`,
  },
};
