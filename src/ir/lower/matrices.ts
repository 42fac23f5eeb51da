/**
 * Matrix values: sums of declared matrices, their transposes and rank-one parts, each times a scalar, as nodes of a DAG,
 * so that a long chain of updates is shared.
 */

import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import type { ExprId } from "../expr.ts";
import type { WidthId } from "../program.ts";
import type { Builder } from "./builder.ts";
import { type Label, type ProductNaming, productName, unnamed } from "./labels.ts";
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

/** The names of a product that a derivative needs: by the declared matrix at the root of a chain of updates. */
export function productNaming(builder: Builder, matrix: MatrixNode, vector: ExprId, place: Place): ProductNaming {
  const text = (): string => builder.textOf(vector);
  const label = (): Label => unnamed(productName(rootName(builder, matrix), false, text()));
  return { vector: { label: () => unnamed(text()), place }, product: { label, place } };
}

/** `W'` for an updated `W`, `W'.T` for its transpose, `outer` for what no declared matrix is part of. */
function rootName(builder: Builder, root: MatrixNode): string {
  let node: MatrixNode | undefined = root;
  let isTransposed = false;
  while (node !== undefined) {
    const { form }: MatrixNode = node;
    switch (form.op) {
      case "declared":
        return `${builder.emitter.matrices[form.matrix]?.name ?? "?"}'${isTransposed ? ".T" : ""}`;
      case "outer":
        return "outer";
      case "sum":
        node = form.terms[0];
        break;
      case "transposed":
        isTransposed = !isTransposed;
        node = form.of;
        break;
      case "scaled":
        node = form.of;
        break;
      default:
        return unreachable(form);
    }
  }
  return "0";
}
