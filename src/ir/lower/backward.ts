/**
 * Reverse mode: the derivative of a scalar by one variable or matrix, as a backward pass of the same operations. The
 * adjoint of a vector of width m is `m dc/dx`, of order 1; that of a scalar and of a matrix is the derivative itself,
 * the latter a sum of outer products over n. Scalars that feed scalars are followed like everything else (Golikov, EPFL
 * thesis 2025, appendix A.10, with the paths through scalars that its (A.62) leaves out).
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import type { WidthId } from "../program.ts";
import type { Builder, Definition, VariableId } from "./builder.ts";
import { collectParts } from "./collect-parts.ts";
import { findWays, type Target, type Ways } from "./dependence.ts";
import { unnamed } from "./labels.ts";
import { addMatrices, productNaming, scaleMatrix, transposeMatrix } from "./matrices.ts";
import { addChunks } from "./sums.ts";
import type { MatrixNode } from "./terms.ts";

/** The scalar that is differentiated: how it is computed, what it is called, where that is asked for. */
export interface Objective {
  readonly definition: Definition;
  readonly text: string;
  readonly place: Place;
}

/** Adjoints still to be added up. */
interface Pass {
  readonly builder: Builder;
  readonly objective: Objective;
  readonly ways: Ways;
  readonly parts: Map<VariableId, ExprId[]>;
  readonly matrixParts: Map<MatrixNode, MatrixNode[]>;
}

/** `m dc/dx` for a vector of width m, `dc/ds` for a scalar: a body; undefined where `c` does not depend on it. */
export function gradientByVariable(builder: Builder, objective: Objective, variable: VariableId): ExprId | undefined {
  const { parts } = runBackward(builder, objective, { kind: "variable", variable });
  const found = parts.get(variable);
  return found === undefined ? undefined : addChunks(builder.scratch, found);
}

/** `dc/dM`; undefined where `c` does not depend on it. */
export function gradientByMatrix(builder: Builder, objective: Objective, node: MatrixNode): MatrixNode | undefined {
  const found = runBackward(builder, objective, { kind: "matrix", node }).matrixParts.get(node);
  return found === undefined ? undefined : addMatrices(builder, found);
}

function runBackward(builder: Builder, objective: Objective, target: Target): Pass {
  const ways = findWays(builder, { kind: "definition", definition: objective.definition }, target);
  const pass: Pass = { builder, objective, ways, parts: new Map(), matrixParts: new Map() };
  pull(pass, objective.definition, undefined, b.constant(builder.scratch, 1));
  for (const step of [...ways.steps].reverse()) {
    if (step.kind === "matrix") {
      const found = pass.matrixParts.get(step.node);
      const isTarget = target.kind === "matrix" && target.node === step.node;
      if (found !== undefined && !isTarget) pullMatrix(pass, step.node, addMatrices(builder, found));
      continue;
    }
    const found = pass.parts.get(step.variable);
    const isTarget = target.kind === "variable" && target.variable === step.variable;
    if (found === undefined || isTarget) continue;
    const { definition, width } = builder.variable(step.variable);
    pull(pass, definition, width, adjointOf(pass, step.variable, found));
  }
  return pass;
}

/** The sum of the parts of an adjoint, with a value of its own where its variable has one. */
function adjointOf({ builder, objective }: Pass, variable: VariableId, parts: readonly ExprId[]): ExprId {
  const { scratch, emitter } = builder;
  const { width } = builder.variable(variable);
  const adjoint = addChunks(scratch, parts);
  const leaf = width === undefined ? b.param(scratch, variable) : b.coord(scratch, variable);
  const { op } = emitter.scratch.get(builder.image(leaf));
  if (op !== "coord" && op !== "param") return adjoint;
  const label = () => unnamed(`grad(${objective.text},${builder.textOf(leaf)})`);
  return builder.share(adjoint, width, { label, place: objective.place });
}

function receive({ parts, ways }: Pass, variable: VariableId, part: ExprId): void {
  if (!ways.leads(variable)) return;
  const list = parts.get(variable) ?? [];
  list.push(part);
  parts.set(variable, list);
}

function receiveMatrix({ matrixParts, ways }: Pass, node: MatrixNode, part: MatrixNode): void {
  if (!ways.leadsMatrix(node)) return;
  const list = matrixParts.get(node) ?? [];
  list.push(part);
  matrixParts.set(node, list);
}

