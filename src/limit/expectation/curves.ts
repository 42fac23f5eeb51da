/**
 * Kinks and jumps that lie on no hyperplane (`relu(tanh(u) + v)`), along the innermost coordinate: sign changes on a
 * grid, refined by bisection, for many outer points at once. A surface that is touched and not crossed between
 * two grid points is missed; the error estimate has to notice that.
 */
import type { Axis } from "./axis.ts";
import type { Integrand } from "./integrand.ts";

const GRID = 48;
const BISECTIONS = 52;

/** The function whose zeros are the surface, of all coordinates. */
export type Surface = Integrand;

/**
 * Where each surface is crossed along coordinate `e`: for every outer point (coordinates of the other dimensions,
 * all arrays of one length) the parameters of the crossings.
 */
export function crossings(
  surfaces: readonly Surface[],
  axis: Axis,
  e: number,
  outer: readonly Float64Array[],
  count: number,
): number[][] {
  const found: number[][] = Array.from({ length: count }, () => []);
  if (surfaces.length === 0) return found;
  const step = (axis.to - axis.from) / GRID;
  // An irrational offset keeps grid points off the symmetric places where surfaces like to pass.
  const grid = Array.from({ length: GRID + 1 }, (_, k) => Math.min(axis.to, axis.from + (k + 0.1234567) * step));
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
  return found;
}
