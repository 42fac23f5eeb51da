/**
 * The oracle against limits that can be derived by hand. Samples are fixed by their seeds, so nothing flakes; the
 * thresholds are 6 standard errors from 24 replicates, where Student's t with 23 degrees of freedom has 4e-6 outside.
 */
import { describe, expect, it } from "vitest";
import { parseProgram } from "./interpret.ts";
import { estimateLimit } from "./particle-oracle.ts";

function expectLimits(text: string, expected: readonly number[]): void {
  const found = estimateLimit(parseProgram(text), { copies: 4000, replicates: 24, seed: "test", settings: {} });
  expect(found.length).toBe(expected.length);
  for (const [k, { name, value, error }] of found.entries()) {
    const limit = expected[k] ?? Number.NaN;
    // Gaussian copies are matched in their second moments, which biases other averages by a few parts in 4000.
    expect(Math.abs(value - limit), `${name}: ${value} for ${limit}`).toBeLessThan(
      6 * error + 5e-4 * Math.abs(limit) + 1e-12,
    );
  }
}

const header = "width n\nvector z\nmatrix W ~ normal(0, 1 / n)\n";

describe("the oracle of limits", () => {
  it("adds the correction term of a transpose, by derivatives and by Stein's lemma", () => {
    const text = `${header}
      x = W.T @ tanh(W @ z)
      y = W.T @ relu(W @ z)
      s = W.T @ step(W @ z)
      output moment(z * x), moment(x^2), moment(z * y), moment(y^2), moment(z * s), moment(s^2)`;
    const density = 1 / Math.sqrt(2 * Math.PI);
    // E[tanh'] and E[tanh^2] of a standard normal variable by quadrature; E[s^2] = 1/2 + density^2
    expectLimits(text, [0.6057055096, 0.7611736548, 0.5, 0.75, density, 0.5 + density ** 2]);
  });

  it("gives the moments of the semicircle and Marchenko-Pastur laws to rounding", () => {
    expectLimits(`${header}A = (W + W.T) / sqrt(2)\noutput moment(z * (A @ A @ A @ A @ A @ A @ z))`, [5]);
    expectLimits(
      "width n\nwidth m = n / 2\nvector z : m\nmatrix A : m x n ~ normal(0, 1 / n)\n" +
        "output moment(z * (A @ A.T @ A @ A.T @ z)), moment(z * (A @ A.T @ A @ A.T @ A @ A.T @ z))",
      [1.5, 2.75],
    );
  });

  it("counts equal, dependent and vanishing products once", () => {
    const text = `${header}
      a = W @ z
      b = W @ (2 * z)
      c = W @ (z - z)
      x = W.T @ tanh(a + b / 2 + c)
      output moment(a * b), moment(c^2), moment(z * x)`;
    // x = W.T tanh(2 W z): its correction is 2 E[tanh'(2 h)] z
    expectLimits(text, [2, 0, 0.7294775315]);
  });

  it("keeps the laws of vectors and the covariances of joint ones", () => {
    const text = `width n
      vector r ~ rademacher
      vector e ~ exponential(mean = 1, var = 4)
      vector (a, b) ~ normal([1, 0], [[1, -0.6], [-0.6, 1]])
      output moment(cos(r)), moment(e^2), moment(step(e + 0.999999)), moment(a * b), moment(a^2 * b^2)`;
    expectLimits(text, [Math.cos(1), 5, 1, -0.6, 2 + 2 * 0.36]);
  });

  it("takes derivatives through products and moments", () => {
    const text = `width n
      vector x ~ normal(1, 0)
      matrix W ~ normal(0, 1 / n)
      scalar s = 2
      h = W @ x
      dx = grad(moment(h^2), x)
      dW = grad(moment((W @ (s * x))^2), W)
      output moment(dx), moment(dx^2), diff(moment((s * h)^2), s), moment(x * (dW.T @ h))`;
    // dx = 2 W.T W x; dW = 2 s^2 W x x.T / n, so dW.T h = 8 x <h, h>
    expectLimits(text, [2, 8, 4, 8]);
  });

  it("reproduces a step of training in which forgetting the correction would give 0.2313", () => {
    const text = `width n
      vector g
      vector v
      matrix W ~ normal(0, 1 / n)
      fn net(g, W, v) = moment(v * tanh(W @ tanh(g)))
      loss = (net(g, W, v) - 1)^2 / 2
      output net(g - 0.5 * grad(loss, g), W - 0.5 * grad(loss, W), v - 0.5 * grad(loss, v))`;
    expectLimits(text, [0.34584798]);
  });

  it("computes tangent kernels", () => {
    const text = `width n
      vector u
      vector v
      matrix W ~ normal(0, 1 / n)
      readout y = v . relu(W @ relu(u)) / sqrt(n)
      output nngp(y, y), ntk(y, y, wrt = [u, W, v]), ntk(y, y, wrt = [W], convention = plain)`;
    // three layers of weights: q = 1/4 and Theta = 3/4, of which W has E[relu'^2] E[relu^2] = 1/4
    expectLimits(text, [0.25, 0.75, 0.25]);
  });
});
