/**
 * Matrix values: sums of declared matrices, their transposes and rank-one parts, each times a scalar, as nodes of a DAG,
 * so that a long chain of updates is shared.
 */

import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import type { WidthId } from "../program.ts";
import type { Builder } from "./builder.ts";
import type { MatrixNode } from "./terms.ts";

/** Makes a node; its operands were made before. */
export function matrixNode(builder: Builder, rows: WidthId, cols: WidthId, form: MatrixNode["form"]): MatrixNode {
  return { serial: builder.nextSerial(), rows, cols, form };
}

export function transposeMatrix(builder: Builder, of: MatrixNode): MatrixNode {
  if (of.form.op === "transposed") return of.form.of;
  return matrixNode(builder, of.cols, of.rows, { op: "transposed", of });
}

export function scaleMatrix(builder: Builder, of: MatrixNode, factor: ExprId): MatrixNode {
  return matrixNode(builder, of.rows, of.cols, { op: "scaled", factor, of });
}

export function addMatrices(builder: Builder, terms: readonly MatrixNode[]): MatrixNode {
  const [first] = terms;
  invariant(first !== undefined, () => "a sum of no matrices");
  return terms.length === 1 ? first : matrixNode(builder, first.rows, first.cols, { op: "sum", terms });
}

/** The same matrix under a name of its own. */
export function copyMatrix(builder: Builder, of: MatrixNode): MatrixNode {
  return scaleMatrix(builder, of, b.constant(builder.scratch, 1));
}

/** A matrix of zeros. */
export function zeroMatrix(builder: Builder, rows: WidthId, cols: WidthId): MatrixNode {
  return matrixNode(builder, rows, cols, { op: "sum", terms: [] });
}
