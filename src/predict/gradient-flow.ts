/**
 * Kernel gradient flow: how training moves the outputs of a network whose tangent kernel stays what it is, as it does
 * at infinite width: `df(x)/dt = -sum_i Theta(x, x_i) w_i (f(x_i) - y_i)`, gradient descent at learning rate 1 and small
 * steps, so that k steps at the learning rate eta are the time `t = eta k`. The law of the outputs over the random
 * initial parameters follows by linearity (Lee et al., NeurIPS 2019; Golikov, EPFL thesis 2025, equations 2.149 to
 * 2.156). With weights `(1, lambda, .., lambda) / N` and derivatives by the inputs among the outputs this is the
 * training with a penalty on the Jacobian of Kim and Yang (their theorems 9 to 11).
 */
import { type Block, dot, errorsOf, type PriorKernel, rowOf, type TrainingKernel } from "./kernel.ts";
import { coefficients, formErrors, type Spectrum } from "./spectrum.ts";

/** Numbers with bounds on their absolute errors. */
export interface Values {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** Outputs before training: of the n training outputs and of the m test outputs. */
export interface InitialOutputs {
  readonly train: Float64Array;
  readonly test: Float64Array;
}

/**
 * The m test outputs at `time` (0 to infinity) after training on the n `targets`: of the one network that begins with
 * the outputs `initial`, and, for initial outputs 0, the mean over all networks. At infinite time no rate of the
 * spectrum may be 0.
 */
export function flowMean(
  kernel: TrainingKernel,
  spectrum: Spectrum,
  targets: Float64Array,
  initial: InitialOutputs,
  time: number,
): Values {
  const residuals = targets.map((target, i) => target - initial.train[i]!);
  const built = coefficients(spectrum, residuals, time);
  const values = initial.test.map((start, at) => start + dot(rowOf(kernel.cross, at), built));
  const forms = formErrors(spectrum, time);
  const right = forms.right(residuals);
  const errors = values.map((_, at) => {
    const left = forms.left(rowOf(kernel.cross, at));
    return errorOfRow(kernel.cross, at, built) + forms.bound(left, right);
  });
  return { values, errors };
}

/**
 * The covariance of the test outputs at `time` over the initial parameters: each is `f(x) - a(x) . f(X)` up to its mean,
 * with the coefficients `a(x)` that training gives to the residuals. It has the shape of `prior.test`.
 */
export function flowCovariance(kernel: TrainingKernel, spectrum: Spectrum, prior: PriorKernel, time: number): Block {
  const { rows, cols } = prior.test;
  const forms = formErrors(spectrum, time);
  const parts = Array.from({ length: rows }, (_, at): Part => {
    const row = rowOf(kernel.cross, at);
    const weights = coefficients(spectrum, row, time);
    const covariance = rowOf(prior.cross, at);
    const excess = weights.map((_, i) => dot(rowOf(prior.train, i), weights) - covariance[i]!);
    return {
      weights,
      covariance,
      excess,
      through: coefficients(spectrum, excess, time),
      spread: errorsThrough(prior.train, weights),
      left: forms.left(row),
      right: forms.right(excess),
    };
  });
  const values = new Float64Array(rows * cols);
  const errors = new Float64Array(rows * cols);
  parts.forEach((one, i) => {
    for (let c = 0; c < cols; c++) {
      const j = cols === 1 ? i : c;
      const other = parts[j]!;
      const at = i * cols + c;
      values[at] = prior.test.values[at]! - dot(one.covariance, other.weights) + dot(one.weights, other.excess);
      errors[at] =
        prior.test.errors[at]! +
        errorOfRow(prior.cross, i, other.weights) +
        errorOfRow(prior.cross, j, one.weights) +
        one.weights.reduce((sum, weight, k) => sum + Math.abs(weight) * other.spread[k]!, 0) +
        errorOfRow(kernel.cross, i, other.through) +
        errorOfRow(kernel.cross, j, one.through) +
        forms.bound(one.left, other.right) +
        forms.bound(other.left, one.right);
    }
  });
  return { rows, cols, values, errors };
}

/** What belongs to one test output, made once for all its covariances. */
interface Part {
  /** What training gives to the residuals. */
  readonly weights: Float64Array;
  /** With the outputs on the training inputs before training. */
  readonly covariance: Float64Array;
  /** Covariances of the trained output with these, but for the sign. */
  readonly excess: Float64Array;
  /** What training would give to `excess`: errors of the row of the kernel reach the covariances through it. */
  readonly through: Float64Array;
  /** Errors of the prior covariances of the training outputs times the sizes of `weights`. */
  readonly spread: Float64Array;
  /** The row of the kernel and `excess` as factors of forms in the training kernel. */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Of a row of the kernel times `x`, from the errors of the row; each entry is rounded too. */
function errorOfRow(cross: Block, row: number, x: Float64Array): number {
  const [values, errors] = [rowOf(cross, row), errorsOf(cross, row)];
  return x.reduce((sum, c, j) => sum + Math.abs(c) * (errors[j]! + 4 * Number.EPSILON * Math.abs(values[j]!)), 0);
}

/** The errors of a block, roundings of its entries included, times the sizes of `x`. */
function errorsThrough(train: Block, x: Float64Array): Float64Array {
  return x.map((_, i) => errorOfRow(train, i, x));
}
