/** Histograms with bins of the width that Freedman and Diaconis (1981) give: 2 IQR / cbrt(N). */

/** A bin and its density: the densities of all bins integrate to 1. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly density: number;
}

/** What is legible in a small figure. */
const MOST_BARS = 60;

/** `values` are finite and not all equal; none has no bars. */
export function histogram(values: Float64Array): readonly Bar[] {
  const sorted = values.slice().sort();
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 0;
  if (!(high > low)) return [];
  const at = (p: number) => sorted[Math.round(p * (sorted.length - 1))] ?? 0;
  const ideal = (2 * (at(0.75) - at(0.25))) / Math.cbrt(sorted.length);
  const count = Math.min(MOST_BARS, ideal > 0 ? Math.ceil((high - low) / ideal) : MOST_BARS);
  const size = (high - low) / count;
  const counts = new Array<number>(count).fill(0);
  for (const value of sorted) {
    const bin = Math.min(count - 1, Math.floor((value - low) / size));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((n, k) => ({
    from: low + k * size,
    to: low + (k + 1) * size,
    density: n / (sorted.length * size),
  }));
}
