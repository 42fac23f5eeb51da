/**
 * Averages that are known exactly at finite width, for every law of the matrices: the samplers reproduce them.
 * Samples are fixed by their seeds; the thresholds are 6 standard errors, so that other seeds would fail with
 * probability 2e-9 a row where the average of the trials is normal.
 * Sources: Golikov, EPFL thesis 2025 (1.65 to 1.69, A.2.1, A.2.8 with their finite-width corrections worked out);
 * Terjek and Gonzalez-Sanchez 2025, propositions 11 and 15.
 */
import { describe, expect, it } from "vitest";
import { momentsOf, standardError } from "../../src/math/statistics.ts";
import type { Sampler } from "../../src/plan/simulation-plan.ts";
import { lower } from "../kit/lower.ts";
import { simulate } from "../kit/simulate.ts";

interface ExactAverage {
  readonly name: string;
  readonly text: string;
  readonly width: number;
  readonly trials: number;
  readonly expected: readonly number[];
}

async function expectAverages(row: ExactAverage, sampler: Sampler): Promise<void> {
  const program = lower(row.text);
  const { width, trials } = row;
  const samples = await simulate(program, { width, sampler, trials, seed: 5n, settings: {} });
  for (const [k, expected] of row.expected.entries()) {
    const moments = momentsOf(samples[k] ?? new Float64Array());
    const error = standardError(moments);
    expect(Math.abs(moments.mean - expected), `${moments.mean} +- ${error} for ${expected}`).toBeLessThan(
      6 * error + 1e-12,
    );
    // An error of more than a tenth would make the comparison empty.
    expect(error).toBeLessThan(0.1 * Math.max(1, expected));
  }
}

/** Fourth moments of the standardised laws whose fourth moment exists. */
const fourthMoments: readonly (readonly [law: string, moment: number])[] = [
  ["normal(0, V)", 3],
  ["rademacher(var = V)", 1],
  ["uniform(var = V)", 1.8],
  ["laplace(var = V)", 6],
  ["exponential(var = V)", 9],
  ["truncated_normal(cut = 2, var = V)", 2.3655367171296495],
  ["quintcauchy(var = V)", 2.118033988749895],
  ["student_t(df = 10, var = V)", 4],
];

/** E tanh(g)^2 and E tanh(g)^4. */
const [m2, m4] = [0.3942944903978412, 0.2529918832439506];

const byLaw: readonly ExactAverage[] = fourthMoments.map(([law, nu]) => {
  const n = 16;
  const text = `width n
    vector g; vector z
    matrix W ~ ${law.replace("V", "1 / n")}
    matrix V ~ ${law.replace("V", "1 / (2 * n)")}
    A = V + V.T
    B = A @ A @ z
    output moment((W @ tanh(g))^4), moment((W.T @ W @ z) * (W.T @ W @ z)), moment(z * B), moment(B^2)`;
  const expected = [
    3 * (m2 ** 2 + (m4 - m2 ** 2) / n) + ((nu - 3) * m4) / n,
    2 + (nu - 2) / n,
    1 + 1 / n,
    2 + (nu + 7) / (2 * n) + (7 * nu - 11) / (2 * n * n),
  ];
  return { name: law.replace(/\(.*/, ""), text, width: n, trials: 20_000, expected };
});

describe("averages at finite width by the law of the matrix", () => {
  it.each(byLaw)("$name", (row) => expectAverages(row, "explicit"));
});

/** Lengths through L fresh layers: E v = 1 and E v^2 = (1 + c / n)^L. */
function productLaw(activation: string, c: number): ExactAverage {
  const [n, L] = [12, 3];
  const text = `width n
    vector one ~ normal(1, 0)
    matrix W[l in 1..${L}] ~ normal(0, 1 / n)
    x[0] = one
    for l in 1..${L} {
      h[l] = W[l] @ x[l-1]
      x[l] = ${activation.replace("z", "h[l]")}
    }
    v = moment(x[${L}]^2)
    output v, v^2`;
  return { name: `lengths through ${activation}`, text, width: n, trials: 20_000, expected: [1, (1 + c / n) ** L] };
}

const gaussian: readonly ExactAverage[] = [
  {
    name: "Wishart matrices",
    text: `width n
      vector z
      matrix W ~ normal(0, 1 / n)
      x = W.T @ W @ z
      y = W.T @ W @ x
      output moment(z * x), moment(x^2), moment(x * y)`,
    width: 5,
    trials: 20_000,
    expected: [1, 2 + 1 / 5, 5 + 6 / 5 + 4 / 25],
  },
  productLaw("abs(z)", 2),
  productLaw("sqrt(2) * relu(z)", 5),
  {
    name: "a gradient that depends on the forward pass",
    text: `width n
      vector x ~ normal(1, 0)
      matrix W ~ normal(0, 1 / n)
      dx = 2 * (W.T @ W @ x)
      output moment(dx), moment(dx^2)`,
    width: 6,
    trials: 20_000,
    expected: [2, 8 + 4 / 6],
  },
  {
    name: "the tangent kernel of a homogeneous net has no bias",
    text: `width n
      width m = 2 * n
      vector u : n
      vector v : m
      matrix W : m x n ~ normal(0, 1 / n)
      readout y = v . (sqrt(2) * relu(W @ (sqrt(2) * relu(u)))) / sqrt(m)
      output ntk(y, y, wrt = [u, W, v])`,
    width: 6,
    trials: 20_000,
    expected: [3],
  },
];

describe("averages of Gaussian programs at finite width", () => {
  it.each(gaussian)("$name, explicit", (row) => expectAverages(row, "explicit"));
  it.each(gaussian)("$name, conditioned", (row) => expectAverages(row, "conditioned"));
});
