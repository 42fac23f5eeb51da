/**
 * Random columns by stratified sampling: a column of a standardised law takes one point in each of many strata of equal
 * probability, in random order. Every copy has the law itself, averages of a function of one variable converge much
 * faster than those of independent draws (McKay, Beckman and Conover 1979, "Latin hypercube sampling"), and columns of
 * different variables have independent orders.
 *
 * A run on all copies is the union of two runs on half of them, with the same numbers: what these differ in is bias.
 * The points within the strata are drawn once per half and replicate; only their order differs between variables.
 */
import { quantile, type Shape } from "../../math/laws.ts";
import { fillWords, streamKey } from "../../math/random.ts";

/** All copies of a replicate, or one of its halves. */
export type Part = "whole" | "first" | "second";

export interface Strata {
  /** Number of copies. */
  readonly length: number;
  /** Writes the column of a variable: standardised, copies in random order. */
  fill(column: Float64Array, variable: number, shape: Shape): void;
}

/** The third word of the counter: no stream of a simulation uses it. */
const DOMAIN = 0x70617274;
/** The variable that places the points within their strata. */
const JITTER = 0xffff_ffff;

/** The random columns of one replicate. Deterministic in all arguments; `half` is the number of copies of one half. */
export function createStrata(seed: bigint, replicate: number, half: number, part: Part): Strata {
  const rows = part === "whole" ? [0, 1] : [part === "first" ? 0 : 1];
  const blocks = Math.ceil(half / 4);
  const words = new Int32Array(4 * blocks);
  const points = new Map<string, readonly Float64Array[]>();

  const pointsOf = (shape: Shape): readonly Float64Array[] => {
    const key = JSON.stringify(shape);
    const known = points.get(key);
    if (known !== undefined) return known;
    const made = rows.map((row) => {
      fillWords(words, blocks, streamKey(seed, JITTER, replicate), 0, row, DOMAIN);
      return Float64Array.from({ length: half }, (_, i) =>
        quantile(shape, (i + ((words[i]! >>> 0) + 0.5) / 2 ** 32) / half),
      );
    });
    points.set(key, made);
    return made;
  };

  return {
    length: rows.length * half,
    fill(column, variable, shape) {
      for (const [k, source] of pointsOf(shape).entries()) {
        fillWords(words, blocks, streamKey(seed, variable, replicate), 0, rows[k]!, DOMAIN);
        shuffleInto(column, k * half, source, words);
      }
    },
  };
}

/** Writes `source` in random order to `column` from `offset` on (Fisher and Yates, inside out), one word a step. */
function shuffleInto(column: Float64Array, offset: number, source: Float64Array, words: Int32Array): void {
  for (let i = 0; i < source.length; i++) {
    const j = Math.floor(((words[i]! >>> 0) / 2 ** 32) * (i + 1));
    column[offset + i] = column[offset + j]!;
    column[offset + j] = source[i]!;
  }
}
