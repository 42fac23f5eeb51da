/**
 * What training for a time t makes of one direction of the data. Along an eigenvector of the kernel with eigenvalue x
 * the residual decays as `e^{-x t}`, and the coefficient that training has built up is `g(x) = (1 - e^{-x t}) / x` times
 * the first residual (Golikov, EPFL thesis 2025, equations 1.6 to 1.11); after infinite time it is `1 / x`.
 */

/** `g(x)` for x >= 0 and a time from 0 to infinity; at x = 0 it is the time itself. */
export function filter(x: number, time: number): number {
  if (time === Number.POSITIVE_INFINITY) return 1 / x;
  return x === 0 ? time : -Math.expm1(-x * time) / x;
}

/** `(g(x) - g(y)) / (x - y)`, and the derivative where both are equal or nearly so. */
export function dividedDifference(x: number, y: number, time: number): number {
  if (time === Number.POSITIVE_INFINITY) return -1 / (x * y);
  if (time === 0) return 0;
  // Below this distance the difference of two values has fewer digits than the derivative between them.
  const isNear = Math.abs(x - y) <= 1e-5 * (x + y + 1 / time);
  return isNear ? slope((x + y) / 2, time) : (filter(x, time) - filter(y, time)) / (x - y);
}

/** The derivative of g; below `x t` = 1e-3 the beginning of its series, right to 3e-7 of itself. */
function slope(x: number, time: number): number {
  const z = x * time;
  // Nothing is left of e^-z, and at infinite z the product would be no number.
  if (z > 745) return -1 / (x * x);
  if (z < 1e-3) return time * time * (-1 / 2 + z / 3);
  return (z * Math.exp(-z) + Math.expm1(-z)) / (x * x);
}
