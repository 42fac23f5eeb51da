/**
 * Random words to numbers of the standardised laws, by inverting the distribution function at u = (word + 1/2) / 2^32;
 * the normal law takes the polar map instead, two numbers to a word. Quantiles of symmetric laws are taken from the
 * nearer end: a word with its top bit set is as far from the upper end as its complement from the lower one. Numbers
 * beyond the quantiles of 2^-33 do not occur: 5.4 standard deviations of the normal law, 22 of the exponential, 990 of
 * the cube root of a Cauchy variable.
 */
import { rawDeviation, type Shape, upperQuantile } from "./laws.ts";
import { normalsFromWords } from "./normal-transform.ts";
import { quantileTable, tableValue } from "./quantile-table.ts";

/** Writes what the first `count` words stand for to `out` from `at` on: one number a word, two of the normal law. */
export type WordTransform = (words: Int32Array, count: number, out: Float64Array, at: number) => void;

/** Prepares the draws of a law. Each law has a loop of its own, because draws run n^2 times. */
export function lawDraws(shape: Shape): WordTransform {
  switch (shape.kind) {
    case "normal":
      return normalsFromWords;
    case "uniform":
      return uniformDraws;
    case "rademacher":
      return rademacherDraws;
    case "exponential":
      return exponentialDraws;
    case "laplace":
      return laplaceDraws;
    case "cubecauchy":
      return cubeCauchyDraws;
    case "quintcauchy":
      return quintCauchyDraws;
    case "truncated_normal":
    case "student_t": {
      const table = quantileTable((tail) => upperQuantile(shape, tail));
      return (words, count, out, at) => {
        for (let i = 0; i < count; i++) {
          const side = words[i]! >> 31;
          out[at + i] = signOf(side) * tableValue(table, words[i]! ^ side);
        }
      };
    }
  }
}

/** The step of u from one word to the next. */
const CELL = 2 ** -32;
/** The top bit of a word: with it flipped, the signed word is u - 1/2 in cells, less half a cell. */
const TOP = 0x8000_0000 | 0;
const CUBE_SCALE = 1 / rawDeviation({ kind: "cubecauchy" });
const QUINT_SCALE = 1 / rawDeviation({ kind: "quintcauchy" });

/** The sign of a symmetric law's number: `side` is -1 for words with the top bit, 0 for others. */
function signOf(side: number): number {
  return -1 - 2 * side;
}

function uniformDraws(words: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) out[at + i] = ((words[i]! ^ TOP) + 0.5) * (2 * Math.sqrt(3) * CELL);
}

function rademacherDraws(words: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) out[at + i] = signOf(words[i]! >> 31);
}

function exponentialDraws(words: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) out[at + i] = -Math.log(((~words[i]! >>> 0) + 0.5) * CELL) - 1;
}

function laplaceDraws(words: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const side = words[i]! >> 31;
    const size = Math.SQRT1_2 * Math.log(((words[i]! ^ side) + 0.5) * (2 * CELL));
    out[at + i] = -signOf(side) * size;
  }
}

function cubeCauchyDraws(words: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const side = words[i]! >> 31;
    const size = CUBE_SCALE / Math.cbrt(Math.tan(((words[i]! ^ side) + 0.5) * (Math.PI * CELL)));
    out[at + i] = signOf(side) * size;
  }
}

function quintCauchyDraws(words: Int32Array, count: number, out: Float64Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const side = words[i]! >> 31;
    const size = QUINT_SCALE * Math.exp(-0.2 * Math.log(Math.tan(((words[i]! ^ side) + 0.5) * (Math.PI * CELL))));
    out[at + i] = signOf(side) * size;
  }
}