/** Hands the adjoint of a variable on to what it is computed from. */
function pull(pass: Pass, definition: Definition, width: WidthId | undefined, adjoint: ExprId): void {
  const { builder, ways } = pass;
  const { scratch } = builder;
  switch (definition.op) {
    case "initial":
      return;
    case "body":
      pullBody(pass, definition.body, width, adjoint);
      return;
    case "moment": {
      const { coords, params } = builder.gradientOf(definition.body);
      for (const [id, slope] of coords) receive(pass, id, b.mul(scratch, adjoint, slope));
      for (const [id, slope] of params) {
        if (ways.leads(id)) receive(pass, id, b.mul(scratch, adjoint, momentOf(pass, slope, definition.width)));
      }
      return;
    }
    case "product": {
      const { matrix, vector } = definition;
      if (ways.leadsMatrix(matrix)) receiveMatrix(pass, matrix, overWidth(pass, matrix.rows, adjoint, matrix, vector));
      if (!ways.leadsBody(vector)) return;
      const back = productOf(pass, transposeMatrix(builder, matrix), adjoint);
      const ratio = b.divide(scratch, builder.ratio(matrix.cols), builder.ratio(matrix.rows));
      pullBody(pass, vector, matrix.cols, b.mul(scratch, ratio, back));
      return;
    }
    default:
      unreachable(definition);
  }
}

/** Coordinate by coordinate; the derivative by a scalar is a sum over the coordinates. */
function pullBody(pass: Pass, body: ExprId, width: WidthId | undefined, adjoint: ExprId): void {
  const { builder, ways } = pass;
  const { scratch } = builder;
  const { coords, params } = builder.gradientOf(body);
  for (const [id, slope] of coords) receive(pass, id, b.mul(scratch, adjoint, slope));
  for (const [id, slope] of params) {
    if (!ways.leads(id)) continue;
    const part = b.mul(scratch, adjoint, slope);
    receive(pass, id, width === undefined ? part : momentOf(pass, part, width));
  }
}

/** Hands the adjoint of a matrix on to what it is made of. */
function pullMatrix(pass: Pass, node: MatrixNode, adjoint: MatrixNode): void {
  const { builder, ways } = pass;
  const { scratch } = builder;
  const { form, rows, cols } = node;
  switch (form.op) {
    case "declared":
      return;
    case "sum":
      for (const term of form.terms) receiveMatrix(pass, term, adjoint);
      return;
    case "scaled":
      receiveMatrix(pass, form.of, scaleMatrix(builder, adjoint, form.factor));
      if (ways.leadsBody(form.factor)) pullBody(pass, form.factor, undefined, innerProduct(pass, adjoint, form.of));
      return;
    case "transposed":
      receiveMatrix(pass, form.of, transposeMatrix(builder, adjoint));
      return;
    case "outer": {
      const scaled = (width: WidthId, body: ExprId): ExprId => b.mul(scratch, builder.ratio(width), body);
      if (ways.leadsBody(form.left)) {
        pullBody(pass, form.left, rows, scaled(rows, productOf(pass, adjoint, form.right)));
      }
      if (ways.leadsBody(form.right)) {
        const back = productOf(pass, transposeMatrix(builder, adjoint), form.left);
        pullBody(pass, form.right, cols, scaled(cols, back));
      }
      return;
    }
    default:
      unreachable(form);
  }
}

/** `u v^T` over the width `over`. */
function overWidth({ builder }: Pass, over: WidthId, u: ExprId, { rows, cols }: MatrixNode, v: ExprId): MatrixNode {
  const outer = builder.matrix(rows, cols, { op: "outer", left: u, right: v });
  const inverse = b.powInt(builder.scratch, builder.ratio(over), -1);
  return b.constantValue(builder.scratch, inverse) === 1 ? outer : scaleMatrix(builder, outer, inverse);
}

/** The sum of the products of all entries of two matrices, the first one an adjoint: `u^T M v / n` for `u v^T / n`. */
function innerProduct(pass: Pass, adjoint: MatrixNode, matrix: MatrixNode): ExprId {
  const { scratch } = pass.builder;
  const { declared, outer } = collectParts(scratch, (body) => body, adjoint);
  invariant(declared.length === 0, () => "the adjoint of a matrix has a declared part");
  const ratio = pass.builder.ratio(matrix.rows);
  const terms = outer.map(({ left, right, factor }) => {
    const overlap = b.mul(scratch, left, productOf(pass, matrix, right));
    return b.mul(scratch, ratio, factor, momentOf(pass, overlap, matrix.rows));
  });
  return addChunks(scratch, terms);
}

function momentOf({ builder, objective: { place } }: Pass, body: ExprId, width: WidthId): ExprId {
  return builder.moment(body, width, { label: () => unnamed(`moment(${builder.textOf(body)})`), place });
}

function productOf({ builder, objective: { place } }: Pass, matrix: MatrixNode, vector: ExprId): ExprId {
  return builder.product(matrix, vector, productNaming(builder, matrix, vector, place));
}
