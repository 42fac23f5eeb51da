/**
 * A matrix value times a vector, part by part. A rank-one part never becomes a matrix:
 * `(u v^T / n) x = u * moment(v * x) * width(v) / n`.
 */

import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import { collectParts } from "./collect-parts.ts";
import type { Emitter } from "./emitter.ts";
import { type ProductNaming, unnamed } from "./labels.ts";
import { addChunks } from "./sums.ts";
import type { MatrixNode } from "./terms.ts";

/** The body of a variable's computation in the program. */
type Image = (body: ExprId) => ExprId;

/** The image of `root @ x`, of width `root.rows`, where `x` is a body of width `root.cols`. */
export function applyMatrix(
  emitter: Emitter,
  image: Image,
  root: MatrixNode,
  x: ExprId,
  { vector: naming, product: { place } }: ProductNaming,
): ExprId {
  const { scratch } = emitter;
  const { declared, outer } = collectParts(scratch, image, root);
  const terms: ExprId[] = [];
  for (const { matrix, transposed, factor } of declared.reverse()) {
    const vector = emitter.vector(image(x), root.cols, naming.label, naming.place);
    const out = emitter.matmul(matrix, transposed, vector, place);
    terms.push(b.mul(scratch, factor, b.coord(scratch, out)));
  }
  for (const { left, right, width, factor } of outer.reverse()) {
    const overlap = average(emitter, b.mul(scratch, right, image(x)), place);
    terms.push(b.mul(scratch, factor, emitter.ratio(width), overlap, left));
  }
  return terms.length === 0 ? b.constant(scratch, 0) : addChunks(scratch, terms);
}

/** The average of a body over the coordinates, named after its formula. */
function average(emitter: Emitter, body: ExprId, place: Place): ExprId {
  if (!emitter.readsVectors(body)) return body;
  const label = () => unnamed(`moment(${emitter.textOf(body)})`);
  return b.param(emitter.scratch, emitter.moment(body, label, place));
}
