/**
 * The DAG of a matrix value collected into one coefficient per part, so that the last of `t` updates has `t` parts and
 * not `2^t`.
 */

import { unreachable } from "../../diagnostics/invariant.ts";
import * as b from "../build.ts";
import type { ExprId, ExprPool } from "../expr.ts";
import type { MatrixId, WidthId } from "../program.ts";
import { addChunks } from "./sums.ts";
import type { MatrixNode } from "./terms.ts";

/** A matrix as a sum of its parts. */
export interface Parts {
  readonly declared: { readonly matrix: MatrixId; readonly transposed: boolean; readonly factor: ExprId }[];
  readonly outer: { readonly left: ExprId; readonly right: ExprId; readonly width: WidthId; readonly factor: ExprId }[];
}

/** Coefficients still to be added up, for a node and for its transpose. */
interface Pending {
  readonly node: MatrixNode;
  readonly plain: ExprId[];
  readonly transposed: ExprId[];
}

/** The parts of a matrix. Its bodies are those of another pool; `image` takes them to `pool`. */
export function collectParts(pool: ExprPool, image: (body: ExprId) => ExprId, root: MatrixNode): Parts {
  const pending = new Map<MatrixNode, Pending>();
  const add = (node: MatrixNode, transposed: boolean, factor: ExprId): void => {
    const entry = pending.get(node) ?? { node, plain: [], transposed: [] };
    pending.set(node, entry);
    (transposed ? entry.transposed : entry.plain).push(factor);
  };
  add(root, false, b.constant(pool, 1));
  const parts: Parts = { declared: [], outer: [] };
  for (const node of below(root)) {
    const entry = pending.get(node);
    for (const transposed of [true, false]) {
      const factors = (transposed ? entry?.transposed : entry?.plain) ?? [];
      if (factors.length === 0) continue;
      const factor = addChunks(pool, factors);
      if (b.constantValue(pool, factor) === 0) continue;
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
          add(form.of, transposed, b.mul(pool, factor, image(form.factor)));
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
