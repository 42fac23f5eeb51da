/**
 * Expectations over many coordinates by a scrambled Sobol sequence. The error is not estimated here: the whole system
 * is evaluated several times with independent scrambles, so that the spread counts how errors propagate.
 */
import { quantile } from "../../math/laws.ts";
import { sobolPoints } from "../../math/sobol.ts";
import { normalQuantile } from "../../math/special.ts";
import type { Component } from "./component.ts";
import { compileIntegrand } from "./integrand.ts";
import type { Polynomial } from "./polynomial.ts";
import { NoExpectation, type Result, TAME_IT } from "./result.ts";

/** `points` is a power of two. */
export interface QmcOptions {
  readonly points: number;
  readonly seed: number;
}

export function qmcComponent(component: Component, weight: Polynomial, options: QmcOptions): Result {
  const integrand = compileIntegrand(component, weight);
  const dimensions = component.rank + component.specials.length;
  const uniforms = sobolPoints(dimensions, options.points, options.seed);
  const coordinates = uniforms.map((column, d) => {
    const shape = component.specials[d - component.rank];
    return column.map(shape === undefined ? normalQuantile : (p) => quantile(shape, p));
  });
  const values = integrand(coordinates, options.points);
  let sum = 0;
  for (const value of values) sum += value;
  const value = sum / options.points;
  if (!Number.isFinite(value))
    throw new NoExpectation("the integrand is infinite or not a number with positive probability", TAME_IT);
  return { value, error: 0, method: "qmc" };
}
