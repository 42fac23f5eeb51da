/**
 * The straight-line program: every value is assigned once, in order, by one of the four operations of the
 * theory, by an initial variable, or by arithmetic of scalars. Loops are unrolled, functions inlined, matrix
 * expressions lowered to MatMuls and Moments; every value remembers its source name, indices and place.
 *
 * Equal MatMuls, Nonlins and Moments are one value. A `Program` that exists satisfies verify.ts.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import type { Place } from "../diagnostics/source.ts";
import type { Shape } from "../math/laws.ts";
import type { ExprId, ExprPool } from "./expr.ts";

type Brand<B extends string> = number & { readonly brand: B };
/** Index into `Program.values`. */
export type ValueId = Brand<"value">;
/** Index into `Program.widths`. */
export type WidthId = Brand<"width">;
/** Index into `Program.matrices`. */
export type MatrixId = Brand<"matrix">;

/** A width `ratio * n`, where n is the first width of the program. */
export interface Width {
  readonly name: string;
  /** Relative to the first width; `widths[0].ratio` is 1. Positive where it is a number. */
  readonly ratio: Closed;
  readonly place: Place;
}

export type ValueType = { readonly kind: "scalar" } | { readonly kind: "vector"; readonly width: WidthId };

export interface Value {
  /** Unique, as a reader of the source would write it: `h[2,1]`, or for an unnamed part `W @ relu(h[1])`. */
  readonly name: string;
  /** The family and its indices: `h` and `[2, 1]`. Unnamed parts have the empty base. */
  readonly base: string;
  readonly indices: readonly number[];
  readonly type: ValueType;
  readonly place: Place;
}

/**
 * A closed expression: no coords; `param j` is the j-th entry of `Program.symbols`. A plain number unless the
 * program has scalars without value.
 */
export type Closed = ExprId;

/** Vectors drawn together: one vector of any shape, or several jointly Gaussian ones. Coordinates are iid. */
export type InputGroup =
  | {
      readonly kind: "single";
      readonly member: ValueId;
      readonly shape: Shape;
      readonly mean: Closed;
      readonly variance: Closed;
    }
  /** Covariance is positive semidefinite, singular allowed. */
  | {
      readonly kind: "joint";
      readonly members: readonly ValueId[];
      readonly mean: readonly Closed[];
      readonly covariance: readonly (readonly Closed[])[];
    };

/** A matrix with iid entries of mean 0 and variance `variance / (number of columns)`. */
export interface Matrix {
  readonly name: string;
  readonly base: string;
  readonly indices: readonly number[];
  readonly rows: WidthId;
  readonly cols: WidthId;
  readonly shape: Shape;
  /** s^2 of the theory: entry variance times the number of columns. */
  readonly variance: Closed;
  readonly place: Place;
}

/** A coordinatewise body and what it reads: `coord i` is `vectors[i]`, `param j` is `scalars[j]`. Each is used, none twice. */
export interface Application {
  readonly body: ExprId;
  readonly vectors: readonly ValueId[];
  readonly scalars: readonly ValueId[];
}

export type Instr =
  /** The vectors of one group, all at once. */
  | { readonly op: "input"; readonly group: number }
  /** An initial scalar with its value, or a free symbol. */
  | { readonly op: "constant"; readonly out: ValueId; readonly value: number }
  | { readonly op: "symbol"; readonly out: ValueId }
  /** `out = A vector` with A the matrix or its transpose. */
  | {
      readonly op: "matmul";
      readonly out: ValueId;
      readonly matrix: MatrixId;
      readonly transposed: boolean;
      readonly vector: ValueId;
    }
  /** Vectors all of the width of `out`; none where `out` is a constant vector, `1 + 0 * g` or `c + 0 * g`. */
  | ({ readonly op: "nonlin"; readonly out: ValueId } & Application)
  /** The average over the coordinates of its vectors (at least one, all of one width). */
  | ({ readonly op: "moment"; readonly out: ValueId } & Application)
  /** Arithmetic of scalars: no vectors. */
  | { readonly op: "scalar"; readonly out: ValueId; readonly body: ExprId; readonly scalars: readonly ValueId[] };

/**
 * By what a tangent kernel differentiates: standardised variables that are multiplied by the declared standard
 * deviations, or the declared vectors themselves and `sqrt(n)` times the matrices.
 */
export type Convention = "standard" | "plain";

export interface Output {
  /** As reported: `q`, `h[1,2]`. */
  readonly name: string;
  readonly value: ValueId;
  readonly place: Place;
}

export interface Expectation {
  /** The text of the left side, as an output would be named. */
  readonly name: string;
  readonly value: ValueId;
  readonly expected: number;
  readonly tolerance: number;
  readonly place: Place;
}

export interface Program {
  /** Name of the source file. */
  readonly name: string;
  readonly pool: ExprPool;
  readonly widths: readonly Width[];
  readonly values: readonly Value[];
  readonly inputs: readonly InputGroup[];
  readonly matrices: readonly Matrix[];
  /** Initial scalars without value, in the order of declaration. */
  readonly symbols: readonly ValueId[];
  readonly instrs: readonly Instr[];
  readonly outputs: readonly Output[];
  readonly expectations: readonly Expectation[];
  /** In which conventions tangent kernels were taken, in the order of their first use; none without such kernels. */
  readonly conventions: readonly Convention[];
}

/** The value or values that an instruction assigns. */
export function outputsOf(program: Pick<Program, "inputs">, instr: Instr): readonly ValueId[] {
  if (instr.op !== "input") return [instr.out];
  const group = program.inputs[instr.group];
  return group === undefined ? [] : group.kind === "single" ? [group.member] : group.members;
}

/** The values that an instruction reads itself; laws of inputs and matrices are closed expressions and read none. */
export function readsOf(instr: Instr): readonly ValueId[] {
  switch (instr.op) {
    case "input":
    case "constant":
    case "symbol":
      return [];
    case "matmul":
      return [instr.vector];
    case "nonlin":
    case "moment":
      return [...instr.vectors, ...instr.scalars];
    case "scalar":
      return instr.scalars;
    default:
      return unreachable(instr);
  }
}
