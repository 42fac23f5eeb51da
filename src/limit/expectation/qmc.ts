/**
 * Expectations over many coordinates by a scrambled Sobol sequence (Owen 1995; Matousek 1998). The error of one
 * scramble is not estimated: either the whole system is evaluated several times with independent scrambles, so that the
 * spread counts how errors propagate, or one component is.
 */
import { quantile } from "../../math/laws.ts";
import { sobolPoints } from "../../math/sobol.ts";
import { normalQuantile } from "../../math/special.ts";
import { meanWithError } from "../replicates.ts";
import type { Component } from "./component.ts";
import { compileIntegrand } from "./integrand.ts";
import type { Polynomial } from "./polynomial.ts";
import { notANumber, type Result } from "./result.ts";

/** `points` is a power of two. */
export interface QmcOptions {
  readonly points: number;
  readonly seed: number;
}

const REPLICATES = 8;
const POINTS = 2 ** 16;
const SEED = 7;

/** The mean of several scrambles, always the same, with the 99.9 % half-width of its law. */
export function replicatedQmc(component: Component, weight: Polynomial): Result {
  const values = Array.from(
    { length: REPLICATES },
    (_, k) => qmcComponent(component, weight, { points: POINTS, seed: SEED + 1009 * k }).value,
  );
  return { ...meanWithError(values), method: "qmc" };
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
  if (!Number.isFinite(value)) throw notANumber();
  return { value, error: 0, method: "qmc" };
}
