/**
 * The error function and the normal distribution function to about 1e-15, from the convergent series (Abramowitz and
 * Stegun 7.1.6) and the continued fraction of erfc (7.1.14): slow, short, and independent of the compiler's.
 */

/** erf(x) for |x| below 3 by a series of terms of one sign. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) for x at least 1: the continued fraction, evaluated from its 200th level. */
function tail(x: number): number {
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

export function erf(x: number): number {
  if (Math.abs(x) < 3) return series(x);
  return Math.sign(x) * (1 - tail(Math.abs(x)));
}

export function erfc(x: number): number {
  return x < 1 ? 1 - erf(x) : tail(x);
}

/** The standard normal distribution function, to full relative accuracy in both tails. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2);
}
