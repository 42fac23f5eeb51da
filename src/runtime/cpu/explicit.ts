/**
 * The explicit sampler: every entry of a matrix exists, drawn when it is needed or kept for the trial. The entries are
 * visited in blocks of columns, and each block serves all right-hand sides; sums run in the same order whether the
 * entries are drawn or read, so keeping a matrix changes no bit of the result.
 */
import type { PlannedMatrix } from "../../plan/simulation-plan.ts";
import type { EntrySource } from "./entries.ts";
import { addMultiple, dot } from "./loops.ts";

/** Entries drawn at a time. */
const BLOCK = 1024;

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
  const stored = keep ? new Float64Array(rows * cols) : undefined;
  const scratch = new Float64Array(Math.min(BLOCK, cols));
  let known = false;

  /** Calls `visit` for every stretch of `count` columns from `from` of every row, whose entries are in `z` from `at`. */
  const eachStretch = (
    skip: (row: number) => boolean,
    visit: (row: number, from: number, count: number, z: Float64Array, at: number) => void,
  ): void => {
    for (let from = 0; from < cols; from += BLOCK) {
      const count = Math.min(BLOCK, cols - from);
      for (let row = 0; row < rows; row++) {
        if (stored !== undefined) {
          const at = row * cols + from;
          if (!known) entries.fill(row, from, stored, at, count);
          visit(row, from, count, stored, at);
        } else if (!skip(row)) {
          entries.fill(row, from, scratch, 0, count);
          visit(row, from, count, scratch, 0);
        }
      }
    }
    known = stored !== undefined;
  };

  const rescale = (out: Float64Array): void => {
    for (let i = 0; i < out.length; i++) out[i]! *= scale;
  };

  return {
    begin(seed, trial) {
      known = false;
      entries.begin(seed, trial);
    },
    multiply(inputs, outs) {
      for (const out of outs) out.fill(0);
      eachStretch(
        () => false,
        (row, from, count, z, at) => {
          for (let b = 0; b < inputs.length; b++) outs[b]![row]! += dot(z, at, inputs[b]!, from, count);
        },
      );
      for (const out of outs) rescale(out);
    },
    multiplyTransposed(inputs, outs) {
      for (const out of outs) out.fill(0);
      const vanishes = (row: number): boolean => inputs.every((input) => input[row] === 0);
      eachStretch(vanishes, (row, from, count, z, at) => {
        for (let b = 0; b < inputs.length; b++) addMultiple(inputs[b]![row]!, z, at, outs[b]!, from, count);
      });
      for (const out of outs) rescale(out);
    },
  };
}
