/**
 * The limit of a program as an explicit system (Master Theorem; Yang, Tensor Programs III, with the Zdot terms).
 * Every Z is an expression over *basis variables*: the initial vectors, and one centred Gaussian Zhat per
 * distinct MatMul. The scalars of the system (covariances of the Zhats, Onsager coefficients, limits of scalars)
 * come in the order in which they can be evaluated.
 *
 * In `z` and in integrands `coord i` is basis variable i (centred) and `param j` is limit scalar j.
 */
import type { Place } from "../diagnostics/source.ts";
import type { ExprId, ExprPool } from "../ir/expr.ts";
import type { MatrixId, Program, ValueId } from "../ir/program.ts";

type Brand<B extends string> = number & { readonly brand: B };
/** Index into `LimitProgram.basis`. */
export type BasisId = Brand<"basis">;

export type BasisVariable =
  /** The centred part of an initial vector; standardised (variance 1) when its law is not normal. */
  | { readonly kind: "input"; readonly value: ValueId; readonly group: number }
  /** Zhat of a MatMul: Gaussian, independent of all inputs and of the hats of every other matrix side. */
  | { readonly kind: "hat"; readonly value: ValueId; readonly matrix: MatrixId; readonly transposed: boolean }
  /** Z of a running sum, which is made of other variables (sums/name-sums.ts). */
  | { readonly kind: "sum"; readonly value: ValueId };

/** What a limit scalar is. */
export type Meaning =
  | { readonly kind: "scalar"; readonly value: ValueId }
  /** Cov(Zhat^first, Zhat^second) of two MatMuls with the same side of a matrix; of a running sum, its Z. */
  | { readonly kind: "covariance"; readonly first: ValueId; readonly second: ValueId }
  /** The coefficient of Z^y in Zdot^product, where y is the vector of the opposite MatMul `by`. */
  | { readonly kind: "onsager"; readonly product: ValueId; readonly by: ValueId };

/** How a limit scalar is computed from earlier ones. `factor` and `body` have no coords. */
export type Definition =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "symbol" }
  | { readonly kind: "arithmetic"; readonly body: ExprId }
  /** factor * E[integrand] */
  | { readonly kind: "expectation"; readonly factor: ExprId; readonly integrand: ExprId }
  /**
   * Stein's lemma, for a jump: factor * theta_k where theta solves sum_j Cov(hat_i, hat_j) theta_j =
   * E[integrand * hat_i] over the hats of one matrix side (pseudo-inverse when singular); `index` is k.
   */
  | {
      readonly kind: "stein";
      readonly factor: ExprId;
      readonly integrand: ExprId;
      readonly hats: readonly BasisId[];
      readonly index: number;
    }
  /**
   * An expectation in closed form: `body` is its value, the factor included, in terms of earlier limit scalars. The
   * rules that gave it stand in the order of their use. `of` is `slope` where it was a Stein definition: the
   * expectation of the derivative of the integrand, delta functions included. Only `closeLimit` makes these.
   */
  | {
      readonly kind: "closed";
      readonly body: ExprId;
      readonly factor: ExprId;
      readonly of: "integrand" | "slope";
      readonly integrand: ExprId;
      readonly rules: readonly Rule[];
    };

/** A rule of the algebra of expectations. */
export interface Rule {
  readonly name: string;
  /** What it says, as a formula. */
  readonly statement: string;
  /** Where it is proved. */
  readonly source: string;
}

export interface LimitScalar {
  readonly meaning: Meaning;
  readonly definition: Definition;
  readonly place: Place;
}

/** The Zhats of one side of one matrix, in program order, with their covariance as expressions (param or constant). */
export interface HatBlock {
  readonly matrix: MatrixId;
  readonly transposed: boolean;
  readonly hats: readonly BasisId[];
  /** Lower triangle: `covariance[i][j]` for j <= i. */
  readonly covariance: readonly (readonly ExprId[])[];
}

/** What a running sum is made of, and its covariances with the variables before it that it meets in definitions. */
export interface RunningSum {
  /** Positions in `LimitProgram.basis`. */
  readonly parts: readonly number[];
  /** By position; with itself its variance. */
  readonly covariance: ReadonlyMap<number, ExprId>;
}

/**
 * What becomes of the Zdot terms. `counted`: they are there, and the result is the limit of the program. `dropped`:
 * all of them are 0, as if each `W.T` were a fresh matrix independent of `W`. That is the gradient independence
 * assumption; where it fails the result is not the limit, and the difference of the two shows by how much.
 */
export type Onsager = "counted" | "dropped";

export interface LimitProgram {
  readonly program: Program;
  readonly onsager: Onsager;
  readonly pool: ExprPool;
  readonly basis: readonly BasisVariable[];
  readonly scalars: readonly LimitScalar[];
  readonly blocks: readonly HatBlock[];
  /** By their positions in `basis`. Only `nameSums` makes any. */
  readonly sums: ReadonlyMap<number, RunningSum>;
  /** Z of every vector value. */
  readonly z: ReadonlyMap<ValueId, ExprId>;
  /** The limit of every scalar value, as `param` or constant. */
  readonly scalarOf: ReadonlyMap<ValueId, ExprId>;
}

/** A key for a meaning: the same scalar of the same program has the same key, however it was evaluated. */
export function meaningKey(meaning: Meaning): string {
  switch (meaning.kind) {
    case "scalar":
      return `s${meaning.value}`;
    case "covariance":
      return `c${Math.max(meaning.first, meaning.second)},${Math.min(meaning.first, meaning.second)}`;
    case "onsager":
      return `o${meaning.product},${meaning.by}`;
  }
}
