/**
 * The explicit sampler: every entry of a matrix exists, drawn when it is needed or kept for the trial. The entries are
 * visited in blocks of columns, and each block serves all right-hand sides; sums run in the same order whether the
 * entries are drawn or read, so keeping a matrix changes no bit of the result.
 */
import type { PlannedMatrix } from "../../plan/simulation-plan.ts";
import type { EntrySource } from "./entries.ts";
import { type BlockProduct, plainProduct, transposedProduct } from "./right-sides.ts";

/** Entries drawn at a time, a multiple of 8: they stay in the first cache with four right-hand sides. */
const BLOCK = 512;

export interface ExplicitMatrix {
  /** Forgets the entries of the trial before. */
  begin(seed: bigint, trial: number): void;
  /** `outs[b] = W inputs[b]`. */
  multiply(inputs: readonly Float64Array[], outs: readonly Float64Array[]): void;
  /** `outs[b] = W^T inputs[b]`. */
  multiplyTransposed(inputs: readonly Float64Array[], outs: readonly Float64Array[]): void;
}

/** With `keep` the entries stay in memory, rows * cols numbers, from the first product of a trial on. */
export function explicitMatrix(matrix: PlannedMatrix, entries: EntrySource, keep: boolean): ExplicitMatrix {
  const { rows, cols, scale } = matrix;
  const block = Math.min(BLOCK, cols);
  const stored = keep ? new Float64Array(rows * cols) : undefined;
  const scratch = new Float64Array(block);
  let known = false;

  /** Runs over all entries, but for rows that may be skipped where nothing is to be kept. */
  const sweep = (product: BlockProduct, skip: (row: number) => boolean): void => {
    for (let from = 0; from < cols; from += block) {
      const count = Math.min(block, cols - from);
      product.begin(from, count);
      for (let row = 0; row < rows; row++) {
        if (stored !== undefined) {
          const at = row * cols + from;
          if (!known) entries.fill(row, from, stored, at, count);
          product.visit(row, stored, at);
        } else if (!skip(row)) {
          entries.fill(row, from, scratch, 0, count);
          product.visit(row, scratch, 0);
        }
      }
      product.end();
    }
    known = stored !== undefined;
  };
  const rescale = (outs: readonly Float64Array[]): void => {
    for (const out of outs) for (let i = 0; i < out.length; i++) out[i]! *= scale;
  };

  return {
    begin(seed, trial) {
      known = false;
      entries.begin(seed, trial);
    },
    multiply(inputs, outs) {
      for (const out of outs) out.fill(0);
      sweep(plainProduct(inputs, outs, block), () => false);
      rescale(outs);
    },
    multiplyTransposed(inputs, outs) {
      for (const out of outs) out.fill(0);
      const vanishes = (row: number): boolean => inputs.every((input) => input[row] === 0);
      sweep(transposedProduct(inputs, outs, block), vanishes);
      rescale(outs);
    },
  };
}
