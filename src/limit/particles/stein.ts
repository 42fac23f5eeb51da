/**
 * Coefficients of a Zdot where Z^x jumps: by Stein's lemma E[Z^x Zhat_i] = sum_j Cov(Zhat_i, Zhat_j) theta_j, for the
 * Zhats of the opposite side on which x depends, theta_j stands for E[dZ^x / dZhat_j]. When the covariance is
 * singular every solution gives the same Zdot; the one reported is the shortest (in standardised Zhats).
 */
import { solvePositiveSemidefinite } from "../../math/linalg.ts";
import { averageProduct } from "./columns.ts";
import { inner, type Side } from "./side.ts";

/** Directions with less than this part of the largest eigenvalue count as singular. */
const CUTOFF = 1e-12;

/** theta for the products `terms` of `opposite`, whose coordinates are along `opposite.innovations`. */
export function steinCoefficients(vector: Float64Array, opposite: Side, terms: readonly number[]): Float64Array {
  const deviation = Math.sqrt(opposite.factor);
  if (deviation === 0 || terms.length === 0) return new Float64Array(terms.length);
  const rows = terms.map((k) => opposite.rows[k]!);
  const reach = Math.max(...rows.map((row) => row.length));
  const along = Float64Array.from({ length: reach }, (_, k) => averageProduct(vector, opposite.innovations[k]!));
  const theta = triangular(rows, along) ?? shortest(rows, along);
  return theta.map((value) => value / deviation);
}

/** sum_j theta_j row_j = along when row j has j + 1 coordinates: from the last to the first. */
function triangular(rows: readonly Float64Array[], along: Float64Array): Float64Array | undefined {
  if (rows.some((row, j) => row.length !== j + 1)) return undefined;
  const left = Float64Array.from(along);
  const theta = new Float64Array(rows.length);
  for (let j = rows.length - 1; j >= 0; j--) {
    const row = rows[j]!;
    theta[j] = left[j]! / row[j]!;
    for (let k = 0; k <= j; k++) left[k]! -= theta[j]! * row[k]!;
  }
  return theta;
}

/** The shortest least-squares solution, by the normal equations. */
function shortest(rows: readonly Float64Array[], along: Float64Array): Float64Array {
  const gram = Float64Array.from(rows.flatMap((row) => rows.map((other) => inner(row, other))));
  return solvePositiveSemidefinite(
    gram,
    Float64Array.from(rows, (row) => inner(row, along)),
    CUTOFF,
  );
}
