/**
 * Student's t law with any positive number of degrees of freedom: density, tail, distribution function, quantiles. The
 * tail is an incomplete beta function, by its continued fraction.
 */
import { gammaHalfStep } from "./gamma.ts";
import { normalCdf, normalQuantile } from "./special.ts";

/** From here on the law is the normal one to rounding. */
const NORMAL_FROM = 1e16;

/** Beyond this t its square is lost, and so is the tail; only laws with fewer than 2 degrees of freedom reach it. */
const LARGEST = 1e150;

/** More terms of the continued fraction than any argument needs; some 30 are usual. */
const MAX_TERMS = 10_000;

/** The density at t. */
export function studentTPdf(t: number, df: number): number {
  const atZero = gammaHalfStep(df / 2) / Math.sqrt(Math.PI * df);
  return atZero * Math.exp((-(df + 1) / 2) * Math.log1p((t * t) / df));
}

/** t times the density at t, the density of log T, for t >= 0: it holds on where the density alone has underflowed. */
function densityOfLog(t: number, df: number): number {
  const squares = (t * t) / df;
  const beyond = Math.exp((-df / 2) * Math.log1p(squares));
  return beyond * Math.sqrt(squares / (1 + squares)) * (gammaHalfStep(df / 2) / Math.sqrt(Math.PI));
}

/** P(T > t), in relative accuracy for 0 <= t < 1e150. */
export function studentTTail(t: number, df: number): number {
  if (t < 0) return 1 - studentTTail(-t, df);
  if (df >= NORMAL_FROM) return normalCdf(-t);
  const squares = (t * t) / df;
  if (squares === Infinity) return 0;
  // The beta law of df / (df + t^2), by its lower tail beyond its mean and by its upper tail below.
  const x = 1 / (1 + squares);
  const y = squares * x;
  const front = densityOfLog(t, df) / 2;
  return t > 1 ? front * betaFraction(x, y, df / 2, 0.5) : 0.5 - front * betaFraction(y, x, 0.5, df / 2);
}

/** P(T <= t). */
export function studentTCdf(t: number, df: number): number {
  return t <= 0 ? studentTTail(-t, df) : 1 - studentTTail(t, df);
}

/**
 * B(a, b) I_x(a, b) / (x^a y^b), y = 1 - x, for x at most about the mean a / (a + b): the even part of the continued
 * fraction, whose terms stay exact when x or y is tiny (DiDonato and Morris, ACM TOMS 18, 1992, equation 9). Evaluated by
 * Lentz's method.
 */
function betaFraction(x: number, y: number, a: number, b: number): number {
  const excess = x < y ? a + 1 - (a + b) * x : (a + b) * y - b + 1;
  let term = (a * excess) / (a + 1);
  let [fraction, c, d] = [term, term, 0];
  for (let m = 1; m < MAX_TERMS; m++) {
    const half = a + 2 * m - 1;
    const above = ((a + m - 1) * (a + b + m - 1) * m * (b - m) * x * x) / (half * half);
    term = m + (m * (b - m) * x) / half + ((a + m) * (excess + m * (1 + y))) / (half + 2);
    d = 1 / (term + above * d);
    c = term + above / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 2 * Number.EPSILON) break;
  }
  return 1 / fraction;
}

/** The t with P(T > t) = q, 0 < q < 1; infinite at the ends and where it would exceed 1e150, NaN outside. */
export function studentTUpperQuantile(q: number, df: number): number {
  if (!(q >= 0 && q <= 1)) return Number.NaN;
  if (q > 0.5) return -studentTUpperQuantile(1 - q, df);
  if (q === 0) return Infinity;
  if (q === 0.5) return 0;
  return q > 0.25 ? quantileNearCentre(q, df) : quantileInTail(q, df);
}

/** Newton from 0: the tail is convex and decreasing, so that the steps grow towards the solution from below. */
function quantileNearCentre(q: number, df: number): number {
  let t = 0;
  for (let step = 0; step < 60; step++) {
    const next = t + (studentTTail(t, df) - q) / studentTPdf(t, df);
    if (Math.abs(next - t) <= 2 * Number.EPSILON * next) return next;
    t = next;
  }
  return t;
}

/** Newton for log P(T > t) as a function of log t, which is concave, and straight where the tail is a power. */
function quantileInTail(q: number, df: number): number {
  const z = normalQuantile(q);
  const start = df * Math.expm1((z * z) / df);
  let t = Number.isFinite(start) && start > 0 ? Math.sqrt(start) : q ** (-1 / df);
  for (let step = 0; step < 60; step++) {
    if (t > LARGEST) return Infinity;
    const tail = studentTTail(t, df);
    const move = (Math.log(tail / q) * tail) / densityOfLog(t, df);
    t *= Math.exp(move);
    if (Math.abs(move) <= 4 * Number.EPSILON) return t;
  }
  return t;
}
