/**
 * Poles of integrands of several coordinates, on hyperplanes. Integrals pass where the integrand grows like a logarithm,
 * or like a power s^p of the distance with p > -1; the panels of quadrature, graded towards the hyperplane, only
 * with p > -1/2.
 */
import type { Surface } from "./curves.ts";
import type { Feature } from "./features.ts";
import type { Problem } from "./problem.ts";
import { NoExpectation, pole, SAMPLE_IT } from "./result.ts";

/** Distances between which the growth is measured. */
const NEAR = 1e-9;
/** A curved surface is known to rounding only. */
const CURVED_NEAR = 1e-8;
const FAR = 1e-5;
/** Growth that has no integral (but for rounding), and growth that the panels cannot follow. */
const NO_INTEGRAL = 0.995;
const TOO_STEEP = 0.55;
/** Places on the hyperplane, in units of each coordinate. */
const PLACES = [0, 0.61, -0.83, 1.27, -1.39] as const;

/** `curved`: functions that are 0 where a pole may be, on no hyperplane. */
export function refusePoles(problem: Problem, curved: readonly Surface[]): void {
  const orders = [
    ...problem.features.filter(({ singular }) => singular).map((feature) => orderOf(feature, problem)),
    ...curved.map((surface) => curvedOrder(surface, problem)),
  ];
  for (const order of orders) {
    if (order > NO_INTEGRAL) throw pole();
    if (order > TOO_STEEP) {
      throw new NoExpectation(
        "the integrand grows too steeply towards a pole to be integrated, although its expectation may be finite",
        SAMPLE_IT,
        "unknown",
      );
    }
  }
}

/** The largest q for which the integrand grows like s^-q at some of the places, on either side. */
function orderOf({ constant, slopes }: Feature, { axes, integrand }: Problem): number {
  const square = slopes.reduce((sum, x) => sum + x * x, 0);
  const norm = Math.sqrt(square);
  const orders = PLACES.flatMap((shift, p) => {
    const free = slopes.map((_, d) => shift * Math.cos(2 * d + p));
    const height = (constant + slopes.reduce((sum, x, d) => sum + x * (free[d] ?? 0), 0)) / square;
    const foot = slopes.map((x, d) => (free[d] ?? 0) - height * x);
    if (axes.some((axis, d) => axis.density(foot[d] ?? 0) === 0)) return [];
    return [1, -1].map((side) => {
      const at = (s: number): number => {
        const point = foot.map((x, d) => Float64Array.of(x + (side * s * (slopes[d] ?? 0)) / norm));
        return Math.abs(integrand(point, 1)[0] as number);
      };
      return Math.log(at(NEAR) / at(FAR)) / Math.log(FAR / NEAR);
    });
  });
  return Math.max(0, ...orders.filter(Number.isFinite));
}

/** Points on a line that is searched for a surface, and how far out it goes in units of the coordinates. */
const GRID = 600;
const OUT = 4;

/** The same for the zeros of a function, where lines through the middle of the law cross it. */
function curvedOrder(surface: Surface, { axes, integrand }: Problem): number {
  const on = (direction: readonly number[], ts: readonly number[], f: Surface): Float64Array =>
    f(
      axes.map((_, d) => Float64Array.from(ts, (t) => 0.11 * Math.cos(5 * d) + t * (direction[d] ?? 0))),
      ts.length,
    );
  const orders = PLACES.flatMap((place, p) => {
    const direction = axes.map((_, d) => Math.cos(p + 1 + (2.3 + place) * d));
    const grid = Array.from({ length: GRID + 1 }, (_, k) => OUT * ((2 * (k + 0.1234)) / GRID - 1));
    const values = on(direction, grid, surface);
    return grid.slice(1).flatMap((to, k) => {
      if (!((values[k] as number) * (values[k + 1] as number) < 0)) return [];
      let [low, high] = [grid[k] as number, to];
      const rising = (values[k + 1] as number) > 0;
      for (let step = 0; step < 60; step++) {
        const middle = (low + high) / 2;
        if ((on(direction, [middle], surface)[0] as number) > 0 === rising) high = middle;
        else low = middle;
      }
      const inside = axes.every((axis, d) => axis.density(0.11 * Math.cos(5 * d) + low * (direction[d] ?? 0)) > 0);
      if (!inside) return [];
      return [1, -1].map((side) => {
        const [near, far] = on(direction, [low + side * CURVED_NEAR, low + side * FAR], integrand);
        return Math.log(Math.abs((near as number) / (far as number))) / Math.log(FAR / CURVED_NEAR);
      });
    });
  });
  return Math.max(0, ...orders.filter(Number.isFinite));
}
