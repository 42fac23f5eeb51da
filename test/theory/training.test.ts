/**
 * Training beyond what quadrature reaches: the limit by particles is what simulation tends to, step by step. Forgetting
 * the correction terms would move the prediction after one step by a third of itself (Golikov, EPFL thesis 2025, 1.24
 * to 1.27).
 */
import { expect, it } from "vitest";
import { extrapolate } from "../kit/extrapolate.ts";
import { limitOf } from "../kit/limit-of.ts";
import { lower } from "../kit/lower.ts";

const steps = 4;
const training = `import "std/training.tp"
  width n
  vector u; vector v
  matrix W ~ normal(0, 1 / n)
  U[0] = u; V[0] = v; M[0] = W
  for t in 0..${steps} {
    f[t] = moment(V[t] * tanh(M[t] @ tanh(U[t])))
    loss[t] = (f[t] - 1)^2 / 2
    U[t+1] = sgd(U[t], loss[t], 0.5)
    V[t+1] = sgd(V[t], loss[t], 0.5)
    M[t+1] = sgd(M[t], loss[t], 0.5)
  }
  output f[t in 0..${steps}]`;

it("four steps of a tanh net with two hidden layers", { timeout: 300_000 }, async () => {
  const limits = limitOf(training, {}, { method: "particles", tolerance: 2e-3 });
  const found = await extrapolate(lower(training), { width: 96, trials: 250, sampler: "conditioned", seed: 31n });
  expect(limits.map(({ name }) => name)).toEqual(["f[0]", "f[1]", "f[2]", "f[3]", "f[4]"]);
  for (const [k, { name, estimate }] of limits.entries()) {
    const { value, error, bias } = found[k] ?? { value: Number.NaN, error: 0, bias: 0 };
    // 6 standard errors of the simulation: five comparisons would fail with other seeds with probability 1e-8
    expect(
      Math.abs(value - estimate.value),
      `${name} = ${estimate.value}, simulated ${value} +- ${error}`,
    ).toBeLessThan(6 * error + bias + estimate.error);
    expect(Math.max(error, estimate.error)).toBeLessThan(0.02);
  }
  // one step is known by quadrature
  expect(Math.abs((limits[1]?.estimate.value ?? Number.NaN) - 0.34584798)).toBeLessThan(limits[1]?.estimate.error ?? 0);
});
