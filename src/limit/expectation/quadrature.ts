/**
 * Expectations over one, two or three coordinates by rules that know the kinks: adaptive Gauss-Kronrod outside,
 * Gauss-Legendre panels inside (conditional form: the inner panels move with the outer coordinate, so that the error
 * does not depend on the correlation). Smooth integrands of several normal coordinates go to the trapezoidal rule.
 * The error is the adaptive estimate, or the difference of two rules.
 */
import { type Integral, panelRule } from "../../math/quadrature.ts";
import { type Axis, axesOf } from "./axis.ts";
import { type Budget, charged, foresee } from "./budget.ts";
import type { Component } from "./component.ts";
import { crossings, surfaceOf } from "./curves.ts";
import type { Expander } from "./expand.ts";
import { extentOf } from "./extent.ts";
import { featuresOf } from "./features.ts";
import { compileIntegrand } from "./integrand.ts";
import { integrateLine, settled } from "./line.ts";
import { refusePoles } from "./poles.ts";
import type { Polynomial } from "./polynomial.ts";
import { axisBreaks, type Level, type Problem } from "./problem.ts";
import { type Reach, specialReach } from "./reach.ts";
import { NoExpectation, notANumber, type Result, TAME_IT, unsettled } from "./result.ts";
import { trapezoid } from "./trapezoid.ts";

/** The largest number of dimensions that this file integrates. */
export const MAX_DIMENSIONS = 3;

const RELATIVE = { fine: 1e-12, coarse: 1e-9 } as const;
/** Nodes per inner panel. */
const NODES = { fine: 14, coarse: 10 } as const;

/** Throws {@link OverBudget} when that is spent. */
export function integrateComponent(
  component: Component,
  weight: Polynomial,
  expander: Expander,
  level: Level,
  budget: Budget = { left: Number.POSITIVE_INFINITY },
): Result {
  const integrand = charged(budget, compileIntegrand(component, weight));
  const dimensions = component.rank + component.specials.length;
  if (dimensions === 0) {
    const [value = Number.NaN] = integrand([], 1);
    if (!Number.isFinite(value))
      throw new NoExpectation("the integrand is not finite where all its variables are constant", TAME_IT);
    return { value, error: Math.abs(value) * 4e-16, method: "closed" };
  }
  const { features, curved, poles, bent } = featuresOf(component, expander);
  const all = Array.from({ length: dimensions }, (_, d) => d);
  const axes = axesOf(component, features, extentOf(component, integrand), bent);
  const reaches = axes.map((axis, d) => specialReach(component, integrand, axis, d));
  const problem: Problem = {
    integrand,
    features,
    surfaces: curved.map((root) => charged(budget, surfaceOf(component, root))),
    budget,
    axes: axes.map((axis, d) => ({ ...axis, ...reaches[d] })),
    order: [...all.slice(component.rank), ...all.slice(0, component.rank)],
  };
  const smooth = component.specials.length === 0 && dimensions > 1 && curved.length === 0;
  if (dimensions === 1) {
    const inside = integrateLine(component, weight, expander, problem, poles, RELATIVE[level]);
    return withTails(inside, reaches);
  }
  refusePoles(
    problem,
    poles.map((root) => surfaceOf(component, root)),
  );
  const inside =
    (smooth ? trapezoid(problem, level) : undefined) ??
    (dimensions < 3 ? adaptive(problem, level) : nested(problem, level));
  return withTails(inside, reaches);
}

function withTails(inside: Result, reaches: readonly Reach[]): Result {
  const beyond = reaches.reduce((sum, { tail }) => sum + tail, 0);
  const unknown = reaches.reduce((sum, { tailError }) => sum + tailError, 0);
  return { ...inside, value: inside.value + beyond, error: inside.error + unknown };
}

/** Adaptive in the outer coordinate; panels in the inner one. */
function adaptive(problem: Problem, level: Level): Result {
  const [d = 0, ...inner] = problem.order;
  const axis = problem.axes[d] as Axis;
  const along =
    (nodes: number) =>
    (points: Float64Array): Float64Array => {
      const { values } = innerPanels(problem, inner, d, points.map(axis.coordinate), nodes);
      return values.map((value, i) => {
        const w = axis.weight(points[i] as number);
        return w === 0 ? 0 : value * w;
      });
    };
  const unfixed = problem.axes.map(() => undefined);
  const breaks = axisBreaks(problem, d, unfixed);
  // The inner integrals may cancel, to 0 where the integrand is odd: what is left is rounding of this size.
  const sample = panelRule(breaks, 4, 2.7);
  const { sizes } = innerPanels(problem, inner, d, sample.nodes.map(axis.coordinate), 4);
  const masses = sizes.map((size, k) => size * (sample.weights[k] as number) * axis.weight(sample.nodes[k] as number));
  const mass = masses.reduce((sum, x) => (Number.isFinite(x) ? sum + x : sum), 0);
  const settle = (nodes: number, relative: number): Integral => settled(along(nodes), breaks, relative, 12_000, mass);
  const fine = settle(NODES[level], RELATIVE[level]);
  const rounding = 4e-16 * Math.max(fine.magnitude, mass);
  // The outer estimate does not see the inner rule: compare with fewer inner nodes.
  const fewer = settle(NODES[level] - 4, RELATIVE[level] * 100);
  const innerError = Math.abs(fine.value - fewer.value);
  return { value: fine.value, error: fine.error + innerError + rounding, method: "quadrature" };
}

