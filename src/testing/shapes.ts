/** The coordinatewise functions, numbers and laws that random programs are made of. */

/** A function body over the text of its argument, and the size of its result for an argument of size `s`. */
export type FunctionShape = readonly [body: (a: string) => string, size: (s: number) => number];

const atMost =
  (bound: number) =>
  (_: number): number =>
    bound;
const same = (s: number): number => s;

/** Where comparisons are made: away from 0 and from every simple combination of atoms. */
export const threshold = "0.3137";

const smooth: readonly FunctionShape[] = [
  [(a) => `tanh(${a})`, atMost(1)],
  [(a) => `erf(${a})`, atMost(1)],
  [(a) => `sin(${a})`, atMost(1)],
  [(a) => `cos(${a})`, atMost(1)],
  [(a) => `sigmoid(${a}) - 0.5`, atMost(0.5)],
  [(a) => `gelu(${a})`, same],
  [(a) => `silu(${a})`, same],
  [(a) => `0.5 * softplus(${a})`, same],
  [(a) => `normal_cdf(${a})`, atMost(1)],
  [(a) => `2 * normal_pdf(${a})`, atMost(1)],
  [(a) => `exp(-${a}^2)`, atMost(1)],
  [(a) => `log(1 + ${a}^2)`, same],
  [(a) => `sqrt(1 + ${a}^2)`, (s) => 1 + s],
  [(a) => `1 / (1 + ${a}^2)`, atMost(1)],
  [(a) => `hermite(2, tanh(${a}))`, atMost(1)],
];

const kinked: readonly FunctionShape[] = [
  [(a) => `relu(${a})`, same],
  [(a) => `abs(${a})`, same],
  [(a) => `leaky_relu(${a}, 0.1)`, same],
  [(a) => `clip(${a}, -1, 0.5)`, atMost(1)],
  [(a) => `max(${a}, 0.25)`, (s) => s + 0.25],
  [(a) => `min(${a}, tanh(${a}))`, same],
];

const jumping: readonly FunctionShape[] = [
  [(a) => `step(${a} - ${threshold})`, atMost(1)],
  [(a) => `sign(${a} + ${threshold})`, atMost(1)],
  [(a) => `where(${a} < ${threshold}, tanh(${a}), 0.5)`, atMost(1)],
  [(a) => `where(not (${a} < -0.7 or ${a} > ${threshold}), ${a}, 0)`, atMost(1)],
];

/** The simplest first, because shrinking prefers small indices. */
export function functionShapes(options: {
  readonly kinks: boolean;
  readonly jumps: boolean;
}): readonly FunctionShape[] {
  return [...smooth, ...(options.kinks ? kinked : []), ...(options.jumps ? jumping : [])];
}

export const coefficients: readonly (readonly [text: string, magnitude: number])[] = [
  ["0.5", 0.5],
  ["1", 1],
  ["-0.7", 0.7],
  ["0.3", 0.3],
  ["sqrt(0.5)", 0.71],
  ["-1", 1],
];

export const laws: readonly string[] = [
  "uniform",
  "rademacher",
  "laplace",
  "exponential(mean = 0.5, var = 0.5)",
  "truncated_normal(cut = 2)",
];
