/** Which kernels of which pairs of outputs a prediction needs, and the matrices that they make. */
import type { Block, PriorKernel, TrainingKernel } from "./kernel.ts";

/** A number with a bound on its error. */
export interface Entry {
  readonly value: number;
  readonly error: number;
}

/** Positions in the training outputs followed by the test outputs. */
export interface NeededPair {
  readonly kernel: "nngp" | "ntk";
  readonly first: number;
  readonly second: number;
}

export interface Needs {
  /** Numbers of training and of test outputs. */
  readonly train: number;
  readonly test: number;
  /** The tangent kernel too. */
  readonly tangent: boolean;
  /** Covariances of all test outputs, not their variances alone. */
  readonly covariance: boolean;
}

export interface Kernels {
  readonly ntk: TrainingKernel | undefined;
  readonly nngp: PriorKernel;
}

/** Every pair once, the smaller position first. */
export function neededPairs({ train, test, tangent, covariance }: Needs): readonly NeededPair[] {
  const pairs: NeededPair[] = [];
  for (let second = 0; second < train + test; second++) {
    for (let first = 0; first <= second; first++) {
      const isOfTest = first >= train;
      if (!isOfTest || covariance || first === second) pairs.push({ kernel: "nngp", first, second });
      if (tangent && !isOfTest) pairs.push({ kernel: "ntk", first, second });
    }
  }
  return pairs;
}

/** The kernels of which `entryOf` knows all needed pairs. */
export function assembleKernels(needs: Needs, entryOf: (pair: NeededPair) => Entry): Kernels {
  const { train, test, tangent, covariance } = needs;
  const make = (
    kernel: NeededPair["kernel"],
    rows: number,
    cols: number,
    at: (i: number, j: number) => [number, number],
  ): Block => {
    const values = new Float64Array(rows * cols);
    const errors = new Float64Array(rows * cols);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < cols; j++) {
        const [one, other] = at(i, j);
        const entry = entryOf({ kernel, first: Math.min(one, other), second: Math.max(one, other) });
        values[i * cols + j] = entry.value;
        errors[i * cols + j] = entry.error;
      }
    return { rows, cols, values, errors };
  };
  const training = (kernel: NeededPair["kernel"]): TrainingKernel => ({
    train: make(kernel, train, train, (i, j) => [i, j]),
    cross: make(kernel, test, train, (i, j) => [train + i, j]),
  });
  const testBlock = make("nngp", test, covariance ? test : 1, (i, j) => [train + i, train + (covariance ? j : i)]);
  return { ntk: tangent ? training("ntk") : undefined, nngp: { ...training("nngp"), test: testBlock } };
}
