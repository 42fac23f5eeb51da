/**
 * How far out an integrand matters, and whether its expectation is finite at all. Along rays the integrand times the
 * normal density is followed outward until it has fallen below any digit; if it does not fall, the expectation
 * is infinite. (`exp(z^2)` times a density of variance 1 grows; `exp(3 z)` peaks at 3 and needs a wider domain.)
 */
import type { Component } from "./component.ts";
import type { Integrand } from "./integrand.ts";
import { NoExpectation, TAME_IT, tooSlow } from "./result.ts";

const DEFAULT = 8.5;
const FARTHEST = 36;
/** exp(-40) is below a rounding error of the largest value. */
const DROP = 40;

/** Half-width of the cube of normal coordinates that holds the integral. Special coordinates are kept at 0. */
export function extentOf(component: Component, integrand: Integrand): number {
  const { rank } = component;
  if (rank === 0) return 0;
  const dimensions = rank + component.specials.length;
  let extent = DEFAULT;
  for (const direction of rays(component)) {
    const radii = Array.from({ length: 2 * FARTHEST + 1 }, (_, k) => k / 2);
    const coordinates = Array.from({ length: dimensions }, (_, d) =>
      Float64Array.from(radii, (r) => r * (direction[d] ?? 0)),
    );
    const values = integrand(coordinates, radii.length);
    const logs = withoutPoles(radii.map((r, k) => Math.log(Math.abs(values[k] as number)) - (r * r) / 2));
    const finite = logs.filter((log) => !Number.isNaN(log));
    const top = Math.max(...finite);
    if (top === Number.NEGATIVE_INFINITY) continue;
    if (top === Number.POSITIVE_INFINITY) {
      const first = logs.indexOf(Number.POSITIVE_INFINITY);
      if ((radii[first] ?? 0) > 5)
        throw new NoExpectation("the integrand grows faster than the Gaussian density falls", TAME_IT);
      continue;
    }
    const last = logs.findLastIndex((log) => log > top - DROP);
    const reach = radii[last] ?? 0;
    if (reach >= FARTHEST) {
      if ((logs[last] ?? 0) < (logs[FARTHEST] ?? 0) - 2) throw tooSlow();
      throw new NoExpectation("the integrand grows as fast as the Gaussian density falls, or faster", TAME_IT);
    }
    extent = Math.max(extent, reach + 0.5);
  }
  return extent;
}

/** An infinity between two numbers is a pole that was hit, not a tail that grows: it is as large as its neighbours. */
export function withoutPoles(logs: readonly number[]): number[] {
  return logs.map((log, k) => {
    if (log !== Number.POSITIVE_INFINITY) return log;
    const near = [logs[k - 1], logs[k + 1]].filter((x) => x !== undefined);
    const last = k === logs.length - 1;
    return last || near.some((x) => x === Number.POSITIVE_INFINITY) ? log : Math.max(...near.filter(Number.isFinite));
  });
}

/** Unit vectors along the normal axes and along the gradients of the forms, both ways. */
function rays(component: Component): number[][] {
  const { rank } = component;
  const directions: number[][] = Array.from({ length: rank }, (_, d) =>
    Array.from({ length: rank }, (__, e) => (d === e ? 1 : 0)),
  );
  for (const { load } of component.forms) {
    const own = load.slice(0, rank);
    const norm = Math.hypot(...own);
    if (norm > 0) directions.push(own.map((x) => x / norm));
  }
  if (rank > 1) {
    const loads = component.forms.map(({ load }) => load.slice(0, rank));
    const total = Array.from({ length: rank }, (_, d) => loads.reduce((sum, load) => sum + (load[d] ?? 0), 0));
    const norm = Math.hypot(...total);
    if (norm > 0) directions.push(total.map((x) => x / norm));
  }
  return directions.flatMap((direction) => [direction, direction.map((x) => -x)]);
}
