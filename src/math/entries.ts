/**
 * The random numbers of a simulation: entry (i, j) of a variable in a trial is a function of (seed, variable, trial,
 * i, j) and of nothing else, on every device. With key = `streamKey(seed, variable, trial)`,
 *
 * - normal law: the block of counter (j div 8, i, 0, 0) holds entries 8 (j div 8) to + 7, two to a word;
 * - other laws: the block of counter (j div 4, i, 1, 0) holds entries 4 (j div 4) to + 3, one to a word.
 *
 * Coordinate a of a vector is entry (0, a).
 */
import { lawDraws } from "./law-draws.ts";
import type { Shape } from "./laws.ts";
import { fillWords, type StreamKey } from "./random.ts";

/** Writes the standardised entries (row, column) to (row, column + count - 1) of a stream to `out` from `at` on. */
export type RowFiller = (
  out: Float64Array,
  at: number,
  count: number,
  key: StreamKey,
  row: number,
  column: number,
) => void;

/** Blocks drawn at once: their words stay in the nearest cache. */
const CHUNK = 256;

/**
 * Prepares the draws of a law once, for any stream and place; the filler allocates nothing. Stretches that begin at a
 * multiple of 8 draw no number twice.
 */
export function rowFiller(shape: Shape): RowFiller {
  const domain = shape.kind === "normal" ? 0 : 1;
  const perBlock = shape.kind === "normal" ? 8 : 4;
  const draw = lawDraws(shape);
  const words = new Int32Array(4 * CHUNK);
  const whole = new Float64Array(perBlock);

  /** Entries `from` to `to` of a block. */
  function fillPart(
    out: Float64Array,
    at: number,
    key: StreamKey,
    row: number,
    block: number,
    from: number,
    to: number,
  ) {
    fillWords(words, 1, key, block, row, domain);
    draw(words, 4, whole, 0);
    for (let i = from; i < to; i++) out[at + i - from] = whole[i]!;
  }

  return (out, at, count, key, row, column) => {
    const end = at + count;
    let block = Math.floor(column / perBlock);
    const skipped = column - block * perBlock;
    if (skipped > 0) {
      const to = Math.min(perBlock, skipped + count);
      fillPart(out, at, key, row, block, skipped, to);
      at += to - skipped;
      block++;
    }
    while (end - at >= perBlock) {
      const blocks = Math.min(CHUNK, Math.floor((end - at) / perBlock));
      fillWords(words, blocks, key, block, row, domain);
      draw(words, 4 * blocks, out, at);
      at += blocks * perBlock;
      block += blocks;
    }
    if (at < end) fillPart(out, at, key, row, block, 0, end - at);
  };
}
