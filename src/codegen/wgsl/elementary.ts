/**
 * Exponentials, logarithms, powers and the functions made of them, in float32 to a few units in the last place over
 * the whole line. Built-in functions are not used because they differ between devices and may be as far off as 2^-11.
 *
 * Reductions follow Cody and Waite, "Software Manual for the Elementary Functions" (1980); the logarithm in two parts
 * for powers follows e_powf.c of FreeBSD's msun. Bits are masked where a sum of two floats must be exact: compilers
 * may rearrange float arithmetic, but not across a mask.
 */
import type { BuiltinName } from "../../ir/builtins.ts";
import { fitPolynomial } from "./fit.ts";
import type { ShaderFunction } from "./library.ts";
import { floatLiteral as f, hornerText } from "./literal.ts";

/** log 2 in two parts: multiples of the first, 10 bits long, by a whole number below 2^14 are exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;

/** (exp(r) - 1 - r) / r^2 on a little more than half an octave to both sides. */
const expTail = fitPolynomial(
  (r) => (Math.abs(r) < 1e-3 ? 0.5 + r / 6 + (r * r) / 24 : (Math.expm1(r) - r) / (r * r)),
  -0.36,
  0.36,
  5,
);

/** (2 atanh(s) / s - 2) / s^2 as a function of z = s^2, for |s| <= 1/3. */
const atanhTail = fitPolynomial(
  (z) => (z < 1e-5 ? 2 / 3 + (2 * z) / 5 : ((2 * Math.atanh(Math.sqrt(z))) / Math.sqrt(z) - 2) / z),
  0,
  1 / 9,
  5,
);

/** (tanh(x) / x - 1) / x^2 as a function of z = x^2, for |x| <= 0.625. */
const tanhTail = fitPolynomial(
  (z) => (z < 1e-5 ? -1 / 3 + (2 * z) / 15 : (Math.tanh(Math.sqrt(z)) / Math.sqrt(z) - 1) / z),
  0,
  0.390625,
  5,
);

export const support = {
  /** 2^k for -126 <= k <= 127. */
  pow2: {
    needs: [],
    text: `fn tp_pow2(k: f32) -> f32 {
  return bitcast<f32>(u32(i32(k) + 127) << 23u);
}`,
  },
  /** exp(a + b) for |b| a few hundredths of |a|, or small beside 1: keeps the digits of an exponent known in two parts. */
  exp_sum: {
    needs: ["pow2"],
    text: `fn tp_exp_sum(a: f32, b: f32) -> f32 {
  let bounded = clamp(a + b, -105.0, 90.0);
  let inside = bounded > -105.0 && bounded < 90.0;
  let k = round(bounded * ${f(Math.LOG2E)});
  let r = ((select(bounded, a, inside) - k * ${f(LN2_HIGH)}) - k * ${f(LN2_LOW)}) + select(0.0, b, inside);
  // In this order, because compilers bring the constant to the front of a sum.
  let y = (1.0 + r) + r * r * ${hornerText(expTail, "r")};
  // In two factors, because 2^k itself may overflow or underflow.
  let half = floor(0.5 * k);
  return (y * tp_pow2(half)) * tp_pow2(k - half);
}`,
  },
  /** log(1 + x) for -1/2 <= x <= 1. */
  log1p_near: {
    needs: [],
    text: `fn tp_log1p_near(x: f32) -> f32 {
  let s = x / (2.0 + x);
  let z = s * s;
  return s * (2.0 + z * ${hornerText(atanhTail, "z")});
}`,
  },
  /** x = 2^exponent * mantissa with the mantissa from sqrt(1/2) up to sqrt(2); x is positive and finite. */
  split: {
    needs: [],
    text: `struct TpSplit {
  exponent: f32,
  mantissa: f32,
}

fn tp_split(x: f32) -> TpSplit {
  let bits = bitcast<u32>(x);
  // The bits of a subnormal number, as a whole number, are it times 2^149.
  let tiny = bits < 0x00800000u;
  let lifted = select(bits, bitcast<u32>(f32(i32(bits))), tiny);
  let exponent = i32(lifted - 0x3f3504f3u) >> 23u;
  return TpSplit(f32(exponent - select(0, 149, tiny)), bitcast<f32>(lifted - (u32(exponent) << 23u)));
}`,
  },
  /** log x for x positive and finite. */
  log_positive: {
    needs: ["split", "log1p_near"],
    text: `fn tp_log_positive(x: f32) -> f32 {
  let parts = tp_split(x);
  return parts.exponent * ${f(LN2_HIGH)} + (parts.exponent * ${f(LN2_LOW)} + tp_log1p_near(parts.mantissa - 1.0));
}`,
  },
  /** The leading 12 bits of x, so that products of two of them are exact. */
  top: {
    needs: [],
    text: `fn tp_top(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}`,
  },
  /** x^y for x > 0, both finite: the logarithm in two parts, then the exponential of their product with y. */
  power_positive: {
    needs: ["split", "top", "exp_sum"],
    text: `fn tp_power_positive(x: f32, y: f32) -> f32 {
  let parts = tp_split(x);
  let t = parts.mantissa - 1.0;
  let s = tp_top(t / (2.0 + t));
  let t_top = tp_top(t);
  let s_rest = (((t - 2.0 * s) - s * t_top) - s * (t - t_top)) / (2.0 + t);
  let whole = s + s_rest;
  let z = whole * whole;
  let small = 2.0 * s_rest + whole * z * ${hornerText(atanhTail, "z")};
  let large = parts.exponent * ${f(LN2_HIGH)};
  let log_top = tp_top(large + 2.0 * s);
  let log_rest = (large - log_top) + 2.0 * s + (small + parts.exponent * ${f(LN2_LOW)});
  let bounded = clamp(y, -4294967296.0, 4294967296.0);
  let y_top = tp_top(bounded);
  return tp_exp_sum(y_top * log_top, y_top * log_rest + (bounded - y_top) * (log_top + log_rest));
}`,
  },
  /** x^y for any x and y, as JavaScript has it. */
  power: {
    needs: ["power_positive", "is_nan", "nan", "infinity"],
    text: `fn tp_power(x: f32, y: f32) -> f32 {
  let size = abs(x);
  let whole = floor(y) == y;
  let odd = whole && abs(y) < 16777216.0 && (i32(y) & 1) != 0;
  var result = 0.0;
  if (size == 0.0 || bitcast<u32>(size) == 0x7f800000u) {
    result = select(0.0, tp_infinity(), (size == 0.0) == (y < 0.0));
  } else {
    result = tp_power_positive(size, y);
  }
  if (bitcast<u32>(x) > 0x80000000u && bitcast<u32>(x) < 0xff800000u && !whole) {
    result = tp_nan();
  }
  if (bitcast<u32>(x) >= 0x80000000u && odd) {
    result = -result;
  }
  if (size == 1.0 && bitcast<u32>(abs(y)) == 0x7f800000u) {
    result = tp_nan();
  }
  if (y == 0.0) {
    result = 1.0;
  }
  return select(select(result, x, tp_is_nan(x) && y != 0.0), y, tp_is_nan(y));
}`,
  },
} as const satisfies Record<string, ShaderFunction>;

