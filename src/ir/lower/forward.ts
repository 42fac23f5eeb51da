/**
 * Forward mode: the derivative of anything by a scalar, carried along the computation. Tangents are of the kind of what
 * they belong to: scalars, vectors, and matrices as sums of what their parts change by.
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import type { WidthId } from "../program.ts";
import type { Builder, Definition, VariableId } from "./builder.ts";
import { findWays, type Result } from "./dependence.ts";
import { unnamed } from "./labels.ts";
import { addMatrices, productNaming, scaleMatrix, transposeMatrix } from "./matrices.ts";
import { addChunks } from "./sums.ts";
import type { MatrixNode } from "./terms.ts";

/** Tangents that are not here are 0. */
interface Pass {
  readonly builder: Builder;
  readonly variables: Map<VariableId, ExprId>;
  readonly matrices: Map<MatrixNode, MatrixNode>;
  /** What the derivative is taken by, as text, and where it is asked for. */
  readonly text: string;
  readonly place: Place;
}

/** The derivative of a body of this width by `scalar`; undefined where it does not depend on it. */
export function tangentOfBody(builder: Builder, body: ExprId, scalar: VariableId, place: Place): ExprId | undefined {
  const pass = runForward(builder, { kind: "definition", definition: { op: "body", body } }, scalar, place);
  return slopeOf(pass, body);
}

/** The derivative of a matrix by `scalar`; undefined where it does not depend on it. */
export function tangentOfMatrix(
  builder: Builder,
  node: MatrixNode,
  scalar: VariableId,
  place: Place,
): MatrixNode | undefined {
  return changeOf(runForward(builder, { kind: "matrix", node }, scalar, place), node);
}

function runForward(builder: Builder, result: Result, scalar: VariableId, place: Place): Pass {
  const { steps } = findWays(builder, result, { kind: "variable", variable: scalar });
  const one = b.constant(builder.scratch, 1);
  const text = builder.textOf(b.param(builder.scratch, scalar));
  const pass: Pass = { builder, variables: new Map([[scalar, one]]), matrices: new Map(), text, place };
  for (const step of steps) {
    if (step.kind === "matrix") {
      const change = changeOf(pass, step.node);
      if (change !== undefined) pass.matrices.set(step.node, change);
    } else if (step.variable !== scalar) {
      const { definition, width } = builder.variable(step.variable);
      const tangent = tangentOf(pass, definition);
      if (tangent !== undefined) pass.variables.set(step.variable, named(pass, step.variable, width, tangent));
    }
  }
  return pass;
}

/** A tangent, with a value of its own where its variable has one. */
function named(
  { builder, text, place }: Pass,
  variable: VariableId,
  width: WidthId | undefined,
  tangent: ExprId,
): ExprId {
  const { scratch, emitter } = builder;
  const leaf = width === undefined ? b.param(scratch, variable) : b.coord(scratch, variable);
  const { op } = emitter.scratch.get(builder.image(leaf));
  if (op !== "coord" && op !== "param") return tangent;
  const label = () => unnamed(`diff(${builder.textOf(leaf)},${text})`);
  return builder.share(tangent, width, { label, place });
}

function tangentOf(pass: Pass, definition: Definition): ExprId | undefined {
  const { builder, place } = pass;
  switch (definition.op) {
    case "initial":
      return undefined;
    case "body":
      return slopeOf(pass, definition.body);
    case "moment": {
      const slope = slopeOf(pass, definition.body);
      if (slope === undefined) return undefined;
      return builder.moment(slope, definition.width, {
        label: () => unnamed(`moment(${builder.textOf(slope)})`),
        place,
      });
    }
    case "product": {
      const { matrix, vector } = definition;
      const product = (node: MatrixNode, x: ExprId): ExprId =>
        builder.product(node, x, productNaming(builder, node, x, place));
      const change = pass.matrices.get(matrix);
      const slope = slopeOf(pass, vector);
      const parts = [
        ...(slope === undefined ? [] : [product(matrix, slope)]),
        ...(change === undefined ? [] : [product(change, vector)]),
      ];
      return parts.length === 0 ? undefined : addChunks(builder.scratch, parts);
    }
    default:
      return unreachable(definition);
  }
}

/** The tangent of a body: the sum over its leaves of derivative times tangent. */
function slopeOf({ builder, variables }: Pass, body: ExprId): ExprId | undefined {
  const { coords, params } = builder.gradientOf(body);
  const parts: ExprId[] = [];
  for (const [id, slope] of [...coords, ...params]) {
    const tangent = variables.get(id);
    if (tangent !== undefined) parts.push(b.mul(builder.scratch, slope, tangent));
  }
  return parts.length === 0 ? undefined : addChunks(builder.scratch, parts);
}

/** The tangent of a matrix, from those of its parts. */
function changeOf(pass: Pass, { form, rows, cols }: MatrixNode): MatrixNode | undefined {
  const { builder, matrices } = pass;
  const sumOf = (nodes: readonly (MatrixNode | undefined)[]): MatrixNode | undefined => {
    const parts = nodes.filter((node) => node !== undefined);
    return parts.length === 0 ? undefined : addMatrices(builder, parts);
  };
  const outer = (left: ExprId | undefined, right: ExprId | undefined): MatrixNode | undefined =>
    left === undefined || right === undefined ? undefined : builder.matrix(rows, cols, { op: "outer", left, right });
  const scaled = (node: MatrixNode | undefined, factor: ExprId | undefined): MatrixNode | undefined =>
    node === undefined || factor === undefined ? undefined : scaleMatrix(builder, node, factor);
  switch (form.op) {
    case "declared":
      return undefined;
    case "outer":
      return sumOf([outer(slopeOf(pass, form.left), form.right), outer(form.left, slopeOf(pass, form.right))]);
    case "sum":
      return sumOf(form.terms.map((term) => matrices.get(term)));
    case "scaled":
      return sumOf([scaled(matrices.get(form.of), form.factor), scaled(form.of, slopeOf(pass, form.factor))]);
    case "transposed": {
      const inner = matrices.get(form.of);
      return inner === undefined ? undefined : transposeMatrix(builder, inner);
    }
    default:
      return unreachable(form);
  }
}
