/**
 * What the conditioned sampler does with stretches of vectors: in plain JavaScript for any arrays, or by WebAssembly
 * for vectors that lie in its memory. Both in float64; they differ in the order of sums.
 */
import { addMultiple, dot } from "./loops.ts";

export interface VectorKernels {
  /** `sums[k]` grows by the inner product of x and `vectors[k]` over `count` numbers from `at` on. */
  dots(x: Float64Array, vectors: readonly Float64Array[], at: number, count: number, sums: Float64Array): void;
  /** y grows by the sum of `factors[k] vectors[k]` there. */
  combine(y: Float64Array, vectors: readonly Float64Array[], factors: Float64Array, at: number, count: number): void;
  /** x is multiplied by `factor` there. */
  scale(x: Float64Array, factor: number, at: number, count: number): void;
}

export const plainKernels: VectorKernels = {
  dots(x, vectors, at, count, sums) {
    for (const [k, vector] of vectors.entries()) sums[k]! += dot(x, at, vector, at, count);
  },
  combine(y, vectors, factors, at, count) {
    for (const [k, vector] of vectors.entries()) addMultiple(factors[k]!, vector, at, y, at, count);
  },
  scale(x, factor, at, count) {
    for (let i = at; i < at + count; i++) x[i]! *= factor;
  },
};
