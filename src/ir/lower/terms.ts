/**
 * What an expression of the source stands for while it is lowered. Coordinatewise expressions are bodies in the
 * builder's scratch pool, where `coord v` and `param v` name the vector or scalar variable `v` itself, so that
 * composing them needs no renumbering. Powers of a width are kept apart: they may only meet a stated scale.
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import type { ExprId } from "../expr.ts";
import type { MatrixId, WidthId } from "../program.ts";
import type { VariableId } from "./builder.ts";

/** A compile-time array in row-major order; never of rank 0. */
export interface ArrayTerm {
  readonly kind: "array";
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * A matrix as a node of a DAG, so that a long chain of updates is shared; `serial` counts nodes, so operands have
 * smaller serials than what is made of them.
 */
export interface MatrixNode {
  readonly serial: number;
  readonly rows: WidthId;
  readonly cols: WidthId;
  readonly form:
    | { readonly op: "declared"; readonly matrix: MatrixId }
    /** `u v^T / n` with n the first width; `left` and `right` are bodies of vectors. */
    | { readonly op: "outer"; readonly left: ExprId; readonly right: ExprId }
    | { readonly op: "sum"; readonly terms: readonly MatrixNode[] }
    /** `factor` is the body of a scalar. */
    | { readonly op: "scaled"; readonly factor: ExprId; readonly of: MatrixNode }
    | { readonly op: "transposed"; readonly of: MatrixNode };
}

/** `body * n^power` with n the first width and `body` that of a scalar; `power` is not 0. */
export interface ScaleTerm {
  readonly kind: "scale";
  readonly body: ExprId;
  readonly power: number;
}

/** `node * n^power`: an `outer(u, v)` that is not divided yet has power 1. */
export interface MatrixTerm {
  readonly kind: "matrix";
  readonly node: MatrixNode;
  readonly power: number;
}

/** `sum_a weights_a vector_a / (divisor * sqrt(n))` with n the first width: it has a law in the limit, not a value. */
export interface ReadoutTerm {
  readonly kind: "readout";
  readonly weights: VariableId;
  readonly vector: ExprId;
  readonly width: WidthId;
  /** The body of a scalar that is known before a run. */
  readonly divisor: ExprId;
  /** As the source calls it. */
  readonly text: string;
}

export type Term =
  | { readonly kind: "number"; readonly value: number }
  | ArrayTerm
  | { readonly kind: "scalar"; readonly body: ExprId }
  | { readonly kind: "vector"; readonly body: ExprId; readonly width: WidthId }
  | ScaleTerm
  | MatrixTerm
  | ReadoutTerm
  /** Something that was reported already; whatever is made of it fails silently. */
  | { readonly kind: "failed" };

export const failed: Term = { kind: "failed" };

export function numberTerm(value: number): Term {
  return { kind: "number", value };
}

/** The kinds that coordinatewise arithmetic works on. */
export type FieldTerm = Extract<Term, { kind: "number" | "scalar" | "vector" }>;

export function isField(term: Term): term is FieldTerm {
  return term.kind === "number" || term.kind === "scalar" || term.kind === "vector";
}

/** `a vector of width n`, for messages. */
export function describeTerm(term: Term, widthName: (width: WidthId) => string): string {
  switch (term.kind) {
    case "number":
      return "a number";
    case "array":
      return term.shape.length === 1 ? `an array of ${term.shape[0]} numbers` : `a ${term.shape.join(" x ")} array`;
    case "scalar":
      return "a scalar";
    case "vector":
      return `a vector of width ${widthName(term.width)}`;
    case "scale":
      return "a power of the width";
    case "matrix":
      return `a matrix ${widthName(term.node.rows)} x ${widthName(term.node.cols)}`;
    case "readout":
      return "a readout";
    case "failed":
      return "a mistake";
    default:
      return unreachable(term);
  }
}
