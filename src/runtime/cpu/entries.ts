/** The entries of one random stream, drawn by stretches of a row. */

import { normalsFromWords } from "../../math/normal-transform.ts";
import { fillWords, type StreamKey, streamKey } from "../../math/random.ts";
import type { Stream } from "../../plan/simulation-plan.ts";

export interface EntrySource {
  /** Chooses the trial whose entries `fill` draws. */
  begin(seed: bigint, trial: number): void;
  /**
   * Writes the standardised entries (row, from), .., (row, from + count - 1) to `out`, from position `at` on; `from`
   * is a multiple of 8.
   */
  fill(row: number, from: number, out: Float64Array, at: number, count: number): void;
}

export function entrySource({ variable, shape }: Stream): EntrySource {
  let key: StreamKey = streamKey(0n, variable, 0);
  let words = new Int32Array(0);
  const last = new Float64Array(2);
  if (shape.kind !== "normal") throw new Error("not yet");
  return {
    begin(seed, trial) {
      key = streamKey(seed, variable, trial);
    },
    fill(row, from, out, at, count) {
      const blocks = Math.ceil(count / 8);
      if (words.length < 4 * blocks) words = new Int32Array(4 * blocks);
      fillWords(words, blocks, key, from / 8, row, 0);
      const pairs = count >> 1;
      normalsFromWords(words, pairs, out, at);
      if (count % 2 === 1) {
        normalsFromWords(words.subarray(pairs), 1, last, 0);
        out[at + count - 1] = last[0]!;
      }
    },
  };
}
