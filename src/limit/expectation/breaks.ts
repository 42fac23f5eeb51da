/**
 * Break points for quadrature along one coordinate, the coordinates before it fixed and those after it integrated
 * away: where features lie, with panels graded towards those that are narrow. Integrating a later coordinate
 * smooths a feature over the width that this coordinate has there (a jump in h + 1e-6 g becomes a ramp of width
 * 1e-6 in h).
 */
import type { Feature } from "./features.ts";

/** Features narrower than this share of the unit get graded panels. */
const NARROW = 0.7;
/** Panels next to a singularity: the nearest one, and how much wider each next one is. */
const NEAREST = 1e-11;
const GRADE = 6;

/**
 * Ascending break points from `from` to `to` along coordinate `d`. `fixed` are the values of the coordinates that
 * the caller has already chosen, by dimension; undefined ones are integrated inside.
 */
export function breakPoints(
  features: readonly Feature[],
  d: number,
  fixed: readonly (number | undefined)[],
  from: number,
  to: number,
): number[] {
  const points = [from, to];
  const inside = (x: number): void => {
    if (x > from && x < to) points.push(x);
  };
  const graded = (centre: number, width: number): void => {
    inside(centre);
    if (width === 0) return;
    for (let reach = 1.5 * width; reach < 2 * (to - from); reach *= 3) {
      inside(centre - reach);
      inside(centre + reach);
    }
  };
  const lines = features.map((feature) => resolve(feature, d, fixed));
  for (const { slope, constant, inner, scale, singular } of lines) {
    if (slope === 0) continue;
    const centre = -constant / slope;
    const width = Math.hypot(inner, scale) / Math.abs(slope);
    if (width >= NARROW) continue;
    graded(centre, width);
    if (width !== 0 || !singular) continue;
    for (let reach = NEAREST; reach < 1; reach *= GRADE) {
      inside(centre - reach * Math.max(1, Math.abs(centre)));
      inside(centre + reach * Math.max(1, Math.abs(centre)));
    }
  }
  // Two lines that cross, seen from outside the inner integral, make a kink at the crossing, as wide as they are.
  for (const [i, a] of lines.entries()) {
    for (const c of lines.slice(0, i)) {
      if (!a.single || !c.single || a.inner === 0 || c.inner === 0) continue;
      const slope = a.slope / a.inner - c.slope / c.inner;
      const constant = a.constant / a.inner - c.constant / c.inner;
      const width = (a.scale / Math.abs(a.inner) + c.scale / Math.abs(c.inner)) / Math.abs(slope);
      if (slope !== 0 && width < NARROW) graded(-constant / slope, width);
    }
  }
  return [...new Set(points)].sort((x, y) => x - y);
}

function resolve(feature: Feature, d: number, fixed: readonly (number | undefined)[]) {
  let { constant } = feature;
  let inner = 0;
  let signed = 0;
  let count = 0;
  for (const [e, slope] of feature.slopes.entries()) {
    if (e === d) continue;
    const value = fixed[e];
    if (value !== undefined) constant += slope * value;
    else if (slope !== 0) {
      inner = Math.hypot(inner, slope);
      signed = slope;
      count++;
    }
  }
  const slope = feature.slopes[d] ?? 0;
  return {
    slope,
    constant,
    inner: count === 1 ? signed : inner,
    single: count === 1,
    scale: feature.scale,
    singular: feature.singular,
  };
}
