/** Kernels for the tests of predictions, and gradient flow by the definition: many small steps, without eigenvectors. */
import { type Block, block, type PriorKernel } from "../../src/predict/kernel.ts";

export type Kernel = (x: number, y: number) => number;

/** A covariance of functions of one number, positive definite on different points. */
export const gaussianKernel: Kernel = (x, y) => Math.exp(-((x - y) ** 2));
/** Another one: 1 + 2 x y + x^2 y^2 + a smooth part. */
export const roughKernel: Kernel = (x, y) => (1 + x * y) ** 2 + Math.exp(-Math.abs(x - y));

function matrix(kernel: Kernel, rows: readonly number[], cols: readonly number[], error: number): Block {
  return block(
    rows.map((x) => cols.map((y) => kernel(x, y))),
    error,
  );
}

/** The kernel between training and test points, with the covariances of all test points. */
export function kernelOn(kernel: Kernel, train: readonly number[], test: readonly number[], error = 0): PriorKernel {
  return {
    train: matrix(kernel, train, train, error),
    cross: matrix(kernel, test, train, error),
    test: matrix(kernel, test, test, error),
  };
}

/**
 * All outputs, training then test points, after gradient flow for `time` from `start`, by explicit Euler steps with
 * step h and h / 2, extrapolated to h = 0: what is left is of order h^2.
 */
export function eulerFlow(
  kernel: Kernel,
  train: readonly number[],
  test: readonly number[],
  targets: readonly number[],
  weights: readonly number[],
  ridge: number,
  start: readonly number[],
  time: number,
  steps: number,
): readonly number[] {
  const points = [...train, ...test];
  const run = (count: number) => {
    // Coefficients a of f = f_0 + Theta(., X) a, with da/dt = -w (f(X) - y) - r a.
    let a = train.map(() => 0);
    const outputs = () =>
      points.map((x, p) => (start[p] ?? 0) + train.reduce((s, t, j) => s + kernel(x, t) * (a[j] ?? 0), 0));
    for (let step = 0; step < count; step++) {
      const f = outputs();
      a = a.map((c, i) => c - (time / count) * ((weights[i] ?? 1) * ((f[i] ?? 0) - (targets[i] ?? 0)) + ridge * c));
    }
    return outputs();
  };
  const [coarse, fine] = [run(steps), run(2 * steps)];
  return fine.map((value, p) => 2 * value - (coarse[p] ?? 0));
}
