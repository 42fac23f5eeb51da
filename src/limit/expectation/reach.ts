/**
 * How far the tails of a law that is not Gaussian matter, and whether the expectation is finite at all: the integrand
 * times the density is followed outward along the coordinate until it has fallen below any digit. Laplace and
 * exponential laws fall exponentially, Student and Cauchy roots exponentially in t with x = sinh(t).
 */
import type { Axis } from "./axis.ts";
import type { Component } from "./component.ts";
import { withoutPoles } from "./extent.ts";
import type { Integrand } from "./integrand.ts";
import { NoExpectation, TAME_IT, tooSlow } from "./result.ts";

/** exp(-40) is below a rounding error of the largest value. */
const DROP = 40;

/** How far a special coordinate matters, and what lies beyond: the tail is exponential in the parameter there. */
export interface Reach {
  readonly from: number;
  readonly to: number;
  /** The integral beyond both ends, and how well it is known; only where the coordinate is the only one. */
  readonly tail: number;
  readonly tailError: number;
}

/** Steps at which a tail is followed; at the end it is exponential to many digits. */
const TAIL_STEPS = 240;
/** Decay per unit of the parameter below which the expectation counts as infinite. */
const NO_DECAY = 1e-3;

/** Follows the tails of special coordinate `d` of law-weighted integrand, the normal coordinates at a few places. */
export function specialReach(component: Component, integrand: Integrand, axis: Axis, d: number): Reach {
  const dimensions = component.rank + component.specials.length;
  const alone = dimensions === 1;
  let [from, to, tail, tailError] = [axis.from, axis.to, 0, 0];
  for (const end of [axis.from, axis.to]) {
    if (axis.farthest === 0 || end === axis.support) continue;
    const farthest = Math.sign(end) * axis.farthest;
    const parameters = Float64Array.from({ length: TAIL_STEPS + 1 }, (_, k) => (farthest * k) / TAIL_STEPS);
    for (const rest of alone ? [0] : [-1.7, 0, 2.3]) {
      const coordinates = Array.from({ length: dimensions }, (_, e) =>
        e === d ? parameters.map(axis.coordinate) : new Float64Array(parameters.length).fill(rest),
      );
      const values = integrand(coordinates, parameters.length).map(
        (value, k) => Math.abs(value) * axis.weight(parameters[k] as number),
      );
      const logs = withoutPoles([...values].map(Math.log));
      const top = Math.max(...logs.filter((log) => !Number.isNaN(log)));
      if (top === Number.POSITIVE_INFINITY)
        throw new NoExpectation("the integrand grows faster than the law's tail falls", TAME_IT);
      const last = logs.findLastIndex((log) => log > top - DROP);
      const reach = Math.abs(parameters[Math.min(TAIL_STEPS, last + 1)] as number);
      if (end > 0) to = Math.max(to, reach);
      else from = Math.min(from, -reach);
      if (last < TAIL_STEPS) continue;
      const slope = decay(logs, Math.abs(farthest), TAIL_STEPS);
      const earlier = decay(logs, Math.abs(farthest), Math.round(TAIL_STEPS * 0.75));
      if (!(slope > NO_DECAY))
        throw new NoExpectation("the integrand grows as fast as the law's tail falls, or faster", TAME_IT);
      if (!alone) throw tooSlow();
      const beyond =
        ((integrand([Float64Array.of(axis.coordinate(farthest))], 1)[0] as number) * axis.weight(farthest)) / slope;
      tail += beyond;
      tailError += Math.abs(beyond) * (10 * Math.abs(slope / earlier - 1) + 1e-12);
    }
  }
  return { from, to, tail, tailError };
}

/** Minus the slope of the logarithm over the quarter before step `k`, per unit of the parameter. */
function decay(logs: readonly number[], length: number, k: number): number {
  const span = Math.round(TAIL_STEPS / 4);
  return ((logs[k - span] ?? 0) - (logs[k] ?? 0)) / ((span * length) / TAIL_STEPS);
}
