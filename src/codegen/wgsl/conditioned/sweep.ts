/**
 * One sweep over the coordinates of vectors of one length: what it reads, the pass that it carries out, what it stores
 * and the sums that it finds. Collected first, then emitted as one kernel; sums are known after that.
 */
import type { Place } from "../../../diagnostics/source.ts";
import type { ExprId } from "../../../ir/expr.ts";
import type { VectorNode } from "./vectors.ts";

/** A vector, or output `output` of the pass of this sweep. */
export type SweepValue = VectorNode | { readonly kind: "output"; readonly output: number };

export interface SweepPass {
  readonly outputs: readonly { readonly body: ExprId; readonly label: string }[];
  readonly averages: readonly { readonly body: ExprId; readonly label: string }[];
  /** `coord i` and `param j` of the bodies. */
  readonly vectors: readonly VectorNode[];
  readonly scalars: readonly { readonly at: number; readonly label: string }[];
  /** The scalar of the first average; the others follow. */
  readonly firstAverage: number;
  /** Operations for one coordinate. */
  readonly operations: number;
}

/** The sum over coordinates of the product of two vectors; of one with itself on three scales. */
export type SweepSum =
  | { readonly kind: "product"; readonly left: SweepValue; readonly right: SweepValue }
  | { readonly kind: "squares"; readonly of: SweepValue };

export interface Sweep {
  readonly length: number;
  readonly place: Place;
  readonly pass: SweepPass | undefined;
  readonly stores: { readonly value: SweepValue; readonly at: number }[];
  readonly sums: SweepSum[];
}

export function createSweep(length: number, place: Place, pass: SweepPass | undefined): Sweep {
  return { length, place, pass, stores: [], sums: [] };
}
