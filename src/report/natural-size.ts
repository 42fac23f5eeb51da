/**
 * The size of an output that differences are measured in. It is that of its limit. Where the limit is 0, it is the
 * size of what is averaged, which is the spread carried back to n = 1; and never less than a tenth of that.
 */
import type { WidthMean } from "./extrapolate.ts";
import { fitPowerLaw } from "./power-law.ts";

/** `bound` is the error of the limit: a limit within it of 0 has no size of its own. */
export function naturalSize(limit: number, means: readonly WidthMean[], bound: number): number {
  const law = fitPowerLaw(means.filter((m) => m.sd > 0).map((m) => ({ n: m.width, y: m.sd, weight: m.trials - 1 })));
  const size = Math.abs(limit);
  if (law === undefined) return size;
  // Averages over coordinates have the exponent -1/2, Gaussian outputs 0; anything else is noise or a deep program.
  const averaged = law.centre.y * law.centre.n ** Math.min(0.5, Math.max(0, -law.slope));
  return size <= bound ? averaged : Math.max(size, averaged / 10);
}
