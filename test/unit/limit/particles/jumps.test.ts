/**
 * Vectors that jump and meet the transpose: their Zdot comes from Stein's lemma. The exact values, with u ~ N(0, 1),
 * h = W u, x = sign(h), y = W.T x = hat + sqrt(2/pi) u, of variance 1 + 2/pi:
 * E[d step(y) / d hat] = E delta(y) = c = 1 / sqrt(2 pi (1 + 2/pi)), so z = W step(y) = hat' + c x with
 * Var hat' = 1/2 and Cov(hat', h) = E[u step(y)] = c sqrt(2/pi). All four agree with dense matrices at n = 3000.
 */
import { describe, expect, test } from "vitest";
import { expectLimits, limitsOf } from "./estimates.ts";

const c = 1 / Math.sqrt(2 * Math.PI * (1 + 2 / Math.PI));
const base = "width n\nvector u ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\n";

describe("jumps and transposes", () => {
  test("sign, then step", () => {
    const text = `${base}
      x = sign(W @ u)
      y = W.T @ x
      z = W @ step(y)
      output a = moment(u * y), b = moment(y^2), d = moment(z * x), e = moment(z^2)`;
    const exact = {
      a: Math.sqrt(2 / Math.PI),
      b: 1 + 2 / Math.PI,
      d: c * (1 + 2 / Math.PI),
      e: 0.5 + c * c * (1 + 4 / Math.PI),
    };
    expectLimits(text, exact, 0.06, { particles: 4096 });
  });

  test("a where with a jump, and the same function as a kink", () => {
    // g = W.T f(h): E[u g] = E f'(h), with delta functions for jumps: f = 1 + z for z > 0, else z.
    const text = `${base}
      h = W @ u
      jump = W.T @ where(h > 0, 1 + h, h)
      kink = W.T @ where(h > 0, 2 * h, h)
      product = W.T @ (step(h) * h)
      output j = moment(u * jump), k = moment(u * kink), p = moment(u * product)`;
    expectLimits(text, { j: 1 + 1 / Math.sqrt(2 * Math.PI), k: 1.5, p: 0.5 }, 0.03, { particles: 4096 });
  });

  test("step of relu jumps at an atom, where chain rules fail", () => {
    const text = `${base}y = W.T @ step(relu(W @ u))\noutput a = moment(u * y)`;
    expectLimits(text, { a: 1 / Math.sqrt(2 * Math.PI) }, 0.01, { particles: 4096 });
  });

  test("through a second matrix: dZ passes the Zdot of V", () => {
    // V.T sign(V W u) = hat + sqrt(2/pi) W u, so that its W.T image has E[u g] = sqrt(2/pi).
    const text = `width n
      vector u ~ normal(0, 1)
      matrix W ~ normal(0, 1 / n)
      matrix V ~ normal(0, 1 / n)
      output a = moment(u * (W.T @ (V.T @ sign(V @ (W @ u)))))`;
    expectLimits(text, { a: Math.sqrt(2 / Math.PI) }, 0.02, { particles: 4096 });
  });

  test("a comparison of two products with one matrix", () => {
    // sign(h1 - h2) with h1 = W u, h2 = W v: E[u W.T sign(h1 - h2)] = 2 E delta(h1 - h2) = 2 / sqrt(4 pi), v the opposite.
    const text = `${base}
      vector v ~ normal(0, 1)
      y = W.T @ (2 * step(W @ u - W @ v) - 1)
      output a = moment(u * y), b = moment(v * y)`;
    expectLimits(text, { a: 1 / Math.sqrt(Math.PI), b: -1 / Math.sqrt(Math.PI) }, 0.02, { particles: 4096 });
  });

  test("errors of jumps fall with the number of particles", () => {
    const text = `${base}z = W @ step(W.T @ sign(W @ u))\noutput e = moment(z^2)`;
    const few = limitsOf(text, { particles: 512 }).get("e");
    const many = limitsOf(text, { particles: 2 ** 15 }).get("e");
    // Eight times fewer by theory; errors are themselves estimated from seven degrees of freedom.
    expect((few?.error ?? 0) / (many?.error ?? 1)).toBeGreaterThan(3);
  });
});
