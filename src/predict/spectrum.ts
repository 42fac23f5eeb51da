/**
 * The kernel of the training outputs, taken apart once for all times and all test outputs. Gradient flow on the loss
 * `1/2 sum_i w_i (f_i - y_i)^2` and a penalty `r/2 |theta - theta_0|^2` has `f = f_0 + Theta(.,X) a`, where a grows from
 * 0 by `da/dt = -w (Theta a + f_0 - y) - r a`. In terms of `S = w^{1/2} Theta w^{1/2} = V diag(s) V^T` this is
 * `a(t) = w^{1/2} V g(s + r) V^T w^{1/2} (y - f_0)` with the filter g.
 */
import { symmetricEigen } from "../math/linalg.ts";
import { dividedDifference, filter } from "./filter.ts";
import { type Block, dot } from "./kernel.ts";

export interface Spectrum {
  /** The square roots of the weights of the training outputs. */
  readonly roots: Float64Array;
  /** Eigenvalues of S, ascending, those that are negative by rounding or by error as 0, plus r. */
  readonly rates: Float64Array;
  /** The eigenvalues themselves. */
  readonly eigenvalues: Float64Array;
  /** Entry i of the eigenvector of `rates[k]` is `vectors[i * n + k]`. */
  readonly vectors: Float64Array;
  /** The Frobenius norm of the errors of S, rounding included: no eigenvalue is off by more. */
  readonly error: number;
}

/** The spectrum of the n x n block `train` with weights of its n outputs and with the penalty `ridge`. */
export function findSpectrum(train: Block, weights: Float64Array, ridge: number): Spectrum {
  const n = train.rows;
  const roots = weights.map(Math.sqrt);
  const scaled = (entries: Float64Array) =>
    entries.map((entry, at) => entry * roots[Math.floor(at / n)]! * roots[at % n]!);
  const { values, vectors } = symmetricEigen(scaled(train.values));
  // What the decomposition loses is as if each entry were off by some roundings of the largest eigenvalue.
  const largest = Math.max(0, ...values.map(Math.abs));
  const rounding = 4 * Number.EPSILON * largest;
  const errors = scaled(train.errors).map((error) => error + rounding);
  return {
    roots,
    rates: values.map((value) => Math.max(0, value) + ridge),
    eigenvalues: values,
    vectors,
    error: Math.sqrt(dot(errors, errors)),
  };
}

/** `w^{1/2} V g V^T w^{1/2} x`: the coefficients that the residuals x have built up at the time. */
export function coefficients({ roots, rates, vectors }: Spectrum, x: Float64Array, time: number): Float64Array {
  const n = rates.length;
  const along = project(vectors, x, roots);
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = 0; k < n; k++) if (along[k] !== 0) sum += vectors[i * n + k]! * filter(rates[k]!, time) * along[k]!;
    result[i] = sum * roots[i]!;
  }
  return result;
}

/** What errors of S do to forms `x^T w^{1/2} g(S) w^{1/2} y`, whose factors are prepared once for all forms. */
export interface FormErrors {
  /** Of a left factor x: `(V^T w^{1/2} x)^2`. */
  left(x: Float64Array): Float64Array;
  /** Of a right factor y: what the squares of the left one are weighted with. */
  right(y: Float64Array): Float64Array;
  /** The bound for a form, from its factors as prepared. */
  bound(left: Float64Array, right: Float64Array): number;
}

/**
 * How far `x^T w^{1/2} g(S) w^{1/2} y` can be off, to first order in the errors of S. Its derivatives by the entries of
 * S are `V [(V^T w^{1/2} x)(V^T w^{1/2} y)^T o F] V^T`, with F the divided differences of g (Daleckii and Krein); the sum
 * of their sizes times the errors is at most the product of the Frobenius norms, of which that of the derivatives is the
 * norm of the inner matrix.
 */
export function formErrors({ roots, rates, vectors, error }: Spectrum, time: number): FormErrors {
  const n = rates.length;
  const squares = new Float64Array(n * n);
  for (let k = 0; k < n; k++)
    for (let l = 0; l <= k; l++) {
      const square = dividedDifference(rates[k]!, rates[l]!, time) ** 2;
      squares[k * n + l] = square;
      squares[l * n + k] = square;
    }
  const left = (x: Float64Array) => project(vectors, x, roots).map((entry) => entry * entry);
  return {
    left,
    right(y) {
      const weights = left(y);
      return weights.map((_, k) => {
        let sum = 0;
        // Differences may be infinite where nothing points.
        for (let l = 0; l < n; l++) if (weights[l] !== 0) sum += squares[k * n + l]! * weights[l]!;
        return sum;
      });
    },
    bound: (x, y) => error * Math.sqrt(x.reduce((sum, entry, k) => (entry === 0 ? sum : sum + entry * y[k]!), 0)),
  };
}

/** `V^T w^{1/2} x`. */
function project(vectors: Float64Array, x: Float64Array, roots: Float64Array): Float64Array {
  const n = x.length;
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const entry = x[i]! * roots[i]!;
    if (entry !== 0) for (let k = 0; k < n; k++) result[k]! += vectors[i * n + k]! * entry;
  }
  return result;
}
