/**
 * A fresh standard normal column: mean 0, variance 1 and no correlation with given columns, exactly. The exact law asks
 * for this on average only; asking for it at every run removes the largest part of the sampling error and changes
 * expectations by O(1 / copies), which the halved runs show and take away.
 */
import { solvePositiveSemidefinite } from "../../math/linalg.ts";
import { addScaled, average, averageProduct, setScaled } from "./columns.ts";
import { type Companion, innerProduct } from "./company.ts";
import type { Strata } from "./strata.ts";

/** What is to be uncorrelated with the fresh column. */
export interface Surroundings {
  /** Columns of mean 0 and variance 1, without correlation with each other. */
  readonly orthonormal: readonly Float64Array[];
  readonly companions: readonly Companion[];
  /** By companion: its inner products with the orthonormal columns. */
  readonly along: readonly (readonly number[])[];
}

/** A companion with less of its square outside of the orthonormal columns adds nothing. */
const WITHIN_SPAN = 1e-8;

/** Fills `out` for a variable. */
export function fillFreshNormal(out: Float64Array, variable: number, strata: Strata, surroundings: Surroundings): void {
  strata.fill(out, variable, { kind: "normal" });
  const { orthonormal, companions, along } = surroundings;
  let offset = average(out);
  const components = orthonormal.map((column) => averageProduct(out, column));
  const weights = companionWeights(out, offset, components, surroundings);
  for (const [i, { column, mean }] of companions.entries()) {
    const weight = weights[i]!;
    if (weight === 0) continue;
    offset -= weight * mean;
    for (const [k, inner] of along[i]!.entries()) components[k]! -= weight * inner;
    addScaled(out, -weight, column);
  }
  for (let i = 0; i < out.length; i++) out[i]! -= offset;
  for (const [k, column] of orthonormal.entries()) addScaled(out, -components[k]!, column);
  setScaled(out, 1 / Math.sqrt(averageProduct(out, out)), out);
}

/** Least squares of `out` on the parts of the companions outside of the constant and the orthonormal columns. */
function companionWeights(
  out: Float64Array,
  offset: number,
  components: readonly number[],
  { companions, along }: Surroundings,
): Float64Array {
  const count = companions.length;
  const gram = new Float64Array(count * count);
  const right = new Float64Array(count);
  if (count === 0) return right;
  const outside = (inner: number, means: number, a: readonly number[], b: readonly number[]): number =>
    a.reduce((rest, value, k) => rest - value * b[k]!, inner - means);
  for (const [i, a] of companions.entries()) {
    for (const [j, b] of companions.slice(0, i + 1).entries()) {
      const rest = outside(innerProduct(a, b), a.mean * b.mean, along[i]!, along[j]!);
      const entry = i === j && rest < WITHIN_SPAN * a.square ? 0 : rest;
      gram[i * count + j] = entry;
      gram[j * count + i] = entry;
    }
    right[i] = outside(averageProduct(a.column, out), a.mean * offset, along[i]!, components);
  }
  return solvePositiveSemidefinite(gram, right, WITHIN_SPAN);
}
