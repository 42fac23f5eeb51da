/**
 * Scrambled Sobol points: quasi-random points in the unit cube whose averages converge faster than those of random
 * ones, each of them uniformly distributed. The scramble is Matousek's (Journal of Complexity 14, 1998): a random
 * lower triangular matrix on the binary digits of every coordinate, then a random digital shift. Independent seeds
 * give independent estimates without bias, whose spread measures the error.
 */
import { fillWords, streamKey } from "./random.ts";
import { JOE_KUO } from "./sobol-directions.ts";

/** More coordinates than this have no direction numbers here. */
export const MAX_SOBOL_DIMENSIONS = JOE_KUO.length + 1;

/** Binary digits of a coordinate. */
const DIGITS = 32;

/** The third word of the counter: no stream of a simulation uses it. */
const DOMAIN = 0x736f_626f;

/**
 * The first `points` points, as one column per dimension with values in (0, 1), multiples of 2^-32 plus 2^-33. Take a
 * power of two: then every column has one point in each of as many equal intervals.
 */
export function sobolPoints(dimensions: number, points: number, seed: number): Float64Array[] {
  return Array.from({ length: dimensions }, (_, d) => {
    const random = new Int32Array(DIGITS + 4);
    fillWords(random, random.length / 4, streamKey(BigInt(seed), d, 0), 0, 0, DOMAIN);
    const directions = scrambled(directionNumbers(d + 1), random);
    const column = new Float64Array(points);
    let digits = random[DIGITS]!;
    for (let n = 0; n < points; n++) {
      column[n] = ((digits >>> 0) + 0.5) / 2 ** DIGITS;
      digits ^= directions[trailingZeros(n + 1)]!;
    }
    return column;
  });
}

/**
 * The direction numbers of a dimension, counted from 1, the leading binary digit as the top bit of 32: point n + 1 of
 * the plain sequence is point n with the number of the trailing zeros of n + 1 added without carry (Gray code order).
 */
export function directionNumbers(dimension: number): Int32Array {
  if (!(dimension >= 1 && dimension <= MAX_SOBOL_DIMENSIONS))
    throw new RangeError(`Sobol points have 1 to ${MAX_SOBOL_DIMENSIONS} dimensions, not ${dimension}`);
  if (dimension === 1) return Int32Array.from({ length: DIGITS }, (_, k) => 1 << (DIGITS - 1 - k));
  const [polynomial, ...initial] = JOE_KUO[dimension - 2]!;
  const degree = initial.length;
  const numbers = Int32Array.from({ length: DIGITS }, (_, k) => (initial[k] ?? 0) << (DIGITS - 1 - k));
  for (let k = degree; k < DIGITS; k++) {
    numbers[k] = numbers[k - degree]! ^ (numbers[k - degree]! >>> degree);
    for (let i = 1; i < degree; i++) if ((polynomial! >> (degree - i)) & 1) numbers[k]! ^= numbers[k - i]!;
  }
  return numbers;
}

/** Digit i of the result is digit i plus a random combination of the digits before it, the same for all numbers. */
function scrambled(numbers: Int32Array, random: Int32Array): Int32Array {
  return numbers.map((number) => {
    let mixed = 0;
    for (let i = 0; i < DIGITS; i++) {
      const own = 1 << (DIGITS - 1 - i);
      const before = i === 0 ? 0 : random[i]! & (-1 << (DIGITS - i));
      if (oddOnes(number & (before | own))) mixed |= own;
    }
    return mixed;
  });
}

function oddOnes(word: number): boolean {
  let folded = word ^ (word >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return ((0x6996 >>> (folded & 15)) & 1) === 1;
}

function trailingZeros(n: number): number {
  return 31 - Math.clz32(n & -n);
}
