/**
 * Values of the limit as samples: a vector is N independent copies of its random variable Z, a scalar is its limit, a
 * matrix is a sum of declared matrices, transposes and outer products. Every value remembers how it was made, twice:
 * `origin` says how Z depends on the Gaussian parts of products (for the correction terms), `pull` how the program
 * computed it (for `grad`). Widths stand for their ratios, as if n were 1: every legal program is scale-invariant.
 */
import { type Algebra, ruleOf } from "./functions.ts";
import { adjointOf, type Made } from "./reverse-mode.ts";

/**
 * Adjoints of vectors are multiplied by their width, so that their coordinates stay of order 1; those of scalars and
 * matrices are plain derivatives.
 */
type Derived = Made<Particle>;

export type ScalarParticle = Derived & { readonly kind: "scalar"; readonly value: number };

export type VectorParticle = Derived & {
  readonly kind: "vector";
  readonly ratio: number;
  readonly data: Float64Array;
  readonly origin: Origin;
};

export type Origin =
  | { readonly op: "input" }
  | { readonly op: "apply"; readonly fn: string; readonly args: readonly Particle[] }
  /** `A x`: its own Gaussian part plus multiples of earlier vectors. */
  | { readonly op: "product"; readonly dots: readonly { readonly coefficient: number; readonly of: VectorParticle }[] };

/** A declared matrix, known only by what its products are. */
export interface Ensemble {
  readonly rows: number;
  readonly cols: number;
  /** `A x`, with A the matrix or its transpose. */
  multiply(transposed: boolean, x: VectorParticle): VectorParticle;
}

export type Term =
  | {
      readonly kind: "declared";
      readonly coefficient: number;
      readonly ensemble: Ensemble;
      readonly transposed: boolean;
    }
  | { readonly kind: "outer"; readonly coefficient: number; readonly u: VectorParticle; readonly v: VectorParticle };

export type MatrixParticle = Derived & {
  readonly kind: "matrix";
  readonly rows: number;
  readonly cols: number;
  readonly terms: readonly Term[];
};

export type Particle = ScalarParticle | VectorParticle | MatrixParticle;

const leaf: Derived = { parents: [], pull: () => undefined };

export function constant(value: number): ScalarParticle {
  return { kind: "scalar", value, ...leaf };
}

export function inputVector(ratio: number, data: Float64Array): VectorParticle {
  return { kind: "vector", ratio, data, origin: { op: "input" }, ...leaf };
}

export function inputMatrix(ensemble: Ensemble): MatrixParticle {
  const terms = [{ kind: "declared", coefficient: 1, ensemble, transposed: false }] as const;
  return { kind: "matrix", rows: ensemble.rows, cols: ensemble.cols, terms, ...leaf };
}

/** Derivatives of coordinatewise functions as values of the program. */
const particles: Algebra<Particle> = { number: constant, apply };

/** A coordinatewise function of scalars and vectors, or entrywise arithmetic of matrices and scalars. */
export function apply(fn: string, args: readonly Particle[]): Particle {
  if (args.some((arg) => arg.kind === "matrix")) return applyToMatrices(fn, args);
  const rule = ruleOf(fn);
  const vector = args.find((arg) => arg.kind === "vector");
  const made: Derived = {
    parents: args,
    pull: (adjoint, k) => {
      const partial = rule.partials(particles, args, result)[k];
      if (partial === undefined) return undefined;
      const part = apply("*", [adjoint, partial]);
      return args[k]?.kind === "scalar" && part.kind === "vector" ? moment(part) : part;
    },
  };
  const result: Particle =
    vector === undefined
      ? { kind: "scalar", value: rule.value(...args.map(scalarValue)), ...made }
      : {
          kind: "vector",
          ratio: vector.ratio,
          data: applyToData(rule.value, args.map(dataOf)),
          origin: { op: "apply", fn, args },
          ...made,
        };
  return result;
}

export function scalarValue(x: Particle): number {
  if (x.kind !== "scalar") throw new Error(`a ${x.kind} is not a scalar`);
  return x.value;
}

/** The copies of a vector, or the one value of a scalar. */
export function dataOf(x: Particle): Float64Array | number {
  if (x.kind === "matrix") throw new Error("a matrix has no coordinates");
  return x.kind === "vector" ? x.data : x.value;
}

export function applyToData(
  value: (...args: number[]) => number,
  args: readonly (Float64Array | number)[],
): Float64Array {
  const length = args.find((arg) => typeof arg !== "number")?.length ?? 1;
  const now = args.map(() => 0);
  return Float64Array.from({ length }, (_, i) => {
    for (const [k, arg] of args.entries()) now[k] = typeof arg === "number" ? arg : (arg[i] as number);
    return value(...now);
  });
}

