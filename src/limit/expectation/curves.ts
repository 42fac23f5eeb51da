/**
 * Kinks and jumps that lie on no hyperplane (`relu(tanh(u) + v)`), along the innermost coordinate: sign changes on a
 * grid, refined by bisection, for many outer points at once. A surface that is touched and not crossed between
 * two grid points is missed; the error estimate has to notice that.
 */
import type { ExprId } from "../../ir/expr.ts";
import type { Axis } from "./axis.ts";
import type { Component } from "./component.ts";
import { compileFunctions, type Integrand } from "./integrand.ts";

/** Grid points per line; a line whose crossings are dense on this grid gets the next one. */
const GRID = 48;
const FINER = 768;
/** Of one line alone. */
const FINEST = 24_000;
/** Crossings are dense when there are more than this share of the grid points. */
const DENSE = 1 / 8;
const BISECTIONS = 52;

/** The function whose zeros are the surface, of all coordinates. */
export type Surface = Integrand;

/** The function `root` of the forms as a function of the coordinates. */
export function surfaceOf(component: Component, root: ExprId): Surface {
  const f = compileFunctions(component, [root]);
  return (coordinates, length) => f(coordinates, length)[0] as Float64Array;
}

export interface Crossings {
  /** For every outer point the parameters of the crossings. */
  readonly points: number[][];
  /** There are so many of them that more must have been missed. */
  readonly dense: boolean;
}

/**
 * Where each surface is crossed along coordinate `e`, for every outer point (coordinates of the other dimensions, all
 * arrays of one length).
 */
export function crossings(
  surfaces: readonly Surface[],
  axis: Axis,
  e: number,
  outer: readonly Float64Array[],
  count: number,
): Crossings {
  if (surfaces.length === 0) return { points: Array.from({ length: count }, () => []), dense: false };
  const first = onGrid(surfaces, axis, e, outer, count, count === 1 ? FINEST : GRID);
  return first.dense && count > 1 ? onGrid(surfaces, axis, e, outer, count, FINER) : first;
}

/** Whether the crossings of one outer point, which follow each other, are too many for the grid. */
function hasDense(roots: readonly { readonly point: number }[], size: number): boolean {
  const most = Math.ceil(DENSE * size);
  return roots.some(({ point }, r) => roots[r + most]?.point === point);
}

function onGrid(
  surfaces: readonly Surface[],
  axis: Axis,
  e: number,
  outer: readonly Float64Array[],
  count: number,
  size: number,
): Crossings {
  const found: number[][] = Array.from({ length: count }, () => []);
  const step = (axis.to - axis.from) / size;
  // An irrational offset keeps grid points off the symmetric places where surfaces like to pass.
  const grid = Array.from({ length: size + 1 }, (_, k) => Math.min(axis.to, axis.from + (k + 0.1234567) * step));
  const at = (points: readonly number[], parameters: readonly number[], surface: Surface): Float64Array => {
    const coordinates = outer.map((column, d) =>
      d === e
        ? Float64Array.from(parameters, axis.coordinate)
        : Float64Array.from(points, (i) => column[i] ?? Number.NaN),
    );
    return surface(coordinates, parameters.length);
  };
  for (const surface of surfaces) {
    const points = Array.from({ length: count * grid.length }, (_, k) => Math.floor(k / grid.length));
    const values = at(
      points,
      points.map((_, k) => grid[k % grid.length] as number),
      surface,
    );
    const roots: { readonly point: number; low: number; high: number; readonly rising: boolean }[] = [];
    for (let k = 0; k + 1 < values.length; k++) {
      const [point, next] = [points[k] as number, points[k + 1] as number];
      const [left, right] = [values[k] as number, values[k + 1] as number];
      if (point !== next || !(left * right < 0)) continue;
      roots.push({
        point,
        low: grid[k % grid.length] as number,
        high: grid[(k + 1) % grid.length] as number,
        rising: right > 0,
      });
    }
    if (roots.length === 0) continue;
    // Nobody wants the places of what is not all there.
    if (hasDense(roots, size)) return { points: found, dense: true };
    for (let iteration = 0; iteration < BISECTIONS; iteration++) {
      const middles = roots.map(({ low, high }) => (low + high) / 2);
      const signs = at(
        roots.map(({ point }) => point),
        middles,
        surface,
      );
      for (const [r, root] of roots.entries()) {
        if ((signs[r] as number) > 0 === root.rising) root.high = middles[r] as number;
        else root.low = middles[r] as number;
      }
    }
    for (const { point, low, high } of roots) found[point]?.push((low + high) / 2);
  }
  return { points: found, dense: false };
}
