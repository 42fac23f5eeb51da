/**
 * Averages of derivatives, all at once: one sweep backward from a vector x gives E[dZ^x / dZhat] for every product on the
 * way. Adjoints are columns (one derivative per copy), or one number while they are the same for all copies; they
 * pass through Nonlins and through Zdots, never through scalars.
 */
import { average, type ColumnStore } from "./columns.ts";
import type { Station } from "./corrections.ts";
import type { Link } from "./links.ts";

/** The derivative along a link: one number for all copies, a column, or nothing where no sweep needs it. */
export type Slope = number | Float64Array | undefined;

/** `uniform + column`, the derivative of the average of x by a vector, copy by copy. */
interface Adjoint {
  uniform: number;
  column: Float64Array | undefined;
}

/** By step on the way, whose first station is x: the average derivative of x by that step's vector. */
export function averageDerivatives(
  way: readonly Station[],
  links: readonly (readonly Link[])[],
  slopeOf: (step: number, link: number) => Slope,
  store: ColumnStore,
): ReadonlyMap<number, number> {
  const derivatives = new Map<number, number>();
  const adjoints = new Map<number, Adjoint>();
  if (way[0] !== undefined) adjoints.set(way[0].step, { uniform: 1, column: undefined });
  for (const { step, links: on } of way) {
    const adjoint = adjoints.get(step);
    if (adjoint === undefined) continue;
    const { uniform, column } = adjoint;
    derivatives.set(step, column === undefined ? uniform : uniform + average(column));
    for (const link of on) {
      const slope = slopeOf(step, link);
      if (slope === undefined || slope === 0) continue;
      const { from } = links[step]![link]!;
      const target = adjoints.get(from) ?? { uniform: 0, column: undefined };
      adjoints.set(from, target);
      pass(adjoint, slope, target, store);
    }
    if (column !== undefined) store.give(column);
  }
  return derivatives;
}

/** `target += slope * adjoint` */
function pass(adjoint: Adjoint, slope: number | Float64Array, target: Adjoint, store: ColumnStore): void {
  const { uniform, column } = adjoint;
  if (typeof slope === "number") {
    target.uniform += slope * uniform;
    if (column === undefined) return;
  }
  const out = target.column ?? store.take().fill(0);
  target.column = out;
  if (typeof slope === "number") {
    if (column !== undefined) for (let i = 0; i < out.length; i++) out[i]! += slope * column[i]!;
  } else if (column === undefined) {
    for (let i = 0; i < out.length; i++) out[i]! += slope[i]! * uniform;
  } else {
    for (let i = 0; i < out.length; i++) out[i]! += slope[i]! * (uniform + column[i]!);
  }
}
