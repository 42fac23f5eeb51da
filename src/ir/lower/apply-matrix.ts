/**
 * A matrix value times a vector. The DAG of the matrix is collected into one coefficient per part, so that applying the
 * last of `t` updates costs `t` and not `2^t`. A rank-one part never becomes a matrix:
 * `(u v^T / n) x = u * moment(v * x) * width(v) / n`.
 */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import type { MatrixId, WidthId } from "../program.ts";
import type { Emitter } from "./emitter.ts";
import { type Naming, unnamed } from "./labels.ts";
import { addChunks } from "./sums.ts";
import type { MatrixNode } from "./terms.ts";

/** The body of a variable's computation in the program. */
type Image = (body: ExprId) => ExprId;

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

function collectParts({ scratch }: Emitter, image: Image, root: MatrixNode): Parts {
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
      const factor = addChunks(scratch, factors);
      if (b.constantValue(scratch, factor) === 0) continue;
      const { form } = node;
      switch (form.op) {
        case "declared":
          parts.declared.push({ matrix: form.matrix, transposed, factor });
          break;
        case "outer":
          parts.outer.push(
            transposed
              ? { left: image(form.right), right: image(form.left), width: node.rows, factor }
              : { left: image(form.left), right: image(form.right), width: node.cols, factor },
          );
          break;
        case "sum":
          for (const term of form.terms) add(term, transposed, factor);
          break;
        case "scaled":
          add(form.of, transposed, b.mul(scratch, factor, image(form.factor)));
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
 * The image of `root @ x`, of width `root.rows`, where `x` is a body of width `root.cols`; `naming` is that of the
 * value that `x` becomes where a declared matrix needs one.
 */
export function applyMatrix(
  emitter: Emitter,
  image: Image,
  root: MatrixNode,
  x: ExprId,
  naming: Naming,
  place: Place,
): ExprId {
  const { scratch, widths } = emitter;
  const { declared, outer } = collectParts(emitter, image, root);
  const terms: ExprId[] = [];
  for (const { matrix, transposed, factor } of declared.reverse()) {
    const vector = emitter.vector(image(x), root.cols, naming.label, naming.place);
    const out = emitter.matmul(matrix, transposed, vector, place);
    terms.push(b.mul(scratch, factor, b.coord(scratch, out)));
  }
  for (const { left, right, width, factor } of outer.reverse()) {
    const overlap = average(emitter, b.mul(scratch, right, image(x)), place);
    const ratio = b.constant(scratch, widths[width]?.ratio ?? Number.NaN);
    terms.push(b.mul(scratch, factor, ratio, overlap, left));
  }
  return terms.length === 0 ? b.constant(scratch, 0) : addChunks(scratch, terms);
}

/** The average of a body over the coordinates, named after its formula. */
function average(emitter: Emitter, body: ExprId, place: Place): ExprId {
  if (!emitter.readsVectors(body)) return body;
  const label = () => unnamed(`moment(${emitter.textOf(body)})`);
  return b.param(emitter.scratch, emitter.moment(body, label, place));
}
