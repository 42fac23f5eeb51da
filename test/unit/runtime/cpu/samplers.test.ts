/** The two samplers draw from one law: against each other, and against exact moments. */
import { describe, expect, it } from "vitest";
import type { Program } from "../../../../src/ir/program.ts";
import { planSimulation } from "../../../../src/plan/plan.ts";
import type { Sampler } from "../../../../src/plan/simulation-plan.ts";
import { createTrialRunner } from "../../../../src/runtime/cpu/trial.ts";
import { lower } from "../../../kit/lower.ts";

/**
 * Seeds are fixed, so nothing here is random from run to run. Among the 60 or so normal scores of a first run of
 * correct code, one beyond 4.5 has the probability 4e-4.
 */
const LARGEST_SCORE = 4.5;

function simulate(program: Program, width: number, sampler: Sampler, trials: number, seed: bigint): Float64Array[] {
  const options = { width, sampler, matrixLaw: undefined, settings: new Map(), memoryBytes: 1e8 };
  const plan = planSimulation(program, options);
  if (!plan.ok) throw new Error(plan.diagnostics.map((d) => d.message).join("; "));
  const runner = createTrialRunner(plan.value, new Set(plan.value.matrices.keys()));
  const samples = program.outputs.map(() => new Float64Array(trials));
  for (let t = 0; t < trials; t++) runner.run(seed, t, samples, t);
  return samples;
}

function average(values: Float64Array, f: (value: number) => number): number {
  return values.reduce((sum, value) => sum + f(value), 0) / values.length;
}

/** Mean and variance with their squared standard errors. */
function summary(values: Float64Array) {
  const mean = average(values, (x) => x);
  const variance = average(values, (x) => (x - mean) ** 2);
  const fourth = average(values, (x) => (x - mean) ** 4);
  return {
    mean,
    variance,
    meanError: variance / values.length,
    varianceError: (fourth - variance ** 2) / values.length,
  };
}

const programs: Readonly<Record<string, string>> = {
  "forward and back": `
    width n
    vector u ~ normal(0, 1)
    matrix W ~ normal(0, 1 / n)
    g = W @ u
    h = W.T @ tanh(g)
    k = W @ relu(h + u)
    output moment(h * u), moment(k^2), moment(k * tanh(g))`,
  "two widths": `
    width n
    width m = 2 * n
    vector u : n ~ normal(0, 1)
    matrix A : m x n ~ normal(0, 1 / n)
    a = A @ u
    b = A.T @ relu(a)
    c = A @ tanh(b)
    d = A.T @ (a * c)
    output moment(b^2), moment(c * relu(a)), moment(d * u), moment(d^2)`,
  "a long recurrence": `
    width n
    vector u ~ normal(0, 1)
    matrix W ~ normal(0, 2 / n)
    h[0] = u
    for t in 1..3 {
      h[2 * t - 1] = tanh(W @ h[2 * t - 2])
      h[2 * t] = tanh(W.T @ h[2 * t - 1])
    }
    output moment(h[6]^2), moment(h[5] * h[3]), moment(h[6] * u)`,
};

describe("conditioned and explicit matrices", () => {
  // At n = 3 the recurrence uses the matrix as often as its sides have dimensions.
  for (const [name, text] of Object.entries(programs)) {
    it.each([2, 3, 8])(`have the same means and variances: ${name}, n = %i`, (width) => {
      const program = lower(text);
      const explicit = simulate(program, width, "explicit", 30_000, 11n).map(summary);
      const conditioned = simulate(program, width, "conditioned", 30_000, 12n).map(summary);
      for (const [o, a] of explicit.entries()) {
        const b = conditioned[o] ?? a;
        const meanScore = (a.mean - b.mean) / Math.sqrt(a.meanError + b.meanError);
        const varianceScore = (a.variance - b.variance) / Math.sqrt(a.varianceError + b.varianceError);
        expect(Math.abs(meanScore), `mean of output ${o}`).toBeLessThan(LARGEST_SCORE);
        expect(Math.abs(varianceScore), `variance of output ${o}`).toBeLessThan(LARGEST_SCORE);
      }
    });
  }

  const wishart = lower(`
    width n
    vector z ~ normal(0, 1)
    matrix W ~ normal(0, 1 / n)
    a = W @ z
    b = W.T @ a
    c = W @ b
    output moment(a^2), moment(b^2), moment(c^2)
  `);
  // E tr (W^T W)^k / n for k = 1, 2, 3.
  const exact = (n: number) => [1, 2 + 1 / n, 5 + 6 / n + 4 / n ** 2];
  for (const sampler of ["explicit", "conditioned"] as const) {
    it.each([1, 2, 3, 16])(`have the exact moments of W^T W, n = %i, ${sampler}`, (width) => {
      for (const [k, values] of simulate(wishart, width, sampler, 100_000, 2024n).entries()) {
        const { mean, meanError } = summary(values);
        const score = (mean - (exact(width)[k] ?? Number.NaN)) / Math.sqrt(meanError);
        expect(Math.abs(score), `moment ${k + 1} is ${mean}`).toBeLessThan(LARGEST_SCORE);
      }
    });
  }

  it("obey linear relations and adjoints in every trial", () => {
    const program = lower(`
      width n
      vector x ~ normal(0, 1)
      vector y ~ normal(0, 1)
      matrix W ~ normal(0, 1 / n)
      gap = W @ (x + y) - W @ x - W @ y
      back = W.T @ (x + y) - W.T @ x - W.T @ y
      adjoint = moment(y * (W @ x)) - moment((W.T @ y) * x)
      output moment(gap^2), moment(back^2), adjoint^2
    `);
    for (const sampler of ["explicit", "conditioned"] as const)
      for (const width of [1, 2, 50])
        for (const values of simulate(program, width, sampler, 20, 14n))
          for (const value of values) expect(value).toBeLessThan(1e-20);
  });
});
