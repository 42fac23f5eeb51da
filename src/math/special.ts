/**
 * The error function, the standard normal law and the two logistic functions, each to a few units in the last place,
 * both tails in relative terms. Our own because @stdlib, which has all of them right, brings 223 packages, a native
 * build and 0.1 s of loading for five functions, and mathjs has no erfc.
 *
 * erf and erfc follow the rational approximations of FreeBSD's s_erf.c, whose notice reads: "Copyright (C) 1993 by Sun
 * Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use,
 * copy, modify, and distribute this software is freely granted, provided that this notice is preserved." The quantile
 * is algorithm AS 241 (PPND16) of M. J. Wichura, Applied Statistics 37 (1988). `Math.tanh` needs no help of ours.
 */

/** Coefficients of a rational function, lowest power first. */
interface Rational {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

/** (erf(x) - x) / x as a function of x^2, for |x| < 0.84375. */
const erfNearZero: Rational = {
  numerator: [
    0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -0.000023763016656650163,
  ],
  denominator: [
    1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -0.000003960228278775368,
  ],
};

/** erf(1) rounded to 24 bits, from which `erfNearOne` counts. */
const ERF_ONE = 0.8450629115104675;

/** erf(1 + s) - ERF_ONE as a function of s, for 0.84375 <= 1 + s < 1.25. */
const erfNearOne: Rational = {
  numerator: [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
    0.035478304325618236, -0.002166375594868791,
  ],
  denominator: [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
};

/** log(x erfc(x)) + x^2 + 0.5625 as a function of 1 / x^2, for 1.25 <= x < 1 / 0.35. */
const erfcMiddle: Rational = {
  numerator: [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  denominator: [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
};

/** The same for 1 / 0.35 <= x < 28. */
const erfcFar: Rational = {
  numerator: [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  denominator: [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
};

/** The normal quantile over q = p - 1/2 as a function of 0.425^2 - q^2, for |q| <= 0.425. */
const quantileCentre: Rational = {
  numerator: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  denominator: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};

/** Minus the normal quantile as a function of sqrt(-log p) - 1.6, for sqrt(-log p) <= 5. */
const quantileMiddle: Rational = {
  numerator: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  denominator: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};

/** Minus the normal quantile as a function of sqrt(-log p) - 5 beyond that. */
const quantileFar: Rational = {
  numerator: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
  ],
  denominator: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

function rational(r: Rational, x: number): number {
  return horner(r.numerator, x) / horner(r.denominator, x);
}

/** erfc(x) for x >= 1.25. The square of the 24-bit part of x is exact, so that exp(-x^2) keeps all its digits. */
function erfcTail(x: number): number {
  if (x >= 28) return 0;
  const s = Math.fround(x);
  const r = rational(x < 1 / 0.35 ? erfcMiddle : erfcFar, 1 / (x * x));
  return (Math.exp(-s * s - 0.5625) * Math.exp((s - x) * (s + x) + r)) / x;
}

/** The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + x * rational(erfNearZero, x * x);
  if (a < 1.25) return Math.sign(x) * (ERF_ONE + rational(erfNearOne, a - 1));
  if (a >= 6) return Math.sign(x);
  return Math.sign(x) * (1 - erfcTail(a));
}

/** The complementary error function 1 - erf(x), in relative accuracy for every x up to 27, where it underflows. */
export function erfc(x: number): number {
  if (x < -1.25) return 2 - erfcTail(-x);
  if (x <= -0.84375) return 1 + ERF_ONE + rational(erfNearOne, -x - 1);
  if (x < 0.25) return 1 - (x + x * rational(erfNearZero, x * x));
  if (x < 0.84375) return 0.5 - (x - 0.5 + x * rational(erfNearZero, x * x));
  if (x < 1.25) return 1 - ERF_ONE - rational(erfNearOne, x - 1);
  return erfcTail(x);
}

/** The density of the standard normal law. */
export function normalPdf(x: number): number {
  if (Math.abs(x) > 40) return 0;
  const s = Math.fround(x);
  return Math.exp(-0.5 * s * s) * Math.exp(0.5 * (s - x) * (s + x)) * 0.3989422804014327;
}

/**
 * The distribution function of the standard normal law, in relative accuracy down to x = -38, where it underflows.
 * The upper tail is `normalCdf(-x)`.
 */
export function normalCdf(x: number): number {
  const u = -x * Math.SQRT1_2;
  if (u < 1) return 0.5 * erfc(u);
  if (u >= 28) return 0;
  // erfc would turn the rounding of u into a relative error of 2 u^2 units: its first-order effect is taken back.
  const slope = Math.exp(-u * u) * 0.5641895835477563;
  return 0.5 * erfc(u) - slope * productError(-x, Math.SQRT1_2, u, -4.833646656726457e-17);
}

/** a (b + c) - p where p is a * b rounded and c is far smaller than b (Dekker's exact product). */
function productError(a: number, b: number, p: number, c: number): number {
  const aBig = a * 134217729;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = b * 134217729;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow) + a * c;
}

/**
 * The x with normalCdf(x) = p; -Infinity at 0, Infinity at 1, NaN outside [0, 1]. An upper tail probability q is best
 * given as -normalQuantile(q), because 1 - q has lost its digits.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return normalQuantileNearMedian(q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  if (r === Infinity) return q < 0 ? -Infinity : Infinity;
  const x = r <= 5 ? rational(quantileMiddle, r - 1.6) : rational(quantileFar, r - 5);
  return q < 0 ? -x : x;
}

/** The x with normalCdf(x) = 1/2 + q, for |q| <= 0.425, in relative accuracy however small q is. */
export function normalQuantileNearMedian(q: number): number {
  return q * rational(quantileCentre, 0.180625 - q * q);
}

/** The logistic function 1 / (1 + exp(-x)), in relative accuracy for every x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + exp(x)), in relative accuracy for every x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
