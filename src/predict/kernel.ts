/**
 * Kernels of n training and m test outputs, as numbers. A kernel is the covariance of outputs over the random weights
 * (NNGP), or the inner product of their gradients by the parameters (NTK); where the numbers come from is no matter here.
 */

/** A matrix, entry (i, j) at i * cols + j, with a bound on the absolute error of each entry. */
export interface Block {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** What drives a training: the kernel of the training outputs, and of the test outputs with these. */
export interface TrainingKernel {
  /** n x n, symmetric. */
  readonly train: Block;
  /** m x n. */
  readonly cross: Block;
}

/** The covariance of all outputs before any training. */
export interface PriorKernel extends TrainingKernel {
  /** Of the test outputs: m x m, or m x 1 with the variances alone. */
  readonly test: Block;
}

/** The matrix with these rows, each entry right to `error`. */
export function block(rows: readonly (readonly number[])[], error = 0): Block {
  const values = Float64Array.from(rows.flat());
  return { rows: rows.length, cols: rows[0]?.length ?? 0, values, errors: values.map(() => error) };
}

/** Row `i` of the values of a block. */
export function rowOf({ values, cols }: Block, i: number): Float64Array {
  return values.subarray(i * cols, (i + 1) * cols);
}

export function errorsOf({ errors, cols }: Block, i: number): Float64Array {
  return errors.subarray(i * cols, (i + 1) * cols);
}

/** The block with `amount` added to its diagonal. */
export function withDiagonal({ rows, cols, values, errors }: Block, amount: number): Block {
  return { rows, cols, values: values.map((v, at) => (at % (cols + 1) === 0 ? v + amount : v)), errors };
}

export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k]! * y[k]!;
  return sum;
}
