/**
 * Derivatives of vectors that jump, by Stein's lemma: E[Z hat_i] = sum_j Cov(hat_i, hat_j) theta_j, where theta_j stands for
 * E[dZ/dhat_j]. When the covariance is singular every solution gives the same Zdot.
 */
import { solvePositiveSemidefinite, symmetricEigen } from "../math/linalg.ts";
import { leastExact, NoExpectation, type Result } from "./expectation/result.ts";

/** Relative eigenvalues of a hat covariance below this are taken for 0. */
const CUTOFF = 1e-11;
/** Correlations of hats with an eigenvalue between rounding and this are refused. */
const NEARLY_DEPENDENT = 1e-9;

/** theta_`index`, given E[Z hat_i] for all i; throws {@link NoExpectation} where double precision cannot tell it. */
export function steinCoefficient(
  moments: readonly Result[],
  covariance: readonly (readonly number[])[],
  index: number,
): Result {
  const n = moments.length;
  const matrix = Float64Array.from(covariance.flat());
  const theta = solvePositiveSemidefinite(
    matrix,
    Float64Array.from(moments, ({ value }) => value),
    CUTOFF,
  );
  const smallest = smallestEigenvalue(matrix, n);
  const singular = smallest <= 1e-14 * n;
  if (!singular && smallest < NEARLY_DEPENDENT) {
    throw new NoExpectation(
      "it depends through a jump on products of one matrix that are nearly dependent, which double precision cannot tell apart",
      "multiply the matrix with the difference of the vectors instead",
      "unknown",
    );
  }
  const value = theta[index] ?? 0;
  const spread = Math.max(...moments.map(({ error }, i) => error / Math.max(1e-300, covariance[i]?.[i] ?? 0)));
  const error = ((spread + 1e-15 * Math.abs(value)) * n) / (singular ? 1 : smallest);
  return { value, error, method: leastExact(moments) };
}

/** Of the correlation matrix. */
function smallestEigenvalue(matrix: Float64Array, n: number): number {
  const correlation = matrix.map((entry, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return entry / Math.sqrt((matrix[i * n + i] as number) * (matrix[j * n + j] as number));
  });
  return symmetricEigen(correlation).values[0] ?? 0;
}
