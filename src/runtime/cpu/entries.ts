/** The entries of one random stream in the trial at hand. */
import { type RowFiller, rowFiller } from "../../math/entries.ts";
import { type StreamKey, streamKey } from "../../math/random.ts";
import type { Stream } from "../../plan/simulation-plan.ts";

export interface EntrySource {
  /** Chooses the trial whose entries `fill` draws. */
  begin(seed: bigint, trial: number): void;
  /** Writes the standardised entries (row, from), .., (row, from + count - 1) to `out`, from position `at` on. */
  fill(row: number, from: number, out: Float64Array, at: number, count: number): void;
}

/** Makes sources; the tables that a law needs are made once for all streams of that law. */
export function entrySources(): (stream: Stream) => EntrySource {
  const fillers = new Map<string, RowFiller>();
  return ({ variable, shape }) => {
    const law = JSON.stringify(shape);
    const fillRow = fillers.get(law) ?? rowFiller(shape);
    fillers.set(law, fillRow);
    let key: StreamKey = streamKey(0n, variable, 0);
    return {
      begin(seed, trial) {
        key = streamKey(seed, variable, trial);
      },
      fill(row, from, out, at, count) {
        fillRow(out, at, count, key, row, from);
      },
    };
  };
}
