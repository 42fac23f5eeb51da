/** Vectors lie at multiples of eight numbers and end in zeros, so that they can be read four at a time. */

/** `length` rounded up to a multiple of eight. */
export function padded(length: number): number {
  return 8 * Math.ceil(length / 8);
}
