/**
 * The normal law and the error function in float32, tails in relative accuracy as far as float32 reaches. All rest on
 * the upper tail P(Z > x) = density(x) * M(x) with Mills' ratio M, which is smooth: M(x) (x + 3/2) is a polynomial in
 * t = (x - 3) / (x + 3) (the map of Shepherd and Laframboise, Math. Comp. 36, 1981).
 */
import type { BuiltinName } from "../../ir/builtins.ts";
import { erf, normalCdf, normalPdf, normalQuantile } from "../../math/special.ts";
import { fitPolynomial } from "./fit.ts";
import type { ShaderFunction } from "./library.ts";
import { floatLiteral as f, hornerText } from "./literal.ts";

/** Beyond this the density is 0 in float32. */
const END = 15;

const DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

/** M(x) (x + 3/2), times the density at 0, for 0 <= x <= END. */
const mills = fitPolynomial(
  (t) => {
    const x = (3 * (1 + t)) / (1 - t);
    return DENSITY_AT_ZERO * (normalCdf(-x) / normalPdf(x)) * (x + 1.5);
  },
  -1,
  (END - 3) / (END + 3),
  10,
);

/** (erf(x) / x - 2 / sqrt(pi)) / x^2 as a function of z = x^2, for |x| <= 1. */
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
const erfTail = fitPolynomial(
  (z) => (z < 1e-5 ? TWO_OVER_ROOT_PI * (z / 10 - 1 / 3) : (erf(Math.sqrt(z)) / Math.sqrt(z) - TWO_OVER_ROOT_PI) / z),
  0,
  1,
  6,
);

/** The quantile of 1/2 + q, over q, as a function of q^2 for |q| <= 0.31. */
const quantileCentre = fitPolynomial(
  (w) => (w < 1e-9 ? Math.sqrt(2 * Math.PI) : normalQuantile(0.5 + Math.sqrt(w)) / Math.sqrt(w)),
  0,
  0.31 ** 2,
  7,
);

/** The x with P(Z > x) = exp(-r^2), over r + 5/2, as a function of (r - 5/2) / (r + 5/2): down to 2^-33. */
const mapped = (r: number) => (r - 2.5) / (r + 2.5);
const quantileTail = fitPolynomial(
  (t) => {
    const r = (2.5 * (1 + t)) / (1 - t);
    return -normalQuantile(Math.exp(-r * r)) / (r + 2.5);
  },
  mapped(Math.sqrt(-Math.log(0.19))),
  mapped(4.8),
  9,
);

export const support = {
  /** exp(-x^2 / 2) for 0 <= x <= 15: the square of the leading 12 bits is exact, the rest is small. */
  bell: {
    needs: ["top", "exp_sum"],
    text: `fn tp_bell(x: f32) -> f32 {
  let lead = tp_top(x);
  return tp_exp_sum(-0.5 * lead * lead, -0.5 * (x - lead) * (x + lead));
}`,
  },
  /** P(Z > x) for x >= 0. */
  normal_tail: {
    needs: ["bell"],
    text: `fn tp_normal_tail(x: f32) -> f32 {
  let bounded = min(x, ${f(END)});
  let t = (bounded - 3.0) / (bounded + 3.0);
  return tp_bell(bounded) * (${hornerText(mills, "t")} / (bounded + 1.5));
}`,
  },
  /** The x >= 0 with P(Z > x) = p, for 2^-33 <= p <= 1/2; q = 1/2 - p comes along with its own digits. */
  normal_upper: {
    needs: ["log_positive"],
    text: `fn tp_normal_upper(p: f32, q: f32) -> f32 {
  let w = q * q;
  let centre = q * ${hornerText(quantileCentre, "w")};
  let r = sqrt(-tp_log_positive(p));
  let t = (r - 2.5) / (r + 2.5);
  let tail = (r + 2.5) * ${hornerText(quantileTail, "t")};
  return select(tail, centre, p > 0.19);
}`,
  },
} as const satisfies Record<string, ShaderFunction>;

export const gaussian: Record<Extract<BuiltinName, "erf" | "normal_cdf" | "normal_pdf" | "gelu">, ShaderFunction> = {
  erf: {
    needs: ["normal_tail", "is_nan"],
    text: `fn tp_erf(x: f32) -> f32 {
  let z = x * x;
  let near = x * (${f(TWO_OVER_ROOT_PI)} + z * ${hornerText(erfTail, "z")});
  let far = 1.0 - 2.0 * tp_normal_tail(${f(Math.SQRT2)} * abs(x));
  return select(select(select(far, -far, x < 0.0), near, abs(x) < 1.0), x, tp_is_nan(x));
}`,
  },
  normal_cdf: {
    needs: ["normal_tail", "is_nan"],
    text: `fn tp_normal_cdf(x: f32) -> f32 {
  let tail = tp_normal_tail(abs(x));
  return select(select(1.0 - tail, tail, x < 0.0), x, tp_is_nan(x));
}`,
  },
  normal_pdf: {
    needs: ["bell", "is_nan"],
    text: `fn tp_normal_pdf(x: f32) -> f32 {
  return select(${f(DENSITY_AT_ZERO)} * tp_bell(min(abs(x), ${f(END)})), x, tp_is_nan(x));
}`,
  },
  gelu: {
    needs: ["normal_cdf", "is_nan"],
    text: `fn tp_gelu(x: f32) -> f32 {
  // Beyond -15 the product is 0, also where x is minus infinity.
  return select(max(x, ${f(-END)}) * tp_normal_cdf(x), x, tp_is_nan(x));
}`,
  },
};
