/**
 * Matrix values: sums of declared matrices, their transposes and rank-one parts, each times a scalar, as nodes of a DAG,
 * so that a long chain of updates is shared.
 */

import { invariant } from "../../diagnostics/invariant.ts";
import type { ExprId } from "../expr.ts";
import type { WidthId } from "../program.ts";
import type { Builder } from "./builder.ts";
import type { MatrixNode } from "./terms.ts";

export function transposeMatrix(builder: Builder, of: MatrixNode): MatrixNode {
  if (of.form.op === "transposed") return of.form.of;
  return builder.matrix(of.cols, of.rows, { op: "transposed", of });
}

export function scaleMatrix(builder: Builder, of: MatrixNode, factor: ExprId): MatrixNode {
  return builder.matrix(of.rows, of.cols, { op: "scaled", factor, of });
}

export function addMatrices(builder: Builder, terms: readonly MatrixNode[]): MatrixNode {
  const [first] = terms;
  invariant(first !== undefined, () => "a sum of no matrices");
  return terms.length === 1 ? first : builder.matrix(first.rows, first.cols, { op: "sum", terms });
}

/** A matrix of zeros. */
export function zeroMatrix(builder: Builder, rows: WidthId, cols: WidthId): MatrixNode {
  return builder.matrix(rows, cols, { op: "sum", terms: [] });
}