type Elementary = Extract<BuiltinName, "exp" | "log" | "sqrt" | "tanh" | "sigmoid" | "softplus" | "silu">;

export const elementary: Record<Elementary, ShaderFunction> = {
  exp: {
    needs: ["exp_sum", "is_nan"],
    text: `fn tp_exp(x: f32) -> f32 {
  return select(tp_exp_sum(x, 0.0), x, tp_is_nan(x));
}`,
  },
  log: {
    needs: ["log_positive", "nan", "infinity"],
    text: `fn tp_log(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if ((bits & 0x7fffffffu) == 0u) {
    return -tp_infinity();
  }
  if (bits >= 0x7f800000u) {
    return select(tp_nan(), x, bits == 0x7f800000u);
  }
  return tp_log_positive(x);
}`,
  },
  sqrt: {
    needs: ["nan"],
    text: `fn tp_sqrt(x: f32) -> f32 {
  // Negative numbers and NaN have larger bits than infinity, but for minus zero.
  let bits = bitcast<u32>(x);
  return select(sqrt(x), tp_nan(), bits > 0x7f800000u && bits != 0x80000000u);
}`,
  },
  tanh: {
    needs: ["exp_sum", "is_nan"],
    text: `fn tp_tanh(x: f32) -> f32 {
  let size = abs(x);
  let z = x * x;
  let near = x + x * z * ${hornerText(tanhTail, "z")};
  let far = 1.0 - 2.0 / (1.0 + tp_exp_sum(2.0 * min(size, 10.0), 0.0));
  return select(select(select(far, -far, x < 0.0), near, size < 0.625), x, tp_is_nan(x));
}`,
  },
  sigmoid: {
    needs: ["exp_sum", "is_nan"],
    text: `fn tp_sigmoid(x: f32) -> f32 {
  let e = tp_exp_sum(-abs(x), 0.0);
  return select(select(1.0, e, x < 0.0) / (1.0 + e), x, tp_is_nan(x));
}`,
  },
  softplus: {
    needs: ["exp_sum", "log1p_near", "relu"],
    text: `fn tp_softplus(x: f32) -> f32 {
  return tp_relu(x) + tp_log1p_near(tp_exp_sum(-abs(x), 0.0));
}`,
  },
  silu: {
    needs: ["sigmoid", "is_nan"],
    text: `fn tp_silu(x: f32) -> f32 {
  // Beyond -110 the product is 0, also where x is minus infinity.
  return select(max(x, -110.0) * tp_sigmoid(x), x, tp_is_nan(x));
}`,
  },
};
