/**
 * Integrands that differ by the names of their variables only - those of the layers of a network - are taken apart once;
 * where their covariances are the same numbers too, they have one expectation.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { Expander } from "./expand.ts";
import type { BasisLaw } from "./law.ts";
import { expectation } from "./reduce.ts";
import type { Integrator, Result } from "./result.ts";

/** Integrands over more variables than this are few. */
const MOST_VARIABLES = 6;

/** {@link expectation}, asked once for all integrands that are alike. */
export function expectationsOfAlike(
  pool: ExprPool,
  expander: Expander,
  integrator: Integrator,
): (integrand: ExprId, law: BasisLaw) => Result {
  const known = new Map<string, Result>();
  return (integrand, law) => {
    const variables = leavesOf(pool, [integrand]).coords;
    // Products of affine forms need not be taken apart at all.
    const direct = expander.linearMoment(integrand, law);
    if (direct !== undefined) return direct;
    if (variables.length > MOST_VARIABLES || variables.some((i) => law.shape(i) !== undefined))
      return expectation(pool, expander, integrand, law, integrator);
    const covariance = variables.map((i, k) => variables.slice(0, k + 1).map((j) => law.covariance(i, j)));
    const places = new Map(variables.map((i, k) => [i, b.coord(pool, k)]));
    const [nameless = integrand] = substitute(pool, [integrand], { coord: (i) => places.get(i) });
    const errors = variables.map((i, k) => variables.slice(0, k + 1).map((j) => law.error(i, j)));
    const key = `${nameless} ${covariance.join()} ${errors.join()}`;
    const found =
      known.get(key) ?? expectation(pool, expander, nameless, lawOf(covariance, errors, law.doubt), integrator);
    known.set(key, found);
    return found;
  };
}

type Triangle = readonly (readonly number[])[];

/** Gaussian variables by their lower triangles of covariances and of errors. */
function lawOf(covariance: Triangle, errors: Triangle, doubt: number): BasisLaw {
  return {
    covariance: (i, j) => covariance[Math.max(i, j)]?.[Math.min(i, j)] ?? 0,
    error: (i, j) => errors[Math.max(i, j)]?.[Math.min(i, j)] ?? 0,
    doubt,
    shape: () => undefined,
  };
}
