/** What a tangent kernel is taken by, `wrt = [U, W]`, and in which convention, `convention = plain`. */

import type { Arg, AstExpr } from "../../parser/ast.ts";
import * as b from "../build.ts";
import type { Closed, WidthId } from "../program.ts";
import type { Builder, VariableId } from "./builder.ts";
import type { CallExpr } from "./call-arguments.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import { covarianceOf } from "./initial-laws.ts";
import { describe } from "./operator-mistakes.ts";
import { bareName, evaluateName, findFamily, listMembers } from "./references.ts";
import { failed, type MatrixNode, type Term } from "./terms.ts";
import { partName } from "./text.ts";

/** A declared vector, or a declared matrix with its entry variance times the number of columns. */
export type Parameter =
  | { readonly kind: "vector"; readonly variable: VariableId; readonly width: WidthId }
  | { readonly kind: "matrix"; readonly node: MatrixNode; readonly variance: Closed };

export interface KernelOptions {
  readonly parameters: readonly Parameter[];
  /** Derivatives by the declared vectors and `sqrt(n)` times the matrices, instead of standardised variables. */
  readonly isPlain: boolean;
}

/** The named arguments of `ntk`; undefined, with diagnostics, after a mistake. */
export function readKernelOptions(expr: CallExpr, frame: Frame): KernelOptions | undefined {
  let parameters: readonly Parameter[] | undefined;
  let isPlain = false;
  let isFaulty = false;
  for (const arg of expr.args) {
    if (arg.name?.name === "wrt") {
      parameters = readParameters(arg.value, frame);
      isFaulty ||= parameters === undefined;
    } else if (arg.name?.name === "convention") {
      isPlain = bareName(arg.value)?.name === "plain";
      isFaulty ||= !isPlain && complainConvention(arg, frame);
    } else if (arg.name !== undefined) {
      const message = `\`ntk\` has no argument \`${arg.name.name}\``;
      complain(frame, "TP234", arg.span, message, "it is ntk(y, z, wrt = [..], convention = plain)");
      isFaulty = true;
    }
  }
  return isFaulty ? undefined : { parameters: parameters ?? allParameters(frame.cx.builder), isPlain };
}

function complainConvention(arg: Arg, frame: Frame): true {
  const message = "this is no convention of tangent kernels";
  complain(
    frame,
    "TP234",
    arg.value.span,
    message,
    "write convention = plain, or leave it out for standardised parameters",
  );
  return true;
}

/** All that is random in the program. */
function allParameters(builder: Builder): readonly Parameter[] {
  const { emitter, pool } = builder;
  const vectors = builder.initialVectors.flatMap((variable): Parameter[] => {
    const { width, definition } = builder.variable(variable);
    if (width === undefined || definition.op !== "initial") return [];
    const variance = covarianceOf(emitter, definition.value, definition.value);
    return b.constantValue(pool, variance) === 0 ? [] : [{ kind: "vector", variable, width }];
  });
  return [...vectors, ...builder.declaredMatrices.flatMap((node) => matrixParameter(builder, node) ?? [])];
}

function matrixParameter(builder: Builder, node: MatrixNode): Parameter | undefined {
  if (node.form.op !== "declared") return undefined;
  const matrix = builder.emitter.matrices[node.form.matrix];
  return matrix === undefined ? undefined : { kind: "matrix", node, variance: matrix.variance };
}

/** `[U, W[2]]`: declared vectors and matrices, a family or a part of one, `W[t, ..]`, for all its members, each counted once. */
function readParameters(list: AstExpr, frame: Frame): readonly Parameter[] | undefined {
  if (list.kind !== "array") {
    complain(frame, "TP234", list.span, "the parameters of a tangent kernel are a list", "write wrt = [U, W]");
    return undefined;
  }
  const found = new Map<VariableId | MatrixNode, Parameter>();
  let isFaulty = false;
  for (const item of list.items) {
    for (const term of termsOf(item, frame)) {
      const parameter = parameterOf(item, term, frame);
      if (parameter === undefined) isFaulty = true;
      else found.set(parameter.kind === "vector" ? parameter.variable : parameter.node, parameter);
    }
  }
  return isFaulty ? undefined : [...found.values()];
}

function termsOf(item: AstExpr, frame: Frame): readonly Term[] {
  const family = findFamily(item, frame);
  if (family?.kind === "lost") return [failed];
  if (family !== undefined) return listMembers(item, family, frame).map(({ term }) => term);
  return [item.kind === "name" ? evaluateName(item, frame) : frame.cx.evaluate(item, frame)];
}

function parameterOf(item: AstExpr, term: Term, frame: Frame): Parameter | undefined {
  const { builder } = frame.cx;
  if (term.kind === "failed") return undefined;
  if (term.kind === "vector") {
    const node = builder.scratch.get(term.body);
    const variable = node.op === "coord" ? (node.index as VariableId) : undefined;
    if (variable !== undefined && builder.variable(variable).definition.op === "initial") {
      return { kind: "vector", variable, width: term.width };
    }
  }
  const matrix = term.kind === "matrix" ? matrixParameter(builder, term.node) : undefined;
  if (matrix !== undefined) return matrix;
  const isComputed = term.kind === "vector" || term.kind === "matrix";
  const message = `a tangent kernel is taken by parameters; \`${partName(item, frame)}\` is ${isComputed ? "computed" : describe(frame, term)}`;
  complain(frame, "TP234", item.span, message, "list declared vectors and matrices");
  return undefined;
}
