/**
 * Two-point expectations E f(u) g(v) against values that were verified to 1e-14 by panelled quadrature elsewhere:
 * columns (q11, q12, q22) = (1, .5, 1) and (1.7, -.6, .4); the digits given are the tolerance.
 */
import { describe, expect, it } from "vitest";
import * as b from "../../../../src/ir/build.ts";
import { createPool, type ExprId, type ExprPool } from "../../../../src/ir/expr.ts";
import { closedForm } from "../../../../src/limit/expectation/closed/table.ts";
import { createExpander } from "../../../../src/limit/expectation/expand.ts";
import { integrateComponent } from "../../../../src/limit/expectation/quadrature.ts";
import { expectation } from "../../../../src/limit/expectation/reduce.ts";
import type { Integrator } from "../../../../src/limit/expectation/result.ts";

type Fn = (pool: ExprPool, z: ExprId) => ExprId;

const exponent = (p: ExprPool, z: ExprId, c: number): ExprId => b.call(p, "exp", b.mul(p, b.constant(p, c), z, z));
const affine = (p: ExprPool, a: number, z: ExprId, c: number): ExprId =>
  b.add(p, b.mul(p, b.constant(p, a), z), b.constant(p, c));

const kernels: readonly [name: string, f: Fn, first: number, second: number][] = [
  ["identity", (_, z) => z, 0.5, -0.6],
  ["relu", (p, z) => b.call(p, "relu", z), 0.304498890522, 0.0178418705186],
  ["leaky_relu", (p, z) => b.call(p, "leaky_relu", z, b.constant(p, 0.1)), 0.296644101323, -0.04554808488],
  ["abs", (p, z) => b.call(p, "abs", z), 0.717995562088, 0.671367482074],
  ["erf", (p, z) => b.call(p, "erf", z), 0.216346895939, -0.280437798008],
  ["sign", (p, z) => b.call(p, "sign", z), 0.333333333333, -0.518734926019],
  ["step", (p, z) => b.call(p, "step", z), 0.333333333333, 0.120316268495],
  ["gelu", (p, z) => b.call(p, "gelu", z), 0.227294915022, -0.0588968050088],
  ["sin", (p, z) => b.call(p, "sin", z), 0.191700249782, -0.222789121501],
  [
    "a sin(b z + c)",
    (p, z) => b.mul(p, b.constant(p, 0.3), b.call(p, "sin", affine(p, 1.5, z, -Math.PI / 4))),
    0.0146093610311,
    0.00109873826514,
  ],
  ["cos", (p, z) => b.call(p, "cos", z), 0.414830409931, 0.414839030121],
  ["exp", (p, z) => b.call(p, "exp", z), 4.48168907034, 1.56831218549],
  ["gaussian", (p, z) => exponent(p, z, -1), 0.353553390593, 0.392837100659],
  ["gabor", (p, z) => b.mul(p, exponent(p, z, -1), b.call(p, "sin", z)), 0.0161771013083, -0.0280636434281],
  ["x^4", (p, z) => b.powInt(p, z, 4), 28.5, 24.8976],
  ["x^5", (p, z) => b.powInt(p, z, 5), 191.25, -159.8832],
  ["rectified x^2", (p, z) => b.mul(p, z, b.call(p, "relu", z)), 0.706748335783, 0.00638583898504],
  ["rectified x^3", (p, z) => b.mul(p, z, z, b.call(p, "relu", z)), 2.68036751102, 0.00368007730864],
  ["tanh", (p, z) => b.call(p, "tanh", z), 0.186324413203, -0.238827415569],
  ["sigmoid", (p, z) => b.call(p, "sigmoid", z), 0.271428325632, 0.224021938109],
  ["softplus", (p, z) => b.call(p, "softplus", z), 0.780078165207, 0.506043689067],
  ["silu", (p, z) => b.call(p, "silu", z), 0.183169663088, -0.097827472896],
  [
    "elu",
    (p, z) => b.select(p, b.call(p, "less", b.constant(p, 0), z), z, b.add(p, b.call(p, "exp", z), b.constant(p, -1))),
    0.324783648957,
    -0.327128653846,
  ],
  ["hardtanh", (p, z) => b.call(p, "clip", z, b.constant(p, -1), b.constant(p, 1)), 0.238169165801, -0.304939012956],
  ["softsign", (p, z) => b.divide(p, z, affine(p, 1, b.call(p, "abs", z), 1)), 0.08635439355, -0.113496066978],
  ["relu(z - 1)", (p, z) => b.call(p, "relu", affine(p, 1, z, -1)), 0.0281369754991, 1.5757530148e-6],
  ["snake", (p, z) => b.add(p, z, b.powInt(p, b.call(p, "sin", z), 2)), 0.699559112808, -0.449843151487],
];

const covariances = [
  [1, 0.5, 1],
  [1.7, -0.6, 0.4],
] as const;

function evaluate(
  f: Fn,
  [q11, q12, q22]: readonly [number, number, number],
  integratorOf: (level: "fine" | "coarse") => "closed" | "open",
) {
  const pool = createPool();
  const expander = createExpander(pool);
  const law = {
    covariance: (i: number, j: number) => (i !== j ? q12 : i === 0 ? q11 : q22),
    error: () => 0,
    doubt: 0,
    shape: () => undefined,
  };
  const integrand = b.mul(pool, f(pool, b.coord(pool, 0)), f(pool, b.coord(pool, 1)));
  const integrator: Integrator = (component, weight) =>
    (integratorOf("fine") === "closed" ? closedForm(component, weight, expander) : undefined) ??
    integrateComponent(component, weight, expander, "fine");
  return expectation(pool, expander, integrand, law, integrator);
}

describe.each(kernels)("E f f for f = %s", (_, f, ...expected) => {
  it.each([0, 1] as const)("has the published value at covariance %i", (column) => {
    const covariance = covariances[column];
    const wanted = expected[column] as number;
    const digits = 10 ** (Math.floor(Math.log10(Math.abs(wanted))) - 11);
    for (const mode of ["closed", "open"] as const) {
      const { value, error } = evaluate(f, covariance, () => mode);
      expect(Math.abs(value - wanted), `${mode}: ${value} +- ${error}`).toBeLessThan(Math.max(digits, 1e-13));
      expect(error).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)));
      expect(Math.abs(value - wanted)).toBeLessThan(error + digits);
    }
  });
});
