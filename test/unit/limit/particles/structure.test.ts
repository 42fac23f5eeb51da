/** Properties of the evaluation as a whole: determinism, common random numbers, which numbers there are, large programs. */
import { describe, expect, test } from "vitest";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import { meaningKey } from "../../../../src/limit/limit-program.ts";
import { evaluateByParticles } from "../../../../src/limit/particles/evaluate.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";
import { limitsOf, standard } from "./estimates.ts";

const base = "width n\nvector u ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n";

describe("random numbers", () => {
  const text = `${base}y = W.T @ tanh(W @ u)\noutput q = moment(tanh(y)^2)`;

  test("the same seed gives the same numbers, another seed others", () => {
    const first = limitsOf(text).get("q");
    expect(limitsOf(text).get("q")).toEqual(first);
    expect(limitsOf(text, { seed: 2n }).get("q")?.value).not.toBe(first?.value);
  });

  test("common copies for all values of a symbol: the limit is a smooth function of it", () => {
    const trained = `width n
      scalar eta
      vector u ~ normal(0, 1)
      vector v ~ normal(0, 1)
      matrix W ~ normal(0, 1 / n)
      h = W @ tanh(u)
      d = -v * (1 - tanh(h)^2)
      w = u - eta * (W.T @ d) * (1 - tanh(u)^2)
      k = W @ tanh(w) - eta * d * moment(tanh(u) * tanh(w))
      output f = moment((v + eta * tanh(h)) * tanh(k))`;
    const at = (eta: number) => limitsOf(trained, { particles: 512, symbols: new Map([["eta", eta]]) }).get("f");
    const step = 1e-3;
    const [before, here, after] = [0.5 - step, 0.5, 0.5 + step].map(at);
    const slope = ((after?.value ?? 0) - (before?.value ?? 0)) / (2 * step);
    const bend = ((after?.value ?? 0) - 2 * (here?.value ?? 0) + (before?.value ?? 0)) / step ** 2;
    // f is analytic in eta with derivatives of order 1 (f(0.5) = 0.346, f(1) = 0.562). Independent copies would leave
    // the noise of f, over 0.005, in the difference: a slope wrong by 2 and a second difference of thousands.
    expect(here?.error).toBeGreaterThan(0.005);
    expect(slope).toBeGreaterThan(0.4);
    expect(slope).toBeLessThan(0.75);
    expect(Math.abs(bend)).toBeLessThan(3);
  });
});

describe("which numbers there are", () => {
  test("every number of the derived system that is a scalar or a covariance", () => {
    const program = lower(`${base}x = W @ u\ny = W.T @ tanh(x)\nz = W @ relu(y)\noutput q = moment(z * x)`);
    const { values } = unwrap(evaluateByParticles(program, standard));
    const { scalars } = unwrap(deriveLimit(program));
    expect(scalars.length).toBeGreaterThan(4);
    for (const { meaning } of scalars) expect(values.has(meaningKey(meaning)), meaningKey(meaning)).toBe(true);
  });
});

describe("large programs", () => {
  test("a thousand products with matrices of their own: the relu network keeps its variance", () => {
    const text = `width n
      vector u ~ normal(0, 1)
      matrix W[k in 1..1000] ~ normal(0, 2 / n)
      x[0] = u
      for k in 1..1000 { x[k] = W[k] @ relu(x[k-1]) }
      output q = moment(x[1000]^2), early = moment(x[10]^2)`;
    const limits = limitsOf(text, { particles: 64, replicates: 4 });
    expect(Math.abs((limits.get("early")?.value ?? 0) - 1)).toBeLessThanOrEqual(limits.get("early")?.error ?? 0);
    expect(Math.abs((limits.get("q")?.value ?? 0) - 1)).toBeLessThanOrEqual(limits.get("q")?.error ?? 0);
  });
});
