/**
 * Polynomials for functions that a shader has to compute itself: interpolation of a float64 function in Chebyshev
 * points, which is within a small factor of the best polynomial of that degree (Trefethen, "Approximation Theory and
 * Approximation Practice", chapters 4 and 16). Coefficients are computed rather than copied, so that each says which
 * function it stands for; they are meant for float32, where degrees up to about 12 keep their digits.
 */

/** Coefficients of a polynomial in x, lowest power first. */
export type Coefficients = readonly number[];

/** The polynomial of degree `degree` that interpolates `f` on [from, to]; `f` must be smooth there. */
export function fitPolynomial(f: (x: number) => number, from: number, to: number, degree: number): Coefficients {
  const count = degree + 1;
  const half = (to - from) / 2;
  const centre = (to + from) / 2;
  const angles = Array.from({ length: count }, (_, k) => (Math.PI * (k + 0.5)) / count);
  const values = angles.map((angle) => f(centre + half * Math.cos(angle)));
  const inChebyshev = angles.map((_, k) => {
    const sum = values.reduce((total, value, j) => total + value * Math.cos(k * angles[j]!), 0);
    return (k === 0 ? 1 : 2) * (sum / count);
  });
  return shift(fromChebyshev(inChebyshev), 1 / half, -centre / half);
}

/** The powers of u in the sum of c_k T_k(u), by T_{k+1} = 2 u T_k - T_{k-1}. */
function fromChebyshev(c: Coefficients): number[] {
  const result = c.map(() => 0);
  let previous: number[] = [];
  let current = [1];
  for (const weight of c) {
    for (const [power, value] of current.entries()) result[power]! += weight * value;
    const next = [0, ...current.map((value) => (previous.length === 0 ? value : 2 * value))];
    for (const [power, value] of previous.entries()) next[power]! -= value;
    previous = current;
    current = next;
  }
  return result;
}

/** The polynomial p(scale x + offset) for p in powers of u. */
function shift(p: Coefficients, scale: number, offset: number): number[] {
  return p.reduceRight<number[]>((outer, coefficient) => {
    const next = [coefficient, ...outer.map((value) => value * scale)];
    for (const [power, value] of outer.entries()) next[power]! += value * offset;
    return next;
  }, []);
}
