/**
 * Symmetric positive semidefinite matrices that may be singular: eigenvalues, pivoted Cholesky factors, solutions,
 * and the test itself. Matrices are square, row by row in a Float64Array, and only their symmetric part counts. All
 * but the plain eigenvalues first divide row and column i by the standard deviation sqrt(K[i, i]), so that tolerances
 * are relative to each variable's own scale: variances of 1e-12 and 1e12 may meet in one matrix.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** A square matrix, entry (i, j) at i * n + j. */
export type SquareMatrix = Float64Array;

/** Eigenvalues ascending; entry i of the unit eigenvector of `values[k]` is `vectors[i * n + k]`. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: SquareMatrix;
}

/** The eigenvalues and orthonormal eigenvectors of a symmetric matrix. */
export function symmetricEigen(matrix: SquareMatrix): SymmetricEigen {
  const n = orderOf(matrix);
  if (n === 0) return { values: new Float64Array(0), vectors: new Float64Array(0) };
  const rows = Matrix.from1DArray(n, n, symmetrised(matrix, n));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(rows, { assumeSymmetric: true });
  return { values: Float64Array.from(realEigenvalues), vectors: Float64Array.from(eigenvectorMatrix.to1DArray()) };
}

/** K = L L^T up to the tolerance, for K of order n and rank r. */
export interface PivotedCholesky {
  readonly rank: number;
  /** L, n rows of `rank` entries, in the order of K's rows: row i of L belongs to variable i. */
  readonly factor: Float64Array;
  /**
   * All variables, the `rank` chosen ones first: rows `permutation[0..rank)` of L are lower triangular, and every other
   * variable is a linear combination of these.
   */
  readonly permutation: Int32Array;
}

/**
 * Cholesky factorisation with complete pivoting. It ends when every variable has at most `tolerance` of its own
 * variance left unexplained; what is left, slightly negative values included, counts as zero.
 */
export function pivotedCholesky(matrix: SquareMatrix, tolerance: number): PivotedCholesky {
  const n = orderOf(matrix);
  const scale = deviations(matrix, n);
  const correlation = equilibrated(matrix, scale);
  const left = Float64Array.from(scale, (s) => (s > 0 ? 1 : 0));
  const permutation = Int32Array.from(scale.keys());
  const columns: Float64Array[] = [];
  while (columns.length < n) {
    const rank = columns.length;
    let best = rank;
    for (let k = rank + 1; k < n; k++) if (left[permutation[k]!]! > left[permutation[best]!]!) best = k;
    const pivot = permutation[best]!;
    if (!(left[pivot]! > tolerance)) break;
    permutation[best] = permutation[rank]!;
    permutation[rank] = pivot;
    const root = Math.sqrt(left[pivot]!);
    const column = new Float64Array(n);
    column[pivot] = root;
    for (let k = rank + 1; k < n; k++) {
      const i = permutation[k]!;
      let entry = correlation[i * n + pivot]!;
      for (const earlier of columns) entry -= earlier[i]! * earlier[pivot]!;
      column[i] = entry / root;
      left[i]! -= column[i]! * column[i]!;
    }
    columns.push(column);
  }
  const rank = columns.length;
  const factor = new Float64Array(n * rank);
  for (let i = 0; i < n; i++)
    columns.forEach((column, k) => {
      factor[i * rank + k] = scale[i]! * column[i]!;
    });
  return { rank, factor, permutation };
}

/**
 * A solution x of K x = b for positive semidefinite K: directions of the equilibrated matrix whose eigenvalue is at
 * most `cutoff` times the largest one are left out, and x is the shortest solution in equilibrated coordinates. When
 * K x = b has no solution it is the least-squares one there. Variables of variance zero get x = 0.
 */
export function solvePositiveSemidefinite(matrix: SquareMatrix, right: Float64Array, cutoff: number): Float64Array {
  const n = orderOf(matrix);
  if (right.length !== n) throw new RangeError(`a matrix of order ${n} meets ${right.length} right-hand sides`);
  const scale = deviations(matrix, n);
  const { values, vectors } = symmetricEigen(equilibrated(matrix, scale));
  const smallest = cutoff * Math.max(0, ...values);
  const solution = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (!(values[k]! > smallest)) continue;
    let coefficient = 0;
    for (let i = 0; i < n; i++) if (scale[i]! > 0) coefficient += (vectors[i * n + k]! * right[i]!) / scale[i]!;
    coefficient /= values[k]!;
    for (let i = 0; i < n; i++) if (scale[i]! > 0) solution[i]! += (vectors[i * n + k]! * coefficient) / scale[i]!;
  }
  return solution;
}

/**
 * Whether K is positive semidefinite up to rounding: no eigenvalue of its equilibrated form below -tolerance, and a
 * variable of variance zero (negative ones down to -tolerance times the largest variance count as zero) has no
 * covariance with any other above tolerance times the largest variance. Not finite is never positive semidefinite.
 */
export function isPositiveSemidefinite(matrix: SquareMatrix, tolerance: number): boolean {
  const n = orderOf(matrix);
  if (!matrix.every(Number.isFinite)) return false;
  const scale = deviations(matrix, n);
  const noise = tolerance * scale.reduce((largest, s) => Math.max(largest, s * s), 0);
  for (let i = 0; i < n; i++) {
    if (scale[i]! > 0) continue;
    for (let j = 0; j < n; j++) if (Math.abs(matrix[i * n + j]! + matrix[j * n + i]!) > 2 * noise) return false;
  }
  return n === 0 || symmetricEigen(equilibrated(matrix, scale)).values[0]! >= -tolerance;
}

function orderOf(matrix: SquareMatrix): number {
  const n = Math.round(Math.sqrt(matrix.length));
  if (n * n !== matrix.length) throw new RangeError(`${matrix.length} entries are not a square matrix`);
  return n;
}

function symmetrised(matrix: SquareMatrix, n: number): Float64Array {
  return matrix.map((entry, at) => (entry + matrix[(at % n) * n + Math.floor(at / n)]!) / 2);
}

/** The standard deviations of the variables, 0 where the variance is not positive. */
function deviations(matrix: SquareMatrix, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.max(0, matrix[i * n + i]!)));
}

/** The correlation matrix; rows and columns of variance zero are zero. */
function equilibrated(matrix: SquareMatrix, scale: Float64Array): SquareMatrix {
  const n = scale.length;
  return symmetrised(matrix, n).map((entry, at) => {
    const [si, sj] = [scale[Math.floor(at / n)]!, scale[at % n]!];
    if (si === 0 || sj === 0) return 0;
    return at % (n + 1) === 0 ? 1 : entry / si / sj;
  });
}
