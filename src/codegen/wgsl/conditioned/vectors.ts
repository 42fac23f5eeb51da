/**
 * Vectors as they are known to fused sweeps: in memory, drawn again wherever they are read, or as combinations of
 * others with factors that are scalars of the trial. Only what a sweep reads is made, so most products, directions
 * and initial vectors never lie in memory.
 */

export type VectorNode =
  /** In memory, from number `at` of a trial on. */
  | { readonly kind: "stored"; readonly label: string; readonly at: number }
  /** Standard normal numbers: a row of a random stream. */
  | { readonly kind: "noise"; readonly label: string; readonly variable: number; readonly row: number }
  /** `mean + deviation * of`. */
  | {
      readonly kind: "affine";
      readonly label: string;
      readonly mean: number;
      readonly deviation: number;
      readonly of: VectorNode;
    }
  | { readonly kind: "combination"; readonly label: string; readonly terms: readonly Term[] };

/** A vector times a scalar of the trial, which may be 1. */
export interface Term {
  readonly factor: Factor;
  readonly vector: VectorNode;
}

export type Factor =
  | "one"
  | {
      readonly scalar: number;
      readonly negative: boolean;
      /** A factor of 0 leaves the vector out, also where it is not finite. */
      readonly drops: boolean;
    };

export function times(scalar: number, vector: VectorNode): Term {
  return { factor: { scalar, negative: false, drops: false }, vector };
}

export function minus(scalar: number, vector: VectorNode): Term {
  return { factor: { scalar, negative: true, drops: false }, vector };
}

export function orNothing(scalar: number, vector: VectorNode): Term {
  return { factor: { scalar, negative: false, drops: true }, vector };
}
