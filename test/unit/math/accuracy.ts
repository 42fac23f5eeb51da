/** How far a computed number lies from its reference, in units of the reference; absolute where that is zero. */
export function relativeError(value: number, reference: number): number {
  if (value === reference) return 0;
  return Math.abs(value - reference) / (reference === 0 ? 1 : Math.abs(reference));
}
