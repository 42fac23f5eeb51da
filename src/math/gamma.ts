/**
 * The gamma function of positive arguments, in logarithm and as the ratio that Student's law needs, by Stirling's
 * series (Abramowitz and Stegun 6.1.40) from 10 on and the recurrence below.
 */

/** From here on seven terms of the series are exact to rounding. */
const LARGE = 10;

/** log Gamma(x) - (x - 1/2) log x + x - log(2 pi) / 2 for x >= 10. */
function stirlingRest(x: number): number {
  const y = 1 / (x * x);
  const series = [1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];
  return series.reduce((sum, coefficient) => sum * y + coefficient, 0) / x;
}

/** log Gamma(x) for x > 0, to 1e-14 absolute or relative, whichever is larger; Infinity at 0, NaN below. */
export function logGamma(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 || x === Infinity ? Infinity : Number.NaN;
  let shifted = x;
  let product = 1;
  for (; shifted < LARGE; shifted++) product *= shifted;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI);
  return stirling + stirlingRest(shifted) - Math.log(product);
}

/** Gamma(x + 1/2) / Gamma(x) for x > 0, in relative accuracy for every x; about sqrt(x) for a large one. */
export function gammaHalfStep(x: number): number {
  let shifted = x;
  let ratio = 1;
  for (; shifted < LARGE; shifted++) ratio *= shifted / (shifted + 0.5);
  const growth = shifted * Math.log1p(0.5 / shifted) - 0.5 + stirlingRest(shifted + 0.5) - stirlingRest(shifted);
  return ratio * Math.sqrt(shifted) * Math.exp(growth);
}
