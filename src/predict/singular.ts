/**
 * Whether training with a kernel has a limit: what is no kernel (a negative eigenvalue), and which training outputs make
 * a kernel singular. Everything is judged within the errors of the numbers: an eigenvalue that could be 0 counts as 0.
 */
import type { Block } from "./kernel.ts";
import type { Spectrum } from "./spectrum.ts";

/** What is wrong with a kernel; indices are those of the training outputs. */
export type KernelFault =
  /** A negative eigenvalue, `part` times the one that is largest in size, which no error explains. */
  | { readonly kind: "negative"; readonly part: number }
  /** An output that is always 0. */
  | { readonly kind: "zero"; readonly index: number }
  /** Two outputs, the second always `factor` times the first: the same row of the kernel for the factor 1. */
  | { readonly kind: "proportional"; readonly first: number; readonly second: number; readonly factor: number }
  /** A combination of several outputs that is always 0: those with a share in it, the largest first. */
  | { readonly kind: "dependent"; readonly indices: readonly number[] };

/** The first fault of the training kernel, a block with the given spectrum; singular ones are none with a penalty. */
export function findFault(train: Block, spectrum: Spectrum, isSingularAllowed: boolean): KernelFault | undefined {
  const { eigenvalues, rates, error } = spectrum;
  const smallest = eigenvalues[0] ?? 0;
  const largest = Math.max(...eigenvalues.map(Math.abs));
  // Errors that are unknown show nothing: what is left to judge by is rounding.
  const bound = Math.max(Number.isFinite(error) ? error : 4 * Number.EPSILON * train.rows * largest, Number.MIN_VALUE);
  if (smallest < -bound) return { kind: "negative", part: smallest / largest };
  if (isSingularAllowed || rates[0]! > bound) return undefined;
  return findDependence(train) ?? { kind: "dependent", indices: sharesOf(spectrum) };
}

/** Outputs that are 0, or multiples of each other. */
function findDependence({ rows: n, values, errors }: Block): KernelFault | undefined {
  const entry = (i: number, j: number) => (values[i * n + j]! + values[j * n + i]!) / 2;
  const slack = (i: number, j: number) => {
    const error = errors[i * n + j]!;
    return (Number.isFinite(error) ? error : 0) + 8 * Number.EPSILON * Math.abs(values[i * n + j]!);
  };
  for (let index = 0; index < n; index++)
    if (entry(index, index) <= slack(index, index)) return { kind: "zero", index };
  for (let first = 0; first < n; first++)
    for (let second = first + 1; second < n; second++) {
      const factor = entry(first, second) / entry(first, first);
      const left = entry(second, second) - factor * entry(first, second);
      const size = Math.abs(factor);
      const unclear = slack(second, second) + 2 * size * slack(first, second) + size * size * slack(first, first);
      if (left <= unclear) {
        return { kind: "proportional", first, second, factor: Math.abs(factor - 1) <= 1e-6 ? 1 : factor };
      }
    }
  return undefined;
}

/** Outputs with less than this part of the largest share in a combination are not named. */
const leastShare = 1e-3;

/** The outputs that the eigenvector of the smallest eigenvalue combines. */
function sharesOf({ eigenvalues, vectors }: Spectrum): readonly number[] {
  const n = eigenvalues.length;
  const shares = Array.from({ length: n }, (_, i) => Math.abs(vectors[i * n]!));
  const largest = Math.max(...shares);
  return [...shares.keys()].filter((i) => shares[i]! >= leastShare * largest).sort((i, j) => shares[j]! - shares[i]!);
}
