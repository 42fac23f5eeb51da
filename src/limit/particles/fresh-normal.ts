/**
 * A fresh standard normal column: mean 0, variance 1 and no correlation with given columns, exactly. The exact law asks
 * for this on average only; asking for it at every run removes the largest part of the sampling error and changes
 * expectations by O(1 / copies), which the halved runs show and take away.
 */
import { solvePositiveSemidefinite } from "../../math/linalg.ts";
import { addScaled, average, averageProduct, largestSize, setScaled } from "./columns.ts";
import type { Strata } from "./strata.ts";

const STANDARD = { kind: "normal" } as const;

/** A companion with more of its square on one copy than this would fix the fresh column there. */
const MAX_LEVERAGE = 1 / 16;
/** A companion with less of its square outside of the orthonormal columns adds nothing. */
const WITHIN_SPAN = 1e-8;

/**
 * Fills `out` for a variable. `orthonormal` have mean 0, variance 1 and no correlation with each other; `companions`
 * are any columns.
 */
export function fillFreshNormal(
  out: Float64Array,
  variable: number,
  strata: Strata,
  orthonormal: readonly Float64Array[],
  companions: readonly Float64Array[],
): void {
  strata.fill(out, variable, STANDARD);
  centre(out, orthonormal);
  const heeded = companions.filter((column) => leverage(column) <= MAX_LEVERAGE);
  if (heeded.length > 0) removeCompanions(out, orthonormal, heeded);
  setScaled(out, 1 / Math.sqrt(averageProduct(out, out)), out);
}

/** Takes the mean and the components along orthonormal columns away. */
function centre(out: Float64Array, orthonormal: readonly Float64Array[]): void {
  const mean = average(out);
  for (let i = 0; i < out.length; i++) out[i]! -= mean;
  for (const column of orthonormal) addScaled(out, -averageProduct(out, column), column);
}

/** The largest share of one copy in a column's sum of squares; 1 where that is not a number or the column is zero. */
function leverage(column: Float64Array): number {
  const share = largestSize(column) ** 2 / (column.length * averageProduct(column, column));
  return share <= 1 ? share : 1;
}

/** Least squares on the parts of the companions that are orthogonal to the rest, from inner products alone. */
function removeCompanions(
  out: Float64Array,
  orthonormal: readonly Float64Array[],
  companions: readonly Float64Array[],
): void {
  const count = companions.length;
  const means = companions.map(average);
  const along = companions.map((companion) => orthonormal.map((column) => averageProduct(companion, column)));
  const gram = new Float64Array(count * count);
  const right = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const inner = averageProduct(companions[i]!, companions[j]!);
      const explained = along[i]!.reduce((sum, a, k) => sum + a * along[j]![k]!, means[i]! * means[j]!);
      const rest = i === j && inner - explained < WITHIN_SPAN * inner ? 0 : inner - explained;
      gram[i * count + j] = rest;
      gram[j * count + i] = rest;
    }
    right[i] = averageProduct(companions[i]!, out);
  }
  const weights = solvePositiveSemidefinite(gram, right, WITHIN_SPAN);
  for (let i = 0; i < count; i++) if (weights[i] !== 0) addScaled(out, -weights[i]!, companions[i]!);
  // Ends with the orthonormal columns, where exactness matters most: rounding above does not stay.
  centre(out, orthonormal);
}
