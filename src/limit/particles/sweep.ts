/**
 * Averages of derivatives, all at once: one sweep backward from a vector x gives E[dZ^x / dZhat] for every earlier product
 * of one side. Adjoints are columns (one derivative per copy), or one number while they are the same for all copies;
 * they pass through every Nonlin and through every Zdot, never through scalars.
 */
import { average, type ColumnStore } from "./columns.ts";
import { dependenceOn, type Link } from "./links.ts";

/** The derivative along a link: one number for all copies, a column, or nothing where no sweep needs it. */
export type Slope = number | Float64Array | undefined;

/** `uniform + column`, the derivative of the average of x by a vector, copy by copy. */
interface Adjoint {
  uniform: number;
  column: Float64Array | undefined;
}

/** By entry of `uses` (steps of products, ascending): the average derivative of the vector of step `from`. */
export function averageDerivatives(
  from: number,
  uses: readonly number[],
  links: readonly (readonly Link[])[],
  slopeOf: (step: number, link: number) => Slope,
  store: ColumnStore,
): Float64Array {
  const derivatives = new Float64Array(uses.length);
  const first = uses[0] ?? from + 1;
  const reached = dependenceOn(uses, from, links);
  const useOf = new Map(uses.map((step, k) => [step, k]));
  const adjoints = new Map<number, Adjoint>([[from, { uniform: 1, column: undefined }]]);
  for (let step = from; adjoints.size > 0 && step >= first; step--) {
    const adjoint = adjoints.get(step);
    if (adjoint === undefined) continue;
    adjoints.delete(step);
    const use = useOf.get(step);
    if (use !== undefined) derivatives[use] = adjoint.uniform + (adjoint.column ? average(adjoint.column) : 0);
    for (const [k, link] of links[step]!.entries()) {
      const slope = link.from < first || reached[link.from - first] === 0 ? undefined : slopeOf(step, k);
      if (slope === undefined || slope === 0) continue;
      const target = adjoints.get(link.from) ?? { uniform: 0, column: undefined };
      adjoints.set(link.from, target);
      pass(adjoint, slope, target, store);
    }
    if (adjoint.column !== undefined) store.give(adjoint.column);
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
  const fresh = target.column === undefined;
  const out = target.column ?? store.take();
  target.column = out;
  if (fresh) out.fill(0);
  if (typeof slope === "number") {
    if (column !== undefined) for (let i = 0; i < out.length; i++) out[i]! += slope * column[i]!;
  } else if (column === undefined) {
    for (let i = 0; i < out.length; i++) out[i]! += slope[i]! * uniform;
  } else {
    for (let i = 0; i < out.length; i++) out[i]! += slope[i]! * (uniform + column[i]!);
  }
}
