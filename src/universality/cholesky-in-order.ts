/**
 * The Cholesky factor of a covariance that may be singular, without pivoting: variable i is its regression on the
 * variables before, plus something of its own where they leave a part of its variance unexplained.
 */

/** Part of a variance, per variable, that counts as explained. */
const TOLERANCE = 1e-12;

export interface OrderedCholesky {
  /** Rows of L with K = L L^T, one for each variable; one column for each variable in `chosen`. */
  readonly factor: readonly (readonly number[])[];
  /** The variables that bring something of their own, ascending. */
  readonly chosen: readonly number[];
}

/** `covariance` is square and positive semidefinite, row by row. */
export function choleskyInOrder(covariance: Float64Array): OrderedCholesky {
  const order = Math.round(Math.sqrt(covariance.length));
  const entry = (i: number, j: number) => covariance[i * order + j] ?? 0;
  const rows: number[][] = [];
  const chosen: number[] = [];
  for (let i = 0; i < order; i++) {
    const row: number[] = [];
    for (const [k, pivot] of chosen.entries()) {
      const known = rows[pivot] ?? [];
      const explained = known.slice(0, k).reduce((sum, weight, m) => sum + weight * (row[m] ?? 0), 0);
      row.push((entry(i, pivot) - explained) / (known[k] ?? Number.NaN));
    }
    const left = entry(i, i) - row.reduce((sum, weight) => sum + weight * weight, 0);
    if (left > TOLERANCE * order * entry(i, i)) {
      chosen.push(i);
      row.push(Math.sqrt(left));
    }
    rows.push(row);
  }
  return { factor: rows.map((row) => [...row, ...new Array<number>(chosen.length - row.length).fill(0)]), chosen };
}
