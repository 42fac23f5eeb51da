/**
 * What a program asks to be computed, as one expression DAG: vectors are expressions over *sources* (drawn vectors and
 * products), whatever names the program gave to the steps between. `coord s` is source s, `param p` is scalar p.
 * Equal products and averages are one. Only what an output needs is there.
 */
import { invariant } from "../diagnostics/invariant.ts";
import type { Place } from "../diagnostics/source.ts";
import type { ExprId, ExprPool } from "../ir/expr.ts";
import type { MatrixId, WidthId } from "../ir/program.ts";
import type { Stream } from "./simulation-plan.ts";

export interface Product {
  readonly op: "product";
  readonly label: string;
  readonly width: WidthId;
  readonly matrix: MatrixId;
  readonly transposed: boolean;
  readonly argument: ExprId;
  readonly argumentWidth: WidthId;
  readonly place: Place;
}

export type Source =
  | {
      readonly op: "draw";
      readonly label: string;
      readonly width: WidthId;
      readonly stream: Stream;
      readonly mean: number;
      readonly deviation: number;
      readonly place: Place;
    }
  | Product;

export type Scalar =
  /** The average over coordinates of `body`, which depends on some coord. */
  | {
      readonly op: "average";
      readonly label: string;
      readonly width: WidthId;
      readonly body: ExprId;
      readonly place: Place;
    }
  /** No coords. */
  | { readonly op: "arithmetic"; readonly label: string; readonly body: ExprId; readonly place: Place };

/** What has to be done, besides drawing: index into `sources` or `scalars`. */
export type Task =
  | { readonly op: "product"; readonly source: number }
  | { readonly op: "average"; readonly scalar: number }
  | { readonly op: "arithmetic"; readonly scalar: number };

export interface Work {
  readonly pool: ExprPool;
  readonly sources: readonly Source[];
  readonly scalars: readonly Scalar[];
  /** In program order: a task depends on earlier ones only. */
  readonly tasks: readonly Task[];
  /** Names that the program gives to expressions; the first one of each. */
  readonly names: ReadonlyMap<ExprId, string>;
  /** Per output of the program its scalar. */
  readonly outputs: readonly number[];
}

/** The expression that a task evaluates or multiplies. */
export function expressionOf(work: Work, task: Task): ExprId {
  return task.op === "product" ? productAt(work, task.source).argument : scalarAt(work, task.scalar).body;
}

export function sourceAt(work: Work, index: number): Source {
  const source = work.sources[index];
  invariant(source !== undefined, () => `no source ${index}`);
  return source;
}

export function productAt(work: Work, index: number): Product {
  const source = sourceAt(work, index);
  invariant(source.op === "product", () => `source ${index} is no product`);
  return source;
}

export function scalarAt(work: Work, index: number): Scalar {
  const scalar = work.scalars[index];
  invariant(scalar !== undefined, () => `no scalar ${index}`);
  return scalar;
}
