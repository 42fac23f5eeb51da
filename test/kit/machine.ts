/**
 * What the interpreter asks of an arithmetic. The dense machine computes a program at a finite width, entry by entry;
 * the particle machine computes its limit. Values of a machine are scalars, vectors or matrices, all of one type `T`;
 * compile-time numbers never reach it except through `constant`.
 */
import type { StandardLaw } from "./laws.ts";

/** A declared name with its indices: `U[2]` has base `U`, indices `[2]`. */
export interface Member {
  readonly name: string;
  readonly base: string;
  readonly indices: readonly number[];
}

/** Initial vectors that are drawn together. */
export type VectorGroup =
  | {
      readonly kind: "single";
      readonly member: Member;
      readonly width: string;
      readonly law: StandardLaw;
      readonly mean: number;
      readonly variance: number;
    }
  | {
      readonly kind: "joint";
      readonly members: readonly Member[];
      readonly width: string;
      readonly mean: readonly number[];
      readonly covariance: readonly (readonly number[])[];
    };

export interface MatrixDeclaration {
  readonly member: Member;
  readonly rows: string;
  readonly cols: string;
  readonly law: StandardLaw;
  /** Of an entry, with widths at their values in this machine. */
  readonly variance: number;
}

export interface Machine<T> {
  /** Declares a width and answers the number that its name stands for; `ratio` is relative to the first one. */
  width(name: string, ratio: number): number;
  typeOf(value: T): "scalar" | "vector" | "matrix";
  constant(value: number): T;
  vectors(group: VectorGroup): readonly T[];
  matrix(declaration: MatrixDeclaration): T;
  /** Coordinatewise functions of scalars and vectors; entrywise `+ - neg * /` also of matrices and scalars. */
  apply(fn: string, args: readonly T[]): T;
  /** The average over the coordinates of a vector. */
  moment(x: T): T;
  product(matrix: T, x: T): T;
  transpose(matrix: T): T;
  outer(u: T, v: T): T;
  /** `sum_a u_a v_a`, not averaged. */
  dot(u: T, v: T): T;
  /** The language's `grad`: scaled by its width for a vector, plain for a matrix or scalar. */
  grad(of: T, x: T): T;
  diff(of: T, s: T): T;
  /** `<d y1 / d theta, d y2 / d theta>`, the sum over the entries of an initial vector or matrix `theta`. */
  tangentProduct(y1: T, y2: T, theta: T): T;
  /** The number that a scalar is. */
  value(scalar: T): number;
}
