/**
 * Owen's T function (D. B. Owen, Annals of Mathematical Statistics 27, 1956) and the distribution function of two
 * correlated standard normal variables. Both are right in relative terms, up to the condition of the problem: a relative
 * change of 1e-16 in a limit of 30 changes a probability by 1e-13 of itself.
 */
import { gaussLegendre } from "./quadrature.ts";
import { normalCdf, normalPdf } from "./special.ts";
import { tiltedInterval, tiltedQuadrant } from "./tilted-normal.ts";

/** Beyond this many standard deviations a Gaussian factor is below 3e-17 of its peak. */
const REACH = 8.75;

/** Nodes that resolve exp(-t^2/2) on [0, REACH] and 1/(1 + x^2) on [0, 1] to rounding. */
const NODES = 24;

/**
 * Owen's T(h, a), 1/(2 pi) times the integral of exp(-h^2 (1 + x^2) / 2) / (1 + x^2) from 0 to a: the probability that
 * X > h and 0 < Y < a X for independent standard normal X and Y, h >= 0. Even in h, odd in a; infinite arguments are
 * allowed.
 */
export function owensT(h: number, a: number): number {
  if (a < 0) return -owensT(h, -a);
  const height = Math.abs(h);
  if (a <= 1) return owensTSmall(height, a);
  if (a === Infinity) return normalCdf(-height) / 2;
  const tail = normalCdf(-height);
  const steepTail = normalCdf(-a * height);
  return (tail + steepTail) / 2 - tail * steepTail - owensTSmall(a * height, 1 / a);
}

/** T(h, a) for h >= 0 and 0 <= a <= 1. */
function owensTSmall(h: number, a: number): number {
  if (h === Infinity || a === 0) return 0;
  if (h === 0) return Math.atan(a) / (2 * Math.PI);
  const half = Math.min(a, REACH / h) / 2;
  const { nodes, weights } = gaussLegendre(NODES);
  let sum = 0;
  for (let i = 0; i < NODES; i++) {
    const x = half * (1 + nodes[i]!);
    const t = h * x;
    sum += (weights[i]! * Math.exp(-0.5 * t * t)) / (1 + x * x);
  }
  return (half * sum * normalPdf(h)) / Math.sqrt(2 * Math.PI);
}

/**
 * P(X < h and Y < k) for standard normal X and Y of correlation rho, -1 <= rho <= 1 (NaN otherwise). Infinite limits
 * are allowed.
 */
export function bivariateNormalCdf(h: number, k: number, rho: number): number {
  if (!(rho >= -1 && rho <= 1) || Number.isNaN(h) || Number.isNaN(k)) return Number.NaN;
  if (h === -Infinity || k === -Infinity) return 0;
  if (h === Infinity || k === Infinity || rho === 1) return normalCdf(Math.min(h, k));
  if (rho === -1) return h + k <= 0 ? 0 : tiltedInterval(-k, h, 0).value;
  return tiltedQuadrant(-h, -k, 0, 0, { rho, sine: Math.sqrt((1 - rho) * (1 + rho)) }).value;
}
