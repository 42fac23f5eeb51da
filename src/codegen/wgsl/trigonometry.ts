/**
 * Sine and cosine in float32 to a few units in the last place for every finite argument. The argument is reduced with
 * integers (Payne and Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983): the
 * mantissa times a window of 96 bits of 2/pi, modulo 4, is the quadrant and 64 bits behind the point.
 */
import type { BuiltinName } from "../../ir/builtins.ts";
import { fitPolynomial } from "./fit.ts";
import type { ShaderFunction } from "./library.ts";
import { hornerText } from "./literal.ts";

const QUARTER = Math.PI / 4 + 1e-3;

/** (sin(r) / r - 1) / r^2 as a function of z = r^2, for |r| <= pi / 4. */
const sineTail = fitPolynomial(
  (z) => (z < 1e-5 ? -1 / 6 + z / 120 : (Math.sin(Math.sqrt(z)) / Math.sqrt(z) - 1) / z),
  0,
  QUARTER ** 2,
  3,
);

/** (cos(r) - 1 + r^2 / 2) / r^4 as a function of z = r^2; near 0 by its series, because the quotient has lost its digits. */
const cosineTail = fitPolynomial(
  (z) => (z < 1e-2 ? 1 / 24 - z / 720 + (z * z) / 40320 : (Math.cos(Math.sqrt(z)) - 1 + z / 2) / (z * z)),
  0,
  QUARTER ** 2,
  3,
);

export const support = {
  /** The high word of a product of two words. */
  multiply_high: {
    needs: [],
    text: `fn tp_multiply_high(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let first = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let second = (a & 0xffffu) * (b >> 16u) + (first & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (first >> 16u) + (second >> 16u);
}`,
  },
  /** |x| as quadrant * pi/2 + rest with |rest| <= pi/4. */
  quadrant: {
    needs: ["multiply_high", "pow2"],
    text: `struct TpQuadrant {
  quadrant: u32,
  rest: f32,
}

// The bits of 2/pi behind the point, after 32 zeros.
const tp_two_over_pi = array<u32, 8>(
  0x00000000u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu,
);

fn tp_quadrant(x: f32) -> TpQuadrant {
  let bits = bitcast<u32>(x) & 0x7fffffffu;
  if (bits < 0x3f490fdbu) {
    return TpQuadrant(0u, bitcast<f32>(bits));
  }
  let mantissa = (bits & 0x007fffffu) | 0x00800000u;
  // The window of 2/pi whose product with the mantissa has its point after two bits.
  let at = min((bits >> 23u) - 120u, 134u);
  let word = at >> 5u;
  let shift = at & 31u;
  let a = (tp_two_over_pi[word] << shift) | ((tp_two_over_pi[word + 1u] >> 1u) >> (31u - shift));
  let b = (tp_two_over_pi[word + 1u] << shift) | ((tp_two_over_pi[word + 2u] >> 1u) >> (31u - shift));
  let c = (tp_two_over_pi[word + 2u] << shift) | ((tp_two_over_pi[word + 3u] >> 1u) >> (31u - shift));
  let low = mantissa * b + tp_multiply_high(mantissa, c);
  let carry = select(0u, 1u, low < mantissa * b);
  let high = mantissa * a + tp_multiply_high(mantissa, b) + carry;
  // To the nearest quadrant; what is left is a signed number of 64 bits, in units of 2^-62 quadrants.
  let quadrant = (high + 0x20000000u) >> 30u;
  let left = high - (quadrant << 30u);
  let negative = left >= 0x80000000u;
  let left_high = select(left, ~left + select(0u, 1u, low == 0u), negative);
  let left_low = select(low, ~low + 1u, negative);
  let short = left_high == 0u;
  let lead = select(left_high, left_low, short);
  let zeros = countLeadingZeros(lead);
  let digits = (lead << zeros) | ((select(left_low, 0u, short) >> 1u) >> (31u - zeros));
  // Times pi/2 = 0xc90fdaa2 / 2^31.
  let size = f32(tp_multiply_high(digits, 0xc90fdaa2u)) * tp_pow2(-29.0 - f32(zeros) - select(0.0, 32.0, short));
  return TpQuadrant(quadrant, select(size, -size, negative));
}`,
  },
  /** sin(rest + quadrant * pi/2). */
  sine_from: {
    needs: [],
    text: `fn tp_sine_from(quadrant: u32, r: f32) -> f32 {
  let z = r * r;
  let sine = r + r * z * ${hornerText(sineTail, "z")};
  let cosine = (1.0 - 0.5 * z) + z * z * ${hornerText(cosineTail, "z")};
  let value = select(sine, cosine, (quadrant & 1u) != 0u);
  return select(value, -value, (quadrant & 2u) != 0u);
}`,
  },
} as const satisfies Record<string, ShaderFunction>;

export const trigonometry: Record<Extract<BuiltinName, "sin" | "cos">, ShaderFunction> = {
  sin: {
    needs: ["quadrant", "sine_from", "nan"],
    text: `fn tp_sin(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let reduced = tp_quadrant(x);
  let value = tp_sine_from(reduced.quadrant, reduced.rest);
  return select(select(value, -value, bits >= 0x80000000u), tp_nan(), (bits & 0x7fffffffu) >= 0x7f800000u);
}`,
  },
  cos: {
    needs: ["quadrant", "sine_from", "nan"],
    text: `fn tp_cos(x: f32) -> f32 {
  let reduced = tp_quadrant(x);
  let value = tp_sine_from(reduced.quadrant + 1u, reduced.rest);
  return select(value, tp_nan(), (bitcast<u32>(x) & 0x7fffffffu) >= 0x7f800000u);
}`,
  },
};