/** Fixed panels in every coordinate, at two orders. */
function nested(problem: Problem, level: Level): Result {
  const run = (nodes: number): { value: number; magnitude: number } => {
    const [d = 0, ...inner] = problem.order;
    const axis = problem.axes[d] as Axis;
    const rule = panelRule(
      axisBreaks(
        problem,
        d,
        problem.axes.map(() => undefined),
      ),
      nodes,
      2.7,
    );
    const { values } = innerPanels(problem, inner, d, rule.nodes.map(axis.coordinate), nodes);
    let value = 0;
    let magnitude = 0;
    for (const [k, t] of rule.nodes.entries()) {
      const term = (values[k] as number) * (rule.weights[k] as number) * axis.weight(t);
      value += term;
      magnitude += Math.abs(term);
    }
    return { value, magnitude };
  };
  const nodes = level === "fine" ? 11 : 9;
  const fine = run(nodes);
  const coarse = run(nodes - 3);
  if (!Number.isFinite(fine.value)) throw notANumber();
  return {
    value: fine.value,
    error: Math.abs(fine.value - coarse.value) + 1e-14 * fine.magnitude,
    method: "quadrature",
  };
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

/**
 * The integral over the `inner` coordinates at each outer point, and that of the absolute value, by panels. The points of the next coordinate are
 * made for all outer points together, then theirs, so that functions are evaluated over long arrays.
 */
function innerPanels(
  problem: Problem,
  inner: readonly number[],
  d: number,
  outer: Float64Array,
  nodes: number,
): { readonly values: Float64Array; readonly sizes: Float64Array } {
  let columns = placed(problem, [[d, outer]]);
  let weights = new Float64Array(outer.length).fill(1);
  let owners = Uint32Array.from(outer, (_, i) => i);
  for (const [depth, e] of inner.entries()) {
    const axis = problem.axes[e] as Axis;
    const chosen = [d, ...inner.slice(0, depth)];
    const innermost = depth === inner.length - 1;
    const curved = innermost ? crossings(problem.surfaces, axis, e, columns, weights.length) : undefined;
    if (curved?.dense === true) throw unsettled();
    const width = inner.length > 1 ? Math.min(2.7, axis.maxWidth * 1.3) : axis.maxWidth;
    const next: { sources: number[]; parameters: number[]; weights: number[] } = {
      sources: [],
      parameters: [],
      weights: [],
    };
    for (let i = 0; i < weights.length; i++) {
      foresee(problem.budget, next.weights.length);
      const fixed: (number | undefined)[] = problem.axes.map(() => undefined);
      for (const c of chosen) fixed[c] = (columns[c] as Float64Array)[i] as number;
      const rule = panelRule(axisBreaks(problem, e, fixed, curved?.points[i]), nodes, width);
      for (const [k, t] of rule.nodes.entries()) {
        const w = (weights[i] as number) * axis.weight(t) * (rule.weights[k] as number);
        if (w === 0) continue;
        next.sources.push(i);
        next.parameters.push(t);
        next.weights.push(w);
      }
    }
    const previous = columns;
    columns = placed(problem, [
      ...chosen.map(
        (c) => [c, Float64Array.from(next.sources, (i) => (previous[c] as Float64Array)[i] as number)] as const,
      ),
      [e, Float64Array.from(next.parameters, axis.coordinate)] as const,
    ]);
    const before = owners;
    owners = Uint32Array.from(next.sources, (i) => before[i] as number);
    weights = Float64Array.from(next.weights);
  }
  const values = problem.integrand(columns, weights.length);
  const result = { values: new Float64Array(outer.length), sizes: new Float64Array(outer.length) };
  for (const [i, owner] of owners.entries()) {
    const term = (values[i] as number) * (weights[i] as number);
    result.values[owner] = (result.values[owner] as number) + term;
    result.sizes[owner] = (result.sizes[owner] as number) + Math.abs(term);
  }
  return result;
}
