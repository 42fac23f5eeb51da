/**
 * Expectations over one, two or three coordinates by rules that know the kinks: adaptive Gauss-Kronrod outside,
 * Gauss-Legendre panels inside (conditional form: the inner panels move with the outer coordinate, so that the error
 * does not depend on the correlation). Smooth integrands of several normal coordinates use the trapezoidal rule,
 * which converges exponentially for them. The error is the difference of two rules, or the adaptive estimate.
 */
import { integrate, panelRule } from "../../math/quadrature.ts";
import { type Axis, axesOf } from "./axis.ts";
import { breakPoints } from "./breaks.ts";
import type { Component } from "./component.ts";
import type { Expander } from "./expand.ts";
import { extentOf } from "./extent.ts";
import { type Feature, featuresOf } from "./features.ts";
import { compileIntegrand, type Integrand } from "./integrand.ts";
import type { Polynomial } from "./polynomial.ts";
import { NoExpectation, type Result } from "./result.ts";

/** How hard to try: a second, coarser run of the whole system measures how errors propagate. */
export type Level = "fine" | "coarse";

/** The largest number of dimensions that this file integrates. */
export const MAX_DIMENSIONS = 3;

const NODES = { fine: 16, coarse: 11 } as const;
const RELATIVE = { fine: 1e-13, coarse: 1e-10 } as const;

interface Problem {
  readonly integrand: Integrand;
  readonly features: readonly Feature[];
  readonly axes: readonly Axis[];
  readonly level: Level;
}

export function integrateComponent(component: Component, weight: Polynomial, expander: Expander, level: Level): Result {
  const integrand = compileIntegrand(component, weight);
  const dimensions = component.rank + component.specials.length;
  if (dimensions === 0) {
    const [value = Number.NaN] = integrand([], 1);
    if (!Number.isFinite(value))
      throw new NoExpectation("the integrand is not finite where all its variables are constant");
    return { value, error: Math.abs(value) * 4e-16, method: "closed" };
  }
  const { features, complete } = featuresOf(component, expander);
  const problem: Problem = {
    integrand,
    features,
    axes: axesOf(component, features, extentOf(component, integrand)),
    level,
  };
  const order = integrationOrder(component);
  if (component.specials.length === 0 && dimensions > 1) {
    const smooth = trapezoid(problem, dimensions);
    if (smooth !== undefined && complete) return smooth;
  }
  if (dimensions === 1) return outermost(problem, order, complete);
  const first = outermost(problem, order, complete);
  if (complete && first.error <= 1e-9 * Math.max(Math.abs(first.value), 1e-3)) return first;
  // Kinks that are on no hyperplane: refine the inner integral too where the panels have missed them.
  return dimensions === 2 ? outermost(problem, order, false) : first;
}

/** Special coordinates outside, normal ones inside. */
function integrationOrder(component: Component): number[] {
  const dimensions = Array.from({ length: component.rank + component.specials.length }, (_, d) => d);
  return [...dimensions.slice(component.rank), ...dimensions.slice(0, component.rank)];
}

function outermost(problem: Problem, order: readonly number[], panelsInside: boolean): Result {
  const [d = 0, ...inner] = order;
  const axis = problem.axes[d] as Axis;
  const fixed: (number | undefined)[] = problem.axes.map(() => undefined);
  const breaks = axisBreaks(problem, axis, d, fixed);
  const relative = RELATIVE[problem.level];
  const evaluate = (points: Float64Array): Float64Array =>
    inner.length === 0
      ? weighted(axis, points, (x) => problem.integrand(placed(problem, [[d, x]]), x.length))
      : weighted(axis, points, (x) =>
          inner.length === 1 && !panelsInside ? adaptiveInner(problem, d, inner, x) : panelInner(problem, d, inner, x),
        );
  const integral = integrate(evaluate, breaks, { absolute: 0, relative }, inner.length === 0 ? 400_000 : 20_000);
  if (integral.outcome === "nonfinite")
    throw new NoExpectation("the integrand is infinite or not a number with positive probability");
  if (integral.outcome === "cap" && integral.error > 1e-3 * integral.magnitude) {
    throw new NoExpectation("the integral does not converge: it may be infinite");
  }
  const rounding = 4e-16 * integral.magnitude;
  const innerError = inner.length === 0 ? 0 : innerAccuracy(problem) * integral.magnitude;
  return { value: integral.value, error: integral.error + rounding + innerError, method: "quadrature" };
}

/** Relative accuracy of the inner panels, measured on kinked and smooth integrands of bounded slope (see the tests). */
function innerAccuracy(problem: Problem): number {
  return problem.level === "fine" ? 2e-13 : 1e-9;
}

function weighted(axis: Axis, points: Float64Array, f: (x: Float64Array) => Float64Array): Float64Array {
  const values = f(points.map(axis.coordinate));
  return values.map((value, i) => {
    const w = axis.weight(points[i] as number);
    return w === 0 ? 0 : value * w;
  });
}

/** Coordinate arrays with only the given dimensions present. */
function placed(
  problem: Problem,
  given: readonly (readonly [dimension: number, values: Float64Array])[],
): Float64Array[] {
  const out: Float64Array[] = problem.axes.map(() => new Float64Array(0));
  for (const [d, values] of given) out[d] = values;
  return out;
}

