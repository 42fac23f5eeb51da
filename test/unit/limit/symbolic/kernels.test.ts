/**
 * Two-point expectations with free variances and covariance, closed once and evaluated at published values
 * (verified to 1e-14 by panelled quadrature elsewhere; the digits given are the tolerance), at random points
 * against quadrature, and where formulas lose digits: correlations next to 1 and -1, variances 1e-8, 1e8 and 0.
 */
import { describe, expect, it } from "vitest";
import * as b from "../../../../src/ir/build.ts";
import { gradient } from "../../../../src/ir/differentiate.ts";
import type { ExprId, ExprPool } from "../../../../src/ir/expr.ts";
import { type Fn, samples } from "./functions.ts";
import { closePair, type Integrand, integratePair, type Values } from "./pair.ts";

const product =
  (f: Fn): Integrand =>
  (pool, u, v) =>
    b.mul(pool, f(pool, u), f(pool, v));

/** f'(z), by way of a coord that is then replaced. */
function slope(f: Fn): Fn {
  return (pool: ExprPool, z: ExprId) => {
    const node = pool.get(z);
    const index = node.op === "coord" ? node.index : 0;
    return gradient(pool, f(pool, z)).coords.get(index) ?? b.constant(pool, 0);
  };
}

function tolerance(published: number): number {
  return Math.max(10 ** (Math.floor(Math.log10(Math.abs(published))) - 11), 1e-13);
}

describe.each(samples)("E f(u) f(v) for f = $name", ({ name, f, kernel, slopes }) => {
  const pair = closePair(product(f), false);

  it("is closed, with the published values", () => {
    expect(pair.closed).toBeDefined();
    expect(Math.abs(pair.at([1, 0.5, 1, 0, 0]) - kernel[0])).toBeLessThan(tolerance(kernel[0]));
    expect(Math.abs(pair.at([1.7, -0.6, 0.4, 0, 0]) - kernel[1])).toBeLessThan(tolerance(kernel[1]));
  });

  it.runIf(slopes !== undefined)("has the published kernel of derivatives", () => {
    const value = closePair(product(slope(f)), false).at([1, 0.5, 1, 0, 0]);
    expect(Math.abs(value - (slopes ?? 0))).toBeLessThan(tolerance(slopes ?? 1));
  });

  it.each([
    [2.3, 0.4, 0.7],
    [0.3, -0.35, 0.9],
    [1, 1 - 1e-9, 1],
    [1, -1 + 1e-9, 1],
    [1e-8, 3e-9, 2e-8],
  ])("agrees with quadrature at (%d, %d, %d)", (q11, q12, q22) => {
    const values: Values = [q11, q12, q22, 0, 0];
    const { value, error } = integratePair(product(f), values);
    // Near singular covariances a root of q11 q22 - q12^2 keeps half its digits: (1e-16 / 1e-9)^(1/2) of a small term.
    expect(Math.abs(pair.at(values) - value)).toBeLessThan(4 * error + 2e-12 * Math.max(1, Math.abs(value)));
  });

  it.each([
    [0, 0, 1],
    [0, 0, 0],
    [1, 1, 1],
    [1, -1, 1],
    [2, 2, 2],
    [1e-8, 1e-8, 1e-8],
  ])("agrees with quadrature at the singular covariance (%d, %d, %d)", (q11, q12, q22) => {
    // The formulas hold for arguments that vary: a jump at 0 is 1/2 in them where its argument is 0 for certain.
    if (q11 === 0 && (name === "step" || name === "sign")) return;
    const values: Values = [q11, q12, q22, 0, 0];
    const { value, error } = integratePair(product(f), values);
    expect(Math.abs(pair.at(values) - value)).toBeLessThan(error + 1e-11 * Math.max(1, Math.abs(value)));
  });

  it.runIf(
    ["relu", "leaky_relu", "abs", "erf", "sign", "step", "gelu", "relu(z - 1)", "soft threshold"].includes(name),
  )("agrees with quadrature at variances 1e8", () => {
    const values: Values = [1e8, 5e7, 1e8, 0, 0];
    const { value, error } = integratePair(product(f), values);
    expect(Math.abs(pair.at(values) - value)).toBeLessThan(error + 1e-11 * Math.max(1, Math.abs(value)));
  });
});
