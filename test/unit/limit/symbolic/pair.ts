/**
 * Expectations over two Gaussian variables u and v with free variances, covariance and means, closed with symbols and
 * integrated with numbers: what the tests of the rules compare.
 */
import * as b from "../../../../src/ir/build.ts";
import { createPool, type ExprId, type ExprPool } from "../../../../src/ir/expr.ts";
import { evaluateClosed } from "../../../../src/ir/tape.ts";
import { createExpander as createNumericExpander } from "../../../../src/limit/expectation/expand.ts";
import { integrateComponent } from "../../../../src/limit/expectation/quadrature.ts";
import { expectation } from "../../../../src/limit/expectation/reduce.ts";
import { type ClosedForm, createCloser } from "../../../../src/limit/symbolic/closer.ts";

/** Var(u), Cov(u, v), Var(v), E u, E v. */
export type Values = readonly [q11: number, q12: number, q22: number, m1: number, m2: number];

export type Integrand = (pool: ExprPool, u: ExprId, v: ExprId) => ExprId;

export interface ClosedPair {
  readonly pool: ExprPool;
  readonly closed: ClosedForm | undefined;
  readonly at: (values: Values) => number;
}

/** The closed form of E[integrand(m1 + z1, m2 + z2)]; `means` false: m1 = m2 = 0, known to be. */
export function closePair(integrand: Integrand, means: boolean): ClosedPair {
  const pool = createPool();
  const param = (j: number): ExprId => b.param(pool, j);
  const variable = (i: number): ExprId => (means ? b.add(pool, b.coord(pool, i), param(3 + i)) : b.coord(pool, i));
  const root = integrand(pool, variable(0), variable(1));
  const law = { covariance: (i: number, j: number): ExprId => param(i + j), shape: () => undefined };
  const closed = createCloser(pool, law).close(root);
  return {
    pool,
    closed,
    at: (values) =>
      closed === undefined ? Number.NaN : (evaluateClosed(pool, [closed.value], values)[0] ?? Number.NaN),
  };
}

/** The same by quadrature, without closed forms. */
export function integratePair(
  integrand: Integrand,
  values: Values,
): { readonly value: number; readonly error: number } {
  const [q11, q12, q22, m1, m2] = values;
  const pool = createPool();
  const expander = createNumericExpander(pool);
  const variable = (i: number, mean: number): ExprId => b.add(pool, b.coord(pool, i), b.constant(pool, mean));
  const law = {
    covariance: (i: number, j: number): number => [q11, q12, q22][i + j] as number,
    error: () => 0,
    doubt: 0,
    shape: () => undefined,
  };
  return expectation(pool, expander, integrand(pool, variable(0, m1), variable(1, m2)), law, (component, weight) =>
    integrateComponent(component, weight, expander, "fine"),
  );
}
