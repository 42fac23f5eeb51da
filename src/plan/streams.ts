/**
 * The numbers of the random streams: which `variable` word of the key belongs to what. A number depends on the order
 * of declaration alone, so `W` has the same entries at every width, under every plan, and whatever else the program
 * computes.
 *
 *     matrix m                                        m
 *     initial vector k (all groups counted through)   2^30 + k
 *     fresh noise of the conditioned sampler          2^31 + 2 m, plus 1 for products with the transpose
 */
import type { InputGroup, MatrixId } from "../ir/program.ts";

const VECTORS = 2 ** 30;
const NOISE = 2 ** 31;

/** Entries of the matrix: entry (i, j) of the stream is entry (i, j) of the matrix, standardised. */
export function matrixVariable(matrix: MatrixId): number {
  return matrix;
}

/**
 * Of each group of initial vectors the variables of its members: coordinate j of a vector is entry (0, j). The members
 * of a joint group are made from independent standard normal vectors with these variables.
 */
export function vectorVariables(inputs: readonly InputGroup[]): readonly (readonly number[])[] {
  let next = VECTORS;
  return inputs.map((group) => (group.kind === "single" ? [next++] : group.members.map(() => next++)));
}

/** Fresh noise of the conditioned sampler: the u-th product of a side, counted from 0, draws row u. */
export function noiseVariables(matrix: MatrixId): { readonly plain: number; readonly transposed: number } {
  return { plain: NOISE + 2 * matrix, transposed: NOISE + 2 * matrix + 1 };
}
