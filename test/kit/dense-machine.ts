/** The machine of finite widths: explicit matrices, every product a double loop (see machine.ts). */

import type { Tensor } from "./dense.ts";
import * as dense from "./dense.ts";
import { drawJoint, drawVector } from "./laws.ts";
import type { Machine, MatrixDeclaration, VectorGroup } from "./machine.ts";
import { createRandom } from "./random.ts";

/** Where the numbers of a run come from: vectors and matrices (row by row) by declared name and law. */
export interface Draws {
  vectors(group: VectorGroup, length: number): readonly Float64Array[];
  matrix(declaration: Omit<MatrixDeclaration, "rows" | "cols">, rows: number, cols: number): Float64Array;
}

/** Draws from the declared laws, one stream per declared name: the same for every reader of the same program. */
export function seededDraws(seed: string): Draws {
  return {
    vectors(group, length) {
      if (group.kind === "single") {
        const random = createRandom(`${seed}/${group.member.name}`);
        return [drawVector(group.law, group.mean, group.variance, length, random)];
      }
      const names = group.members.map((member) => member.name).join("&");
      return drawJoint(group.mean, group.covariance, length, createRandom(`${seed}/${names}`));
    },
    matrix({ member, law, variance }, rows, cols) {
      return drawVector(law, 0, variance, rows * cols, createRandom(`${seed}/${member.name}`));
    },
  };
}

/** A machine whose first width is `n`; other widths are rounded to integers. */
export function denseMachine(n: number, draws: Draws): Machine<Tensor> {
  const lengths = new Map<string, number>();
  const length = (width: string): number => {
    const found = lengths.get(width);
    if (found === undefined) throw new Error(`no width ${width}`);
    return found;
  };
  return {
    width(name, ratio) {
      lengths.set(name, Math.round(ratio * n));
      return length(name);
    },
    typeOf: (value) => (["scalar", "vector", "matrix"] as const)[value.dims.length] ?? "matrix",
    constant: dense.scalar,
    vectors: (group) =>
      draws.vectors(group, length(group.width)).map((data) => dense.leaf([length(group.width)], data)),
    matrix(declaration) {
      const dims = [length(declaration.rows), length(declaration.cols)] as const;
      return dense.leaf(dims, draws.matrix(declaration, ...dims));
    },
    apply: dense.apply,
    moment: (x) => dense.apply("/", [dense.sum(x), dense.scalar(x.data.length)]),
    product: dense.product,
    transpose: dense.transpose,
    outer: dense.outer,
    dot: (u, v) => dense.sum(dense.apply("*", [u, v])),
    grad(of, x) {
      const derivative = dense.gradient(of, x);
      return x.dims.length === 1 ? dense.apply("*", [dense.scalar(x.data.length), derivative]) : derivative;
    },
    diff: dense.forwardDerivative,
    tangentProduct: (y1, y2, theta) =>
      dense.sum(dense.apply("*", [dense.gradient(y1, theta), dense.gradient(y2, theta)])),
    value: (scalar) => scalar.data[0] as number,
  };
}
