/**
 * The gradients of readouts `y = v . x / sqrt(n)` by parameters, as those of `c = moment(v * x)`: the backward pass of a
 * readout is made once, however many kernels it is in.
 */
import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import { gradientByMatrix, gradientByVariable, type Objective } from "./backward.ts";
import type { Builder, VariableId } from "./builder.ts";
import { collectParts, type Parts } from "./collect-parts.ts";
import type { MatrixNode, ReadoutTerm } from "./terms.ts";

/** Undefined where the readout does not depend on the parameter. `place` is where the kernel is asked for. */
export interface ReadoutGradients {
  /** `m dc/dx` for a vector of width m. */
  byVector(readout: ReadoutTerm, variable: VariableId, place: Place): ExprId | undefined;
  /** The outer products that `dc/dM` is the sum of, over n. */
  byMatrix(readout: ReadoutTerm, node: MatrixNode, place: Place): Parts["outer"] | undefined;
}

export function createReadoutGradients(builder: Builder): ReadoutGradients {
  const { scratch } = builder;
  const vectors = new Map<string, { readonly value: ExprId | undefined }>();
  const matrices = new Map<string, { readonly value: Parts["outer"] | undefined }>();
  return {
    byVector: (readout, variable, place) =>
      remembered(vectors, keyOf(readout, variable), () =>
        gradientByVariable(builder, objectiveOf(builder, readout, place), variable),
      ),
    byMatrix: (readout, node, place) =>
      remembered(matrices, keyOf(readout, node.serial), () => {
        const gradient = gradientByMatrix(builder, objectiveOf(builder, readout, place), node);
        return gradient === undefined ? undefined : collectParts(scratch, (body) => body, gradient).outer;
      }),
  };
}

function keyOf({ weights, vector, width }: ReadoutTerm, parameter: number): string {
  return `${weights} ${vector} ${width} ${parameter}`;
}

function remembered<T>(known: Map<string, { readonly value: T }>, key: string, make: () => T): T {
  const found = known.get(key) ?? { value: make() };
  known.set(key, found);
  return found.value;
}

/** `moment(v * x)`, which is differentiated and never computed. */
function objectiveOf({ scratch }: Builder, { weights, vector, width, text }: ReadoutTerm, place: Place): Objective {
  const body = b.mul(scratch, b.coord(scratch, weights), vector);
  return { definition: { op: "moment", body, width }, text, place };
}
