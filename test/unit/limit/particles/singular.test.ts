/** Covariances without full rank, vectors that are nearly dependent, and scales far from 1. */
import { describe, expect, test } from "vitest";
import { expectLimits, limitsOf } from "./estimates.ts";

const base = "width n\nvector u ~ normal(0, 1)\nvector v ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n";

describe("singular covariances", () => {
  test("a product with a sum is the sum of the products, copy by copy", () => {
    const text = `${base}
      a = W @ u
      b = W @ v
      output r = moment((W @ (u + v) - a - b)^2), s = moment((W @ (2 * u) - 2 * a)^2)`;
    const estimates = limitsOf(text);
    // Squares of rounding errors of numbers of order 1.
    expect(Math.abs(estimates.get("r")?.value ?? 1)).toBeLessThan(1e-26);
    expect(Math.abs(estimates.get("s")?.value ?? 1)).toBeLessThan(1e-26);
  });

  test("Zdot over dependent products: each adds its own term", () => {
    // x = tanh(a) + c with a = W u, c = W (u + v): W.T x = hat + E tanh' u + (u + v).
    const text = `${base}
      x = tanh(W @ u) + W @ (u + v) + 0 * (W @ v)
      y = W.T @ x
      output p = moment(y * u), q = moment(y * v)`;
    expectLimits(text, { p: 1.605705509602159, q: 1 }, 0.05);
  });

  test("a jump in one of several dependent products", () => {
    const text = `${base}
      x = sign(W @ (u + v)) + W @ u + W @ v
      y = W.T @ x
      output p = moment(y * u), q = moment(y * v)`;
    const both = 1 + 1 / Math.sqrt(Math.PI);
    expectLimits(text, { p: both, q: both }, 0.06);
  });

  test("a zero vector, a zero matrix, a constant vector, a variance of zero", () => {
    const text = `width n
      vector u ~ normal(0, 1)
      vector one ~ normal(1, 0)
      matrix W ~ normal(0, 1 / n)
      matrix O ~ normal(0, 0 / n)
      zero = u - u * one
      output a = moment((W @ zero)^2), b = moment((O @ u)^2), c = moment((W @ one)^2), d = moment((W.T @ (W @ zero))^2)
      output e = moment(u * (O.T @ tanh(O @ u))), f = moment(sign(W @ zero)^2)`;
    expectLimits(text, { a: 0, b: 0, c: 1, d: 0, e: 0, f: 0 }, 1e-12);
  });

  test("jointly Gaussian vectors with a singular covariance", () => {
    const text = `width n
      vector (a, b, c) ~ normal([0, 1, 1], [[1, 2, 3], [2, 4, 6], [3, 6, 9]])
      output r = moment((b - 1 - 2 * a)^2), s = moment((c - 1)^2), t = moment(a * c)`;
    expectLimits(text, { s: 9, t: 3 }, 1e-9);
    // The square of what rounding leaves of numbers of order 1.
    expect(limitsOf(text).get("r")?.value).toBeLessThan(1e-26);
  });
});

describe("nearly dependent vectors", () => {
  test.each([1e-3, 1e-6, 1e-9])("u and u + %d v: the difference keeps its digits", (epsilon) => {
    const text = `${base}
      a = W @ u
      b = W @ (u + ${epsilon} * v)
      d = (b - a) / ${epsilon}
      output s = moment(d^2), t = moment(a * d), j = moment(sign(b - a) * sign(W @ v))`;
    // Rounding of b - a leaves a relative error of 1e-16 / epsilon.
    expectLimits(text, { s: 1, t: 0, j: 1 }, 1e-14 / epsilon + 1e-11);
  });

  test("Zdot of a difference quotient", () => {
    const text = `${base}
      a = W @ u
      b = W @ (u + 0.000001 * v)
      y = W.T @ ((tanh(b) - tanh(a)) * 1000000)
      output p = moment(y * v), q = moment(y * u)`;
    expectLimits(text, { p: 0.6057055096021587, q: 0 }, 0.03);
  });
});

describe("scales", () => {
  test.each([1e-12, 1e-6, 1e6, 1e12])("a vector of variance %d: everything scales with it", (variance) => {
    const text = (v: number) => `width n
      vector u ~ normal(0, ${v})
      matrix W ~ normal(0, ${v} / n)
      y = W.T @ relu(W @ u)
      output k = moment(y * u), q = moment(y^2)`;
    const unit = limitsOf(text(1));
    const scaled = limitsOf(text(variance));
    for (const [name, power] of [
      ["k", 2],
      ["q", 3],
    ] as const) {
      const ratio = (scaled.get(name)?.value ?? 0) / (unit.get(name)?.value ?? 1);
      expect(Math.abs(ratio / variance ** power - 1)).toBeLessThan(1e-9);
    }
  });

  test("one program with variances of 1e-12 and 1e12", () => {
    const text = `${base}
      x = W @ (0.000001 * u)
      y = W @ (1000000 * v)
      output a = moment(x^2), b = moment(y^2), c = moment(x * y), d = moment(u * (W.T @ tanh(1000000 * x)))`;
    const estimates = limitsOf(text);
    for (const [name, exact, scale] of [
      ["a", 1e-12, 1e-12],
      ["b", 1e12, 1e12],
      ["c", 0, 1],
    ] as const) {
      expect(Math.abs((estimates.get(name)?.value ?? 1) - exact) / scale).toBeLessThan(1e-9);
    }
    expectLimits(text, { d: 0.6057055096021587 }, 0.02);
  });
});
