/**
 * Expectations over one coordinate: adaptive Gauss-Kronrod between the places where the integrand bends, and around
 * each place where it may be infinite two panels in the logarithm of the distance, in which a singularity that can be
 * integrated is an exponential tail.
 */

import type { ExprId } from "../../ir/expr.ts";
import { type Integral, integrate } from "../../math/quadrature.ts";
import type { Axis } from "./axis.ts";
import { argumentOf } from "./closed/argument.ts";
import type { Component } from "./component.ts";
import { crossings, surfaceOf } from "./curves.ts";
import type { Expander } from "./expand.ts";
import type { Polynomial } from "./polynomial.ts";
import { axisBreaks, type Problem } from "./problem.ts";
import { type NoExpectation, notANumber, type Result, unsettled } from "./result.ts";
import { integrateSide, type Singularity, shiftedIntegrand } from "./singularity.ts";

const MOST = 400_000;
/** Half-width of the panels around a singularity, where nothing else is as near. */
const HALF = 0.5;

export function integrateLine(
  component: Component,
  weight: Polynomial,
  expander: Expander,
  problem: Problem,
  poles: readonly ExprId[],
  relative: number,
): Result {
  const [axis] = problem.axes as readonly [Axis];
  const kinks = crossings(problem.surfaces, axis, 0, [new Float64Array(1)], 1);
  if (kinks.dense) throw unsettled();
  const curved = crossings(
    poles.map((root) => surfaceOf(component, root)),
    axis,
    0,
    [new Float64Array(1)],
    1,
  );
  const breaks = axisBreaks(problem, 0, [undefined], kinks.points[0]);
  const singular = singularities(component, weight, expander, problem, curved.points[0] ?? []);
  const density = (points: Float64Array): Float64Array => {
    const values = problem.integrand([points.map(axis.coordinate)], points.length);
    return values.map((value, i) => {
      const w = axis.weight(points[i] as number);
      return w === 0 ? 0 : value * w;
    });
  };
  const parts: { readonly value: number; readonly error: number; readonly magnitude: number }[] = [];
  let from = axis.from;
  const upTo = (to: number): void => {
    const inside = breaks.filter((t) => t > from && t < to);
    if (to > from) parts.push(settled(density, [from, ...inside, to], relative, MOST));
  };
  for (const [k, singularity] of singular.entries()) {
    const { at } = singularity;
    const t = axis.parameter(at);
    const others = [...breaks.map(axis.coordinate), ...singular.map((other) => other.at)];
    const gap = (side: 1 | -1): number => {
      const distances = others.map((x) => (x - at) * side).filter((x) => x > 1e-12 * Math.max(1, Math.abs(at)));
      return Math.min(HALF, Math.min(...distances) / 2);
    };
    const [left, right] = [gap(-1), gap(1)];
    if (t > axis.from) {
      upTo(axis.parameter(at - left));
      parts.push(integrateSide(singularity, axis, -1, left, relative, MOST));
    }
    if (t < axis.to) parts.push(integrateSide(singularity, axis, 1, right, relative, MOST));
    from = t < axis.to ? axis.parameter(at + right) : axis.to;
    if (k === singular.length - 1) break;
  }
  upTo(axis.to);
  const sum = (of: (part: (typeof parts)[number]) => number): number => parts.reduce((s, part) => s + of(part), 0);
  return {
    value: sum(({ value }) => value),
    error: sum(({ error }) => error) + 4e-16 * sum(({ magnitude }) => magnitude),
    method: "quadrature",
  };
}

/** Ascending, each once, within the axis. */
function singularities(
  component: Component,
  weight: Polynomial,
  expander: Expander,
  problem: Problem,
  curved: readonly number[],
): Singularity[] {
  const [axis] = problem.axes as readonly [Axis];
  const affine = problem.features
    .filter(({ singular }) => singular)
    .map(({ constant, slopes }) => (constant === 0 ? 0 : -constant / (slopes[0] ?? Number.NaN)));
  const all = [
    ...affine.map((at) => ({ at, exact: true })),
    ...curved.map((t) => ({ at: axis.coordinate(t), exact: false })),
  ];
  const inside = all
    .filter(({ at }) => at >= axis.coordinate(axis.from) && at <= axis.coordinate(axis.to))
    .sort((x, y) => x.at - y.at);
  return inside
    .filter(({ at }, k) => k === 0 || at - (inside[k - 1]?.at ?? at) > 1e-13 * Math.max(1, Math.abs(at)))
    .map(({ at, exact }) => ({
      at,
      exact,
      integrand: shiftedIntegrand(component, weight, (id) => argumentOf(component, expander, id), at),
    }));
}

/**
 * The integral by bisection; throws where it does not exist or does not converge. The values are rounded as those of an
 * integral of size `mass`, where f itself is one that has cancelled.
 */
export function settled(
  f: (points: Float64Array) => Float64Array,
  breaks: readonly number[],
  relative: number,
  most: number,
  mass = 0,
): Integral {
  const integral = integrate(f, breaks, { absolute: 4 * Number.EPSILON * mass, relative }, most);
  if (integral.outcome === "nonfinite") throw notFinite(f, breaks);
  if (integral.outcome === "cap" && integral.error > 1e-3 * Math.max(integral.magnitude, mass)) throw unsettled();
  return integral;
}

/** Whether the integrand is no number on a whole stretch, or only at a point that a rule has hit. */
function notFinite(f: (points: Float64Array) => Float64Array, breaks: readonly number[]): NoExpectation {
  const [from, to] = [breaks[0] ?? 0, breaks.at(-1) ?? 0];
  const count = 401;
  const values = f(Float64Array.from({ length: count }, (_, k) => from + ((to - from) * (k + 0.3171)) / count));
  const stretch = values.some((value, k) => !Number.isFinite(value) && !Number.isFinite(values[k + 1] ?? 0));
  return stretch ? notANumber() : unsettled();
}
