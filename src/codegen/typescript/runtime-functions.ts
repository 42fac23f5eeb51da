/**
 * The functions that generated TypeScript calls and that the language does not have. Each is written only where it is
 * used. The error function by its series and, beyond 2, by its continued fraction (Abramowitz and Stegun, 7.1.6 and
 * 7.1.14); the bivariate normal distribution through Owen's T function (D. B. Owen, Annals of Mathematical
 * Statistics 27, 1956).
 */
import type { RuntimePiece } from "../limit-code/pieces.ts";

export const runtimeFunctions: Readonly<Record<string, RuntimePiece>> = {
  leakyRelu: {
    needs: [],
    text: `/** x where x is positive, a x elsewhere. */
function leakyRelu(x: number, a: number): number {
  return x > 0 ? x : a * x;
}`,
  },
  step: {
    needs: [],
    text: `/** 1 where x is positive, 0 elsewhere. */
function step(x: number): number {
  return x > 0 ? 1 : 0;
}`,
  },
  clip: {
    needs: [],
    text: `/** The number between low and high that is nearest to x. */
function clip(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}`,
  },
  erfc: {
    needs: [],
    text: `/** The complementary error function, relative error below 1e-13. */
function erfc(x: number): number {
  const a = Math.abs(x);
  if (a > 27.5) return x > 0 ? 0 : 2;
  if (a < 2) {
    // erf(x) = 2 / sqrt(pi) exp(-x^2) sum_k 2^k x^(2k+1) / (1 3 5 .. (2k+1))
    let term = x;
    let series = x;
    for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(series); k++) {
      term *= (2 * x * x) / (2 * k + 1);
      series += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * series;
  }
  let fraction = a;
  for (let k = 100; k > 0; k--) fraction = a + k / 2 / fraction;
  const tail = Math.exp(-a * a) / (Math.sqrt(Math.PI) * fraction);
  return x > 0 ? tail : 2 - tail;
}`,
  },
  erf: {
    needs: ["erfc"],
    text: `/** The error function. */
function erf(x: number): number {
  if (Math.abs(x) > 0.5) return 1 - erfc(x);
  let term = x;
  let series = x;
  for (let k = 1; k < 20; k++) {
    term *= (-x * x) / k;
    series += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * series;
}`,
  },
  normalCdf: {
    needs: ["erfc"],
    text: `/** The distribution function of the standard normal law. */
function normalCdf(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}`,
  },
  normalPdf: {
    needs: [],
    text: `/** The density of the standard normal law. */
function normalPdf(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}`,
  },
  gelu: {
    needs: ["normalCdf"],
    text: `/** x times the normal distribution function. */
function gelu(x: number): number {
  return x === -Infinity ? 0 : x * normalCdf(x);
}`,
  },
  sigmoid: {
    needs: [],
    text: `/** The logistic function. */
function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}`,
  },
  softplus: {
    needs: [],
    text: `/** log(1 + exp(x)) */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}`,
  },
  silu: {
    needs: ["sigmoid"],
    text: `/** x times the logistic function. */
function silu(x: number): number {
  return x === -Infinity ? 0 : x * sigmoid(x);
}`,
  },
  owensT: {
    needs: ["normalCdf", "panel"],
    text: `/** Owen's T function: P(X > h, 0 < Y < a X) for independent standard normal X and Y, h >= 0. */
function owensT(h: number, a: number): number {
  if (a < 0) return -owensT(h, -a);
  const height = Math.abs(h);
  if (a === Infinity) return normalCdf(-height) / 2;
  if (a > 1) {
    const [tail, steep] = [normalCdf(-height), normalCdf(-a * height)];
    return (tail + steep) / 2 - tail * steep - owensT(a * height, 1 / a);
  }
  if (height > 38) return 0;
  const to = Math.min(a, 8.75 / height);
  const density = (x: number) => Math.exp((-height * height * (1 + x * x)) / 2) / (1 + x * x);
  return (panel(density, 0, to / 2).value + panel(density, to / 2, to).value) / (2 * Math.PI);
}`,
  },
  bivariateNormalCdf: {
    needs: ["normalCdf", "owensT"],
    text: `/** P(X < h, Y < k) for standard normal X and Y of correlation rho. */
function bivariateNormalCdf(h: number, k: number, rho: number): number {
  const r = Math.min(1, Math.max(-1, rho));
  // Limits are made negative first, so that nothing cancels.
  if (h > 0 && k > 0) return 1 - normalCdf(-h) - normalCdf(-k) + bivariateNormalCdf(-h, -k, r);
  if (h > 0) return normalCdf(k) - bivariateNormalCdf(-h, k, -r);
  if (k > 0) return normalCdf(h) - bivariateNormalCdf(h, -k, -r);
  if (h === -Infinity || k === -Infinity || r === -1) return 0;
  if (r === 1) return normalCdf(Math.min(h, k));
  const sine = Math.sqrt((1 - r) * (1 + r));
  if (h === 0 && k === 0) return Math.atan2(sine, -r) / (2 * Math.PI);
  const slope = (x: number, y: number) =>
    x === 0 ? Infinity : (r > 0 ? y - x + (1 - r) * x : y + x - (1 + r) * x) / (x * sine);
  return (normalCdf(h) + normalCdf(k)) / 2 - owensT(h, slope(h, k)) - owensT(k, slope(k, h));
}`,
  },
  sum: {
    needs: [],
    text: `/** The sum of term(k) for k = from..to. */
function sum(from: number, to: number, term: (k: number) => number): number {
  let total = 0;
  for (let k = from; k <= to; k++) total += term(k);
  return total;
}`,
  },
};