function applyToMatrices(fn: string, args: readonly Particle[]): MatrixParticle {
  const [left, right] = args as [Particle, Particle | undefined];
  if (fn === "+" || fn === "-") {
    if (left.kind !== "matrix" || right?.kind !== "matrix") throw new Error(`${fn} of a matrix and something else`);
    const sign = fn === "+" ? 1 : -1;
    const terms = [...left.terms, ...right.terms.map((term) => ({ ...term, coefficient: sign * term.coefficient }))];
    const pull: Derived["pull"] = (adjoint, k) => (k === 0 || sign === 1 ? adjoint : apply("neg", [adjoint]));
    return { kind: "matrix", rows: left.rows, cols: left.cols, terms, parents: args, pull };
  }
  if (fn === "neg") return applyToMatrices("*", [constant(-1), left]);
  if (right === undefined || (fn !== "*" && fn !== "/")) throw new Error(`no ${fn} of matrices`);
  if (fn === "/") return applyToMatrices("*", [apply("/", [constant(1), right]), left]);
  const [scalar, matrix] = left.kind === "matrix" ? [right, left] : [left, right];
  if (matrix.kind !== "matrix") throw new Error("a matrix is missing");
  const factor = scalarValue(scalar);
  return {
    kind: "matrix",
    rows: matrix.rows,
    cols: matrix.cols,
    terms: matrix.terms.map((term) => ({ ...term, coefficient: factor * term.coefficient })),
    parents: [scalar, matrix],
    pull: (adjoint, k) => (k === 0 ? frobenius(adjoint, matrix) : apply("*", [scalar, adjoint])),
  };
}

/** The expectation of Z. */
export function moment(x: Particle): ScalarParticle {
  if (x.kind !== "vector") throw new Error(`the moment of a ${x.kind}`);
  const spread = inputVector(x.ratio, new Float64Array(x.data.length).fill(1));
  return { kind: "scalar", value: mean(x.data), parents: [x], pull: (adjoint) => apply("*", [adjoint, spread]) };
}

export function mean(data: Float64Array): number {
  let total = 0;
  for (const value of data) total += value;
  return total / data.length;
}

/** `<x, y>` as an average over copies. */
export function inner(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += (x[i] as number) * (y[i] as number);
  return total / x.length;
}

/** `M x`: a sum of products with declared matrices and of Moments, one for each outer product. */
export function product(M: Particle, x: Particle): VectorParticle {
  if (M.kind !== "matrix" || x.kind !== "vector") throw new Error(`the product of a ${M.kind} and a ${x.kind}`);
  const parts = M.terms.map((term) => {
    const [factor, vector] =
      term.kind === "declared"
        ? [1, term.ensemble.multiply(term.transposed, x)]
        : [term.v.ratio * inner(term.v.data, x.data), term.u];
    return term.coefficient * factor === 1 ? vector : apply("*", [constant(term.coefficient * factor), vector]);
  });
  const total = parts.reduce((left, right) => apply("+", [left, right]));
  if (total.kind !== "vector") throw new Error("a product that is not a vector");
  return {
    ...total,
    parents: [M, x],
    pull: (adjoint, k) =>
      k === 0
        ? apply("/", [outer(adjoint, x), constant(M.rows)])
        : apply("*", [constant(M.cols / M.rows), product(transpose(M), adjoint)]),
  };
}

export function transpose(M: Particle): MatrixParticle {
  if (M.kind !== "matrix") throw new Error(`the transpose of a ${M.kind}`);
  const terms = M.terms.map((term) =>
    term.kind === "declared" ? { ...term, transposed: !term.transposed } : { ...term, u: term.v, v: term.u },
  );
  const pull: Derived["pull"] = transpose;
  return { kind: "matrix", rows: M.cols, cols: M.rows, terms, parents: [M], pull };
}

export function outer(u: Particle, v: Particle): MatrixParticle {
  if (u.kind !== "vector" || v.kind !== "vector") throw new Error(`outer of a ${u.kind} and a ${v.kind}`);
  return {
    kind: "matrix",
    rows: u.ratio,
    cols: v.ratio,
    terms: [{ kind: "outer", coefficient: 1, u, v }],
    parents: [u, v],
    pull: (adjoint, k) =>
      k === 0
        ? apply("*", [constant(u.ratio), product(adjoint, v)])
        : apply("*", [constant(v.ratio), product(transpose(adjoint), u)]),
  };
}

/** `sum_a u_a v_a`. */
export function dot(u: Particle, v: Particle): Particle {
  if (u.kind !== "vector") throw new Error(`the dot product of a ${u.kind}`);
  return apply("*", [constant(u.ratio), moment(apply("*", [u, v]))]);
}

/** `sum_ab D_ab M_ab` where D is a sum of outer products, as every derivative is. */
export function frobenius(D: Particle, M: Particle): ScalarParticle {
  if (D.kind !== "matrix") throw new Error(`a ${D.kind} is not a matrix`);
  let value = 0;
  for (const term of D.terms) {
    if (term.kind === "declared") throw new Error("the entries of a declared matrix cannot be summed in the limit");
    value += term.coefficient * term.u.ratio * inner(term.u.data, product(M, term.v).data);
  }
  return {
    kind: "scalar",
    value,
    parents: [D, M],
    pull: (adjoint, k) => apply("*", [adjoint, k === 0 ? M : D]),
  };
}

/** The adjoint of `x` when that of `of` is `seed`; zero where `of` does not depend on `x`. */
export function pullback(of: Particle, seed: Particle, x: Particle): Particle {
  const zero = () => (x.kind === "scalar" ? constant(0) : apply("*", [constant(0), x]));
  return adjointOf(of, seed, x, (one, other) => apply("+", [one, other])) ?? zero();
}
