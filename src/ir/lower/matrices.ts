/**
 * Matrix values: sums of declared matrices, their transposes and rank-one parts, each times a scalar. They are kept as
 * a DAG and collected into one coefficient per part when they are applied, so that applying the last of `t` updates
 * costs `t` and not `2^t`. A rank-one part never becomes a matrix: `(u v^T / n) x = u * moment(v * x) * width(v) / n`.
 */

import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import type { MatrixId, WidthId } from "../program.ts";
import type { Builder } from "./builder.ts";
import { sum } from "./fields.ts";
import type { Label } from "./labels.ts";
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

/** A matrix as a sum of its parts. */
interface Parts {
  readonly declared: { readonly matrix: MatrixId; readonly transposed: boolean; readonly factor: ExprId }[];
  readonly outer: { readonly left: ExprId; readonly right: ExprId; readonly width: WidthId; readonly factor: ExprId }[];
}

/** Coefficients still to be added up, for a node and for its transpose. */
interface Pending {
  readonly node: MatrixNode;
  readonly plain: ExprId[];
  readonly transposed: ExprId[];
}

function collectParts(builder: Builder, root: MatrixNode): Parts {
  const { scratch } = builder;
  const pending = new Map<MatrixNode, Pending>();
  const add = (node: MatrixNode, transposed: boolean, factor: ExprId): void => {
    const entry = pending.get(node) ?? { node, plain: [], transposed: [] };
    pending.set(node, entry);
    (transposed ? entry.transposed : entry.plain).push(factor);
  };
  add(root, false, b.constant(scratch, 1));
  const parts: Parts = { declared: [], outer: [] };
  for (const node of below(root)) {
    const entry = pending.get(node);
    for (const transposed of [true, false]) {
      const factors = (transposed ? entry?.transposed : entry?.plain) ?? [];
      if (factors.length === 0) continue;
      const factor = sum.bodies(scratch, factors);
      if (b.constantValue(scratch, factor) === 0) continue;
      const { form } = node;
      switch (form.op) {
        case "declared":
          parts.declared.push({ matrix: form.matrix, transposed, factor });
          break;
        case "outer":
          parts.outer.push(
            transposed
              ? { left: form.right, right: form.left, width: node.rows, factor }
              : { left: form.left, right: form.right, width: node.cols, factor },
          );
          break;
        case "sum":
          for (const term of form.terms) add(term, transposed, factor);
          break;
        case "scaled":
          add(form.of, transposed, b.mul(scratch, factor, form.factor));
          break;
        case "transposed":
          add(form.of, !transposed, factor);
          break;
        default:
          unreachable(form);
      }
    }
  }
  return parts;
}

/** All nodes of the DAG, what is made before what it is made of. */
function below(root: MatrixNode): MatrixNode[] {
  const seen = new Set([root]);
  for (const { form } of seen) {
    if (form.op === "sum") for (const term of form.terms) seen.add(term);
    else if (form.op === "scaled" || form.op === "transposed") seen.add(form.of);
  }
  return [...seen].sort((first, second) => second.serial - first.serial);
}

/**
 * The body of `root @ x`, of width `root.rows`, where `x` is a body of width `root.cols`. `vectorLabel` names the
 * value that `x` becomes where a declared matrix needs one.
 */
export function applyMatrix(
  builder: Builder,
  root: MatrixNode,
  x: ExprId,
  vectorLabel: () => Label,
  places: { readonly vector: Place; readonly product: Place },
): ExprId {
  const { scratch, widths } = builder;
  const { declared, outer } = collectParts(builder, root);
  const terms: ExprId[] = [];
  for (const { matrix, transposed, factor } of declared.reverse()) {
    const vector = builder.vector(x, root.cols, vectorLabel, places.vector);
    const out = builder.matmul(matrix, transposed, vector, places.product);
    terms.push(b.mul(scratch, factor, b.coord(scratch, out)));
  }
  for (const { left, right, width, factor } of outer.reverse()) {
    const overlap = average(builder, b.mul(scratch, right, x), places.product);
    const ratio = b.constant(scratch, widths[width]?.ratio ?? Number.NaN);
    terms.push(b.mul(scratch, factor, ratio, overlap, left));
  }
  return terms.length === 0 ? b.constant(scratch, 0) : sum.bodies(scratch, terms);
}

/** The body of the average of a body, named after its formula. */
function average(builder: Builder, body: ExprId, place: Place): ExprId {
  return averageOf(builder, body, () => `moment(${builder.textOf(body)})`, place);
}

/** The average over coordinates: a body that reads no vector is its own average. */
export function averageOf(builder: Builder, body: ExprId, name: () => string, place: Place): ExprId {
  if (!builder.readsVectors(body)) return body;
  const label = () => ({ name: name(), base: "", indices: [] });
  return b.param(builder.scratch, builder.moment(body, label, place));
}
