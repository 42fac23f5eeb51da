/** Medians of repeated times, and how they are written. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** `12.3 ms`, `1.20 s`; an infinite time is one that was given up. */
export function timeText(seconds: number): string {
  if (seconds === Number.POSITIVE_INFINITY) return "given up";
  if (seconds < 1e-3) return `${(1e6 * seconds).toPrecision(3)} us`;
  return seconds < 1 ? `${(1e3 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
}
