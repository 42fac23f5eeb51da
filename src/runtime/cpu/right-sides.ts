/**
 * Products of one block of columns with all right-hand sides, a row at a time. Right-hand sides go four together,
 * interleaved coordinate by coordinate: an entry is then loaded once for four multiplications.
 */
import { addMultiple, addMultiples4, dot, dots4 } from "./loops.ts";

const GROUP = 4;

/** What is done with the entries of the columns `from`, .., `from + count - 1`, which `z` holds from `at` on. */
export interface BlockProduct {
  begin(from: number, count: number): void;
  visit(row: number, z: Float64Array, at: number): void;
  end(): void;
}

/** `outs[b] += W inputs[b]`. */
export function plainProduct(
  inputs: readonly Float64Array[],
  outs: readonly Float64Array[],
  block: number,
): BlockProduct {
  const grouped = inputs.length - (inputs.length % GROUP);
  const packed = new Float64Array(grouped * block);
  const sums = new Float64Array(GROUP);
  let from = 0;
  let count = 0;
  return {
    begin(first, length) {
      [from, count] = [first, length];
      for (let b = 0; b < grouped; b++) {
        const [input, start] = [inputs[b]!, startOf(b, block)];
        for (let j = 0; j < count; j++) packed[start + GROUP * j] = input[from + j]!;
      }
    },
    visit(row, z, at) {
      for (let b = 0; b < grouped; b += GROUP) {
        dots4(z, at, packed, b * block, count, sums);
        for (let k = 0; k < GROUP; k++) outs[b + k]![row]! += sums[k]!;
      }
      for (let b = grouped; b < inputs.length; b++) outs[b]![row]! += dot(z, at, inputs[b]!, from, count);
    },
    end() {},
  };
}

/** `outs[b] += W^T inputs[b]`. */
export function transposedProduct(
  inputs: readonly Float64Array[],
  outs: readonly Float64Array[],
  block: number,
): BlockProduct {
  const grouped = inputs.length - (inputs.length % GROUP);
  const packed = new Float64Array(grouped * block);
  let from = 0;
  let count = 0;
  return {
    begin(first, length) {
      [from, count] = [first, length];
      packed.fill(0);
    },
    visit(row, z, at) {
      for (let b = 0; b < grouped; b += GROUP) {
        const f0 = inputs[b]![row]!;
        const f1 = inputs[b + 1]![row]!;
        const f2 = inputs[b + 2]![row]!;
        const f3 = inputs[b + 3]![row]!;
        addMultiples4(f0, f1, f2, f3, z, at, packed, b * block, count);
      }
      for (let b = grouped; b < inputs.length; b++) addMultiple(inputs[b]![row]!, z, at, outs[b]!, from, count);
    },
    end() {
      for (let b = 0; b < grouped; b++) {
        const [out, start] = [outs[b]!, startOf(b, block)];
        for (let j = 0; j < count; j++) out[from + j]! += packed[start + GROUP * j]!;
      }
    },
  };
}

/** Where the first coordinate of right-hand side `b` is in the interleaved block. */
function startOf(b: number, block: number): number {
  return (b - (b % GROUP)) * block + (b % GROUP);
}
