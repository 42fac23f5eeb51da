/** Piecewise functions as a program would write them, and the two ways to take expectations of them. */
import * as b from "../../../../../../src/ir/build.ts";
import { gradient } from "../../../../../../src/ir/differentiate.ts";
import { createPool, type ExprId, type ExprPool } from "../../../../../../src/ir/expr.ts";
import { substitute } from "../../../../../../src/ir/substitute.ts";
import { piecewise } from "../../../../../../src/limit/expectation/closed/piecewise/family.ts";
import { createExpander } from "../../../../../../src/limit/expectation/expand.ts";
import { integrateComponent } from "../../../../../../src/limit/expectation/quadrature.ts";
import { expectation } from "../../../../../../src/limit/expectation/reduce.ts";
import type { Integrator, Result } from "../../../../../../src/limit/expectation/result.ts";

export type Fn = (pool: ExprPool, z: ExprId) => ExprId;

const number = b.constant;
const less = (p: ExprPool, x: ExprId, y: ExprId): ExprId => b.call(p, "less", x, y);

/** slope * z + intercept. */
export function affine(p: ExprPool, slope: number, z: ExprId, intercept: number): ExprId {
  return b.add(p, b.mul(p, number(p, slope), z), number(p, intercept));
}

/** scale * elu with factor alpha, as `where(z > 0, z, alpha (exp(z) - 1))`. */
function eluLike(scale: number, alpha: number): Fn {
  return (p, z) => {
    const negative = b.mul(p, number(p, alpha), affine(p, 1, b.call(p, "exp", z), -1));
    return b.mul(p, number(p, scale), b.select(p, less(p, number(p, 0), z), z, negative));
  };
}

export const functions = {
  relu: (p, z) => b.call(p, "relu", z),
  elu: eluLike(1, 1),
  selu: eluLike(1.0507009873554805, 1.6732632423543772),
  hardtanh: (p, z) => b.call(p, "clip", z, number(p, -1), number(p, 1)),
  soft: (p, z) => b.mul(p, b.call(p, "sign", z), b.call(p, "relu", affine(p, 1, b.call(p, "abs", z), -0.5))),
  shifted: (p, z) => b.call(p, "relu", affine(p, 1, z, -1)),
  relu6: (p, z) => b.call(p, "min", b.call(p, "max", z, number(p, 0)), number(p, 6)),
  hinge: (p, z) => b.call(p, "max", number(p, 0), affine(p, -1, z, 1)),
  leaky: (p, z) => b.call(p, "leaky_relu", affine(p, 0.7, z, 0.4), number(p, 0.1)),
  /** Six levels, as nested choices. */
  quantiser: (p, z) =>
    [-2, -1, 0, 1.5, 2.5].reduceRight<ExprId>(
      (rest, level, k) => b.select(p, less(p, z, number(p, level)), number(p, k - 2.5), rest),
      number(p, 2.5),
    ),
  snake: (p, z) => b.add(p, z, b.powInt(p, b.call(p, "sin", z), 2)),
} as const satisfies Readonly<Record<string, Fn>>;

/** Two means, two variances and the covariance. */
export interface Parameters {
  readonly means: readonly [number, number];
  readonly covariance: readonly [q11: number, q12: number, q22: number];
}

/** A coord that no expression of a test reads. */
const FRESH = 1000;

/** The pointwise derivative of f at z. */
export function slope(f: Fn): Fn {
  return (p, z) => {
    const derivative = gradient(p, f(p, b.coord(p, FRESH))).coords.get(FRESH) ?? number(p, 0);
    const [at = derivative] = substitute(p, [derivative], { coord: (k) => (k === FRESH ? z : undefined) });
    return at;
  };
}

/** E[f(x) g(y)], or of any function of both. */
export function expect2(
  f: (pool: ExprPool, x: ExprId, y: ExprId) => ExprId,
  { means, covariance: [q11, q12, q22] }: Parameters,
  method: "closed" | "quadrature",
): Result | undefined {
  const pool = createPool();
  const expander = createExpander(pool);
  const law = {
    covariance: (i: number, j: number) => (i !== j ? q12 : i === 0 ? q11 : q22),
    error: () => 0,
    doubt: 0,
    shape: () => undefined,
  };
  const [x, y] = [0, 1].map((k) => affine(pool, 1, b.coord(pool, k), means[k] ?? 0)) as [ExprId, ExprId];
  let declined = false;
  const integrator: Integrator = (component, weight) => {
    if (method === "quadrature") return integrateComponent(component, weight, expander, "fine");
    const result = piecewise(component, weight, expander);
    declined ||= result === undefined;
    return result ?? { value: Number.NaN, error: Number.NaN, method: "closed" };
  };
  const result = expectation(pool, expander, f(pool, x, y), law, integrator);
  return declined ? undefined : result;
}

/** E[f(x) f(y)]. */
export function kernel(f: Fn, parameters: Parameters, method: "closed" | "quadrature"): Result | undefined {
  return expect2((p, x, y) => b.mul(p, f(p, x), f(p, y)), parameters, method);
}
