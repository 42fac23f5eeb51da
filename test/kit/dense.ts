/**
 * Numbers, vectors and matrices with reverse-mode derivatives: every tensor remembers how it was made, and the
 * derivative is made of the same operations, so it can be differentiated again. Everything is stored entry by entry;
 * nothing is fast. This is what a program at finite width literally means.
 */
import { type Algebra, ruleOf } from "./functions.ts";
import { adjointOf, type Made } from "./reverse-mode.ts";

export interface Tensor extends Made<Tensor> {
  /** `[]` for a scalar, `[n]` for a vector, `[rows, cols]` for a matrix (row by row). */
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

export function leaf(dims: readonly number[], data: Float64Array): Tensor {
  return { dims, data, parents: [], pull: () => undefined };
}

export function scalar(value: number): Tensor {
  return leaf([], Float64Array.of(value));
}

function filled(dims: readonly number[], value: number): Tensor {
  return leaf(dims, new Float64Array(sizeOf(dims)).fill(value));
}

function sizeOf(dims: readonly number[]): number {
  return dims.reduce((size, dim) => size * dim, 1);
}

/** Derivatives of coordinatewise functions as tensors. */
const tensors: Algebra<Tensor> = { number: scalar, apply };

/** A coordinatewise function; scalars broadcast, all other arguments have one shape. */
export function apply(fn: string, args: readonly Tensor[]): Tensor {
  const rule = ruleOf(fn);
  const dims = args.find((arg) => arg.dims.length > 0)?.dims ?? [];
  for (const arg of args) {
    if (arg.dims.length > 0 && arg.dims.join() !== dims.join()) {
      throw new Error(`${fn} of shapes [${dims}] and [${arg.dims}]`);
    }
  }
  const data = new Float64Array(sizeOf(dims));
  const values = args.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    for (const [k, arg] of args.entries()) values[k] = arg.data[arg.dims.length === 0 ? 0 : i] as number;
    data[i] = rule.value(...values);
  }
  const result: Tensor = {
    dims,
    data,
    parents: args,
    pull: (adjoint, k) => {
      const partial = rule.partials(tensors, args, result)[k];
      if (partial === undefined) return undefined;
      const part = apply("*", [adjoint, partial]);
      return args[k]?.dims.length === 0 && dims.length > 0 ? sum(part) : part;
    },
  };
  return result;
}

/** The sum of all entries. */
export function sum(x: Tensor): Tensor {
  let total = 0;
  for (const value of x.data) total += value;
  return {
    dims: [],
    data: Float64Array.of(total),
    parents: [x],
    pull: (adjoint) => apply("*", [adjoint, filled(x.dims, 1)]),
  };
}

/** `M x`. */
export function product(M: Tensor, x: Tensor): Tensor {
  const [rows = 0, cols = 0] = M.dims;
  if (M.dims.length !== 2 || x.dims.length !== 1 || x.dims[0] !== cols) {
    throw new Error(`product of shapes [${M.dims}] and [${x.dims}]`);
  }
  const data = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let total = 0;
    for (let j = 0; j < cols; j++) total += (M.data[i * cols + j] as number) * (x.data[j] as number);
    data[i] = total;
  }
  return {
    dims: [rows],
    data,
    parents: [M, x],
    pull: (adjoint, k) => (k === 0 ? outer(adjoint, x) : product(transpose(M), adjoint)),
  };
}

export function transpose(M: Tensor): Tensor {
  const [rows = 0, cols = 0] = M.dims;
  if (M.dims.length !== 2) throw new Error(`transpose of shape [${M.dims}]`);
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) data[j * rows + i] = M.data[i * cols + j] as number;
  }
  return { dims: [cols, rows], data, parents: [M], pull: transpose };
}

/** `u v^T`. */
export function outer(u: Tensor, v: Tensor): Tensor {
  const [rows = 0] = u.dims;
  const [cols = 0] = v.dims;
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) data[i * cols + j] = (u.data[i] as number) * (v.data[j] as number);
  }
  return {
    dims: [rows, cols],
    data,
    parents: [u, v],
    pull: (adjoint, k) => (k === 0 ? product(adjoint, v) : product(transpose(adjoint), u)),
  };
}

/** `sum_a seed_a d(of_a)/d(x)`, in the shape of `x`; zero where `of` does not depend on `x`. */
export function pullback(of: Tensor, seed: Tensor, x: Tensor): Tensor {
  return adjointOf(of, seed, x, (one, other) => apply("+", [one, other])) ?? filled(x.dims, 0);
}

/** The derivative of a scalar with respect to `x`. */
export function gradient(of: Tensor, x: Tensor): Tensor {
  return pullback(of, scalar(1), x);
}

/** `d(of)/d(s)` for a scalar `s`, in the shape of `of`: the derivative of the pullback, which is linear in its seed. */
export function forwardDerivative(of: Tensor, s: Tensor): Tensor {
  const seed = filled(of.dims, 1);
  return gradient(pullback(of, seed, s), seed);
}