function axisBreaks(problem: Problem, axis: Axis, d: number, fixed: readonly (number | undefined)[]): number[] {
  const from = axis.coordinate(axis.from);
  const to = axis.coordinate(axis.to);
  const points = breakPoints(problem.features, d, fixed, from, to).map(axis.parameter);
  points[0] = axis.from;
  points[points.length - 1] = axis.to;
  return [...new Set([...points, ...axis.breaks])].sort((x, y) => x - y);
}

/** The inner integral at each outer point by panels; all points of a call are evaluated together. */
function panelInner(problem: Problem, d: number, inner: readonly number[], outer: Float64Array): Float64Array {
  const result = new Float64Array(outer.length);
  const columns = new Map<number, number[]>([[d, []], ...inner.map((e) => [e, []] as [number, number[]])]);
  const weights: number[] = [];
  const owners: number[] = [];
  const visit = (at: number, depth: number, fixed: (number | undefined)[], weight: number): void => {
    const e = inner[depth];
    if (e === undefined) {
      for (const [dimension, column] of columns) column.push(fixed[dimension] as number);
      weights.push(weight);
      owners.push(at);
      return;
    }
    const axis = problem.axes[e] as Axis;
    const nodes = inner.length > 1 ? Math.ceil(NODES[problem.level] * 0.65) : NODES[problem.level];
    const rule = panelRule(axisBreaks(problem, axis, e, fixed), nodes, inner.length > 1 ? 2.7 : axis.maxWidth);
    for (const [k, t] of rule.nodes.entries()) {
      const density = axis.weight(t) * (rule.weights[k] as number);
      if (density * weight < 1e-22) continue;
      fixed[e] = axis.coordinate(t);
      visit(at, depth + 1, fixed, weight * density);
    }
    fixed[e] = undefined;
  };
  for (const [at, x] of outer.entries()) {
    const fixed: (number | undefined)[] = problem.axes.map(() => undefined);
    fixed[d] = x;
    visit(at, 0, fixed, 1);
  }
  const values = problem.integrand(
    placed(
      problem,
      [...columns].map(([e, column]) => [e, Float64Array.from(column)] as const),
    ),
    weights.length,
  );
  for (const [i, owner] of owners.entries())
    result[owner] = (result[owner] as number) + (values[i] as number) * (weights[i] as number);
  return result;
}

/** The inner integral at each outer point, refined until it has converged. */
function adaptiveInner(problem: Problem, d: number, inner: readonly number[], outer: Float64Array): Float64Array {
  const [e = 0] = inner;
  const axis = problem.axes[e] as Axis;
  return outer.map((x) => {
    const fixed: (number | undefined)[] = problem.axes.map(() => undefined);
    fixed[d] = x;
    const f = (points: Float64Array): Float64Array =>
      weighted(axis, points, (y) =>
        problem.integrand(
          placed(problem, [
            [d, new Float64Array(y.length).fill(x)],
            [e, y],
          ]),
          y.length,
        ),
      );
    const breaks = axisBreaks(problem, axis, e, fixed);
    return integrate(f, breaks, { absolute: 1e-300, relative: 1e-12 }, 20_000).value;
  });
}

/**
 * The trapezoidal rule on the cube, for integrands that are smooth on the scale of the law; undefined where two step
 * sizes disagree. The finer rule's error is estimated from the difference by the exponential rate.
 */
function trapezoid(problem: Problem, dimensions: number): Result | undefined {
  const steepest = Math.max(1, ...problem.features.map(({ slopes }) => Math.max(...slopes.map(Math.abs))));
  if (problem.features.some(({ scale }) => scale === 0) || steepest > (dimensions === 2 ? 3 : 1.6)) return undefined;
  const base = (dimensions === 2 ? 0.25 : 0.42) * (problem.level === "fine" ? 1 : 1.2);
  const fine = tensor(problem, dimensions, base / steepest);
  const coarse = tensor(problem, dimensions, (base * 1.32) / steepest);
  const relative = Math.abs(fine.value - coarse.value) / fine.magnitude;
  if (!(relative < 1e-8)) return undefined;
  const error = fine.magnitude * Math.max(4e-16, 10 * relative ** 1.25);
  return { value: fine.value, error, method: "quadrature" };
}

function tensor(problem: Problem, dimensions: number, step: number): { value: number; magnitude: number } {
  const extent = problem.axes[0]?.to ?? 0;
  const half = Math.ceil(extent / step);
  const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, k) => (k - half) * step);
  const weights = nodes.map((x) => step * (problem.axes[0] as Axis).weight(x));
  const length = nodes.length ** (dimensions - 1);
  const rest = Array.from({ length: dimensions }, () => new Float64Array(length));
  const restWeights = new Float64Array(length).fill(1);
  for (let i = 0; i < length; i++) {
    for (let d = 1, code = i; d < dimensions; d++, code = Math.floor(code / nodes.length)) {
      const k = code % nodes.length;
      (rest[d] as Float64Array)[i] = nodes[k] as number;
      restWeights[i] = (restWeights[i] as number) * (weights[k] as number);
    }
  }
  let value = 0;
  let magnitude = 0;
  for (const [k, x] of nodes.entries()) {
    const own = weights[k] as number;
    rest[0] = new Float64Array(length).fill(x);
    const values = problem.integrand(rest, length);
    for (let i = 0; i < length; i++) {
      const term = (values[i] as number) * (restWeights[i] as number) * own;
      value += term;
      magnitude += Math.abs(term);
    }
  }
  return { value, magnitude };
}
