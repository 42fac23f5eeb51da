/**
 * Coefficients of a Zdot where Z^x jumps: by Stein's lemma E[Z^x Zhat_i] = sum_j Cov(Zhat_i, Zhat_j) theta_j, for the
 * Zhats of the opposite side on which x depends, theta_j stands for E[dZ^x / dZhat_j]. When the covariance is
 * singular every solution gives the same Zdot; the one reported is the shortest (in standardised Zhats).
 */
import { solvePositiveSemidefinite } from "../../math/linalg.ts";
import { addScaled, averageProduct, setScaled } from "./columns.ts";
import { inner, type Side } from "./side.ts";

/** What is left of a direction below this part of it is rounding. */
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

/**
 * The shortest solution in standardised Zhats, from an orthogonal basis of the columns; where these are dependent, which
 * takes a selection of products, the least-squares one.
 */
function shortest(rows: readonly Float64Array[], along: Float64Array): Float64Array {
  const sizes = rows.map((row) => Math.sqrt(inner(row, row)) || 1);
  const basis: Float64Array[] = [];
  const weights: number[] = [];
  for (const [k, wanted] of along.entries()) {
    const column = Float64Array.from(rows, (row, j) => (row[k] ?? 0) / sizes[j]!);
    const before = Math.sqrt(inner(column, column));
    let left = wanted;
    for (let pass = 0; pass < 2; pass++) {
      for (const [i, direction] of basis.entries()) {
        const component = inner(column, direction);
        left -= component * weights[i]!;
        addScaled(column, -component, direction);
      }
    }
    const length = Math.sqrt(inner(column, column));
    if (!(length > CUTOFF * before)) return leastSquares(rows, along);
    weights.push(left / length);
    setScaled(column, 1 / length, column);
    basis.push(column);
  }
  const theta = new Float64Array(rows.length);
  for (const [i, direction] of basis.entries()) addScaled(theta, weights[i]!, direction);
  return theta.map((value, j) => value / sizes[j]!);
}

/** By the normal equations. */
function leastSquares(rows: readonly Float64Array[], along: Float64Array): Float64Array {
  const gram = Float64Array.from(rows.flatMap((row) => rows.map((other) => inner(row, other))));
  const right = Float64Array.from(rows, (row) => inner(row, along));
  return solvePositiveSemidefinite(gram, right, CUTOFF);
}
