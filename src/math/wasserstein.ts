/**
 * The Wasserstein-1 distance of two samples of numbers, and what it would be if both came from one law.
 *
 * The distance is the area between the empirical distribution functions, the integral of |F_n - G_m|. Two samples of
 * one law with distribution function F are not at distance 0: sqrt(n m / (n + m)) (F_n - G_m) tends to a Brownian
 * bridge at F, whose mean modulus is sqrt(2 / pi) sqrt(F (1 - F)), so that the mean distance, the noise floor, is near
 *
 *     sqrt(1 / n + 1 / m) sqrt(2 / pi) integral sqrt(F (1 - F)) dx,
 *
 * for two samples of N standard normal numbers 1.82204332 / sqrt(N) (del Barrio, Gine and Matran, Ann. Probab. 27, 1999).
 * Whether a distance is larger than the noise is told by exchanging the samples: under one law every way to deal the
 * numbers to the two samples is equally likely, so that the p-value is exact at every size.
 */
import { fillWords, streamKey } from "./random.ts";

/** The distance of two samples, in any order, all numbers finite. */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  const pool = poolOf(a, b);
  return distance(pool, (k) => pool.fromFirst[k] === 1);
}

/** The mean distance of samples of `n` and `m` numbers of one law, of which `sample` is a sample. */
export function wassersteinFloor(sample: Float64Array, n: number, m: number): number {
  const sorted = sample.slice().sort();
  let area = 0;
  for (let k = 1; k < sorted.length; k++) {
    const below = k / sorted.length;
    area += Math.sqrt(below * (1 - below)) * (sorted[k]! - sorted[k - 1]!);
  }
  return Math.sqrt(1 / n + 1 / m) * Math.sqrt(2 / Math.PI) * area;
}

export interface ExchangeTest {
  /** (1 + number of exchanges with at least this distance) / (1 + exchanges): at most alpha with probability alpha. */
  readonly p: number;
  /** The distance that 99 % of the exchanges stay below. */
  readonly bound: number;
}

/** Numbers dealt in all, and bounds on the number of exchanges: with 499 the least p-value is 0.002. */
const WORK = 2e6;
const EXCHANGES = { least: 99, most: 499 };

/** The variable word of the stream that deals the numbers; no variable of a program has it. */
const DEALER = 0x7ea1;

/** Whether the two samples could be of one law. The same samples give the same answer. */
export function exchangeTest(a: Float64Array, b: Float64Array): ExchangeTest {
  const pool = poolOf(a, b);
  const size = pool.sorted.length;
  const observed = distance(pool, (k) => pool.fromFirst[k] === 1);
  const count = Math.max(EXCHANGES.least, Math.min(EXCHANGES.most, Math.floor(WORK / Math.max(1, size))));
  const words = new Int32Array(4 * Math.ceil(size / 4));
  const found = new Float64Array(count);
  // Sums of the same terms in another order differ by rounding.
  const least = observed * (1 - 1e-12);
  let reached = 0;
  for (let trial = 0; trial < count; trial++) {
    fillWords(words, words.length / 4, streamKey(1n, DEALER, trial), 0, 0, 0);
    let left = pool.first;
    found[trial] = distance(pool, (k) => {
      // Dealt to the first sample with the probability that is left for it.
      const dealt = (words[k]! >>> 0) * (size - k) < left * 2 ** 32;
      if (dealt) left--;
      return dealt;
    });
    if (found[trial]! >= least) reached++;
  }
  found.sort();
  return {
    p: (1 + reached) / (1 + count),
    bound: found[Math.ceil(0.99 * (count + 1)) - 1] ?? Number.POSITIVE_INFINITY,
  };
}

interface Pool {
  readonly sorted: Float64Array;
  /** 1 where the number is of the first sample. */
  readonly fromFirst: Uint8Array;
  /** Numbers of the first sample. */
  readonly first: number;
}

function poolOf(a: Float64Array, b: Float64Array): Pool {
  const [x, y] = [a.slice().sort(), b.slice().sort()];
  const size = x.length + y.length;
  const sorted = new Float64Array(size);
  const fromFirst = new Uint8Array(size);
  let i = 0;
  for (let k = 0; k < size; k++) {
    const j = k - i;
    const takesFirst = j >= y.length || (i < x.length && x[i]! <= y[j]!);
    sorted[k] = takesFirst ? x[i]! : y[j]!;
    fromFirst[k] = takesFirst ? 1 : 0;
    if (takesFirst) i++;
  }
  return { sorted, fromFirst, first: x.length };
}

/** The area between the distribution functions, where `isFirst` deals the numbers in their order. */
function distance({ sorted, first }: Pool, isFirst: (k: number) => boolean): number {
  const second = sorted.length - first;
  if (first === 0 || second === 0) return Number.NaN;
  let above = 0;
  let area = 0;
  for (let k = 0; k < sorted.length; k++) {
    above += isFirst(k) ? 1 / first : -1 / second;
    if (k + 1 < sorted.length) area += Math.abs(above) * (sorted[k + 1]! - sorted[k]!);
  }
  return area;
}
