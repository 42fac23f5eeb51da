/** An expectation as quadrature sees it: an integrand, the axes it runs over, and where panels have to end. */
import type { Axis } from "./axis.ts";
import { breakPoints } from "./breaks.ts";
import type { Budget } from "./budget.ts";
import type { Surface } from "./curves.ts";
import type { Feature } from "./features.ts";
import type { Integrand } from "./integrand.ts";

/** How hard to try: a second, coarser run of the whole system measures how errors propagate. */
export type Level = "fine" | "coarse";

export interface Problem {
  readonly integrand: Integrand;
  readonly features: readonly Feature[];
  readonly surfaces: readonly Surface[];
  readonly axes: readonly Axis[];
  readonly budget: Budget;
  /** Special coordinates outside, normal ones inside. */
  readonly order: readonly number[];
}

/** Where panels along coordinate `d` end: its parameters, ascending, with those of `more` points. */
export function axisBreaks(
  problem: Problem,
  d: number,
  fixed: readonly (number | undefined)[],
  more: readonly number[] = [],
): number[] {
  const axis = problem.axes[d] as Axis;
  const points = breakPoints(problem.features, d, fixed, axis.coordinate(axis.from), axis.coordinate(axis.to)).map(
    axis.parameter,
  );
  points[0] = axis.from;
  points[points.length - 1] = axis.to;
  const extra = [...axis.breaks, ...more].filter((t) => t > axis.from && t < axis.to);
  return [...new Set([...points, ...extra])].sort((x, y) => x - y);
}
