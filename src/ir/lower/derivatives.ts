/** `grad(c, x)` and `diff(e, s)`: what they are asked of and by, and what is said where that makes no sense. */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { AstExpr } from "../../parser/ast.ts";
import * as b from "../build.ts";
import type { WidthId } from "../program.ts";
import { gradientByMatrix, gradientByVariable, type Objective } from "./backward.ts";
import type { VariableId } from "./builder.ts";
import { type CallExpr, positional } from "./call-arguments.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { bodyOf } from "./fields.ts";
import { tangentOfBody, tangentOfMatrix } from "./forward.ts";
import { noteJumps } from "./jumps.ts";
import { zeroMatrix } from "./matrices.ts";
import { describe } from "./operator-mistakes.ts";
import { failed, type MatrixTerm, type Term } from "./terms.ts";
import { partName } from "./text.ts";

/** What a derivative is taken by. */
type Variable =
  | { readonly kind: "variable"; readonly variable: VariableId; readonly width: WidthId | undefined }
  | MatrixTerm;

/** `grad(c, x)`: `m dc/dx` for a vector of width m, the derivative itself for a matrix or a scalar. */
export function evaluateGrad(expr: CallExpr, frame: Frame): Term {
  const [of, by] = positional(expr, frame, 2) ?? [];
  if (of === undefined || by === undefined) return failed;
  const [term, target] = [frame.cx.evaluate(of, frame), frame.cx.evaluate(by, frame)];
  if (term.kind === "failed" || target.kind === "failed") return failed;
  if (term.kind !== "number" && term.kind !== "scalar") {
    const message = `\`grad\` differentiates a scalar, this is ${describe(frame, term)}`;
    const hint = term.kind === "vector" ? "write `grad(moment(..), x)`, or `diff(e, s)` by a scalar" : otherHint(term);
    return complain(frame, "TP229", of.span, message, hint);
  }
  const variable = variableOf("grad", target, by, frame);
  if (variable === undefined) return failed;
  const { builder } = frame.cx;
  const body = bodyOf(builder.scratch, term);
  const place = placeIn(frame, expr.span);
  const objective: Objective = { definition: { op: "body", body }, text: partName(of, frame), place };
  return differentiate(frame, expr, of, by, () => {
    if (variable.kind === "matrix") {
      noteJumps(frame, expr.span, { kind: "definition", definition: objective.definition }, variable);
      const found = gradientByMatrix(builder, objective, variable.node);
      const { rows, cols } = variable.node;
      const node = found ?? zeroMatrix(builder, rows, cols);
      return { term: { kind: "matrix", node, power: -variable.power }, isZero: found === undefined };
    }
    noteJumps(frame, expr.span, { kind: "definition", definition: objective.definition }, variable);
    const found = gradientByVariable(builder, objective, variable.variable);
    const gradient = found ?? b.constant(builder.scratch, 0);
    const { width } = variable;
    const result: Term =
      width === undefined ? { kind: "scalar", body: gradient } : { kind: "vector", body: gradient, width };
    return { term: result, isZero: found === undefined };
  });
}

/** `diff(e, s)`, of the kind of `e`. */
export function evaluateDiff(expr: CallExpr, frame: Frame): Term {
  const [of, by] = positional(expr, frame, 2) ?? [];
  if (of === undefined || by === undefined) return failed;
  const [term, target] = [frame.cx.evaluate(of, frame), frame.cx.evaluate(by, frame)];
  if (term.kind === "failed" || target.kind === "failed") return failed;
  const variable = variableOf("diff", target, by, frame);
  if (variable === undefined) return failed;
  if (variable.kind === "matrix" || variable.width !== undefined) {
    const message = `\`diff\` differentiates by a scalar, this is ${describe(frame, target)}`;
    return complain(
      frame,
      "TP228",
      by.span,
      message,
      "the derivative of a scalar by a vector or a matrix is `grad(c, x)`",
    );
  }
  const scalar = variable.variable;
  const { builder } = frame.cx;
  const place = placeIn(frame, expr.span);
  switch (term.kind) {
    case "number":
    case "scalar":
    case "vector": {
      const body = bodyOf(builder.scratch, term);
      return differentiate(frame, expr, of, by, () => {
        noteJumps(frame, expr.span, { kind: "definition", definition: { op: "body", body } }, variable);
        const found = tangentOfBody(builder, body, scalar, place);
        const tangent = found ?? b.constant(builder.scratch, 0);
        const result: Term = term.kind === "vector" ? { ...term, body: tangent } : { kind: "scalar", body: tangent };
        return { term: result, isZero: found === undefined };
      });
    }
    case "matrix":
      return differentiate(frame, expr, of, by, () => {
        const { rows, cols } = term.node;
        noteJumps(frame, expr.span, { kind: "matrix", node: term.node }, variable);
        const found = tangentOfMatrix(builder, term.node, scalar, place);
        return { term: { ...term, node: found ?? zeroMatrix(builder, rows, cols) }, isZero: found === undefined };
      });
    case "array":
    case "scale":
    case "readout": {
      const message = `\`diff\` differentiates scalars, vectors and matrices, this is ${describe(frame, term)}`;
      return complain(frame, "TP229", of.span, message, otherHint(term));
    }
    default:
      return unreachable(term);
  }
}

function otherHint(term: Term): string {
  return term.kind === "readout"
    ? "differentiate what is read out: v . diff(x, s) / sqrt(n)"
    : "a scalar is a moment, or arithmetic of scalars";
}

/** The variable that an argument names; anything else is reported. */
function variableOf(fn: "grad" | "diff", term: Term, by: AstExpr, frame: Frame): Variable | undefined {
  const { builder } = frame.cx;
  if (by.kind === "name" && term.kind === "matrix") return term;
  if (by.kind === "name" && (term.kind === "scalar" || term.kind === "vector")) {
    const node = builder.scratch.get(term.body);
    if (node.op === "coord" || node.op === "param") {
      const variable = node.index as VariableId;
      warnOfLaws(fn, variable, by, frame);
      return { kind: "variable", variable, width: term.kind === "vector" ? term.width : undefined };
    }
  }
  const isVariable = term.kind === "scalar" || term.kind === "vector" || term.kind === "matrix";
  const found = isVariable ? "an expression" : describe(frame, term);
  const message = `\`${fn}\` differentiates by a variable, this is ${found}`;
  const hint = isVariable
    ? "give it a name, x = .., and compute from that name what is differentiated"
    : term.kind === "number" && by.kind === "name"
      ? `a scalar varies, a number does not: declare \`scalar ${by.name.name} = ${term.value}\``
      : "the name of a vector, a matrix or a scalar stands here";
  complain(frame, "TP228", by.span, message, hint);
  return undefined;
}

/** Vectors and matrices are held fixed as they were drawn, even where their law depends on the variable. */
function warnOfLaws(fn: "grad" | "diff", variable: VariableId, by: AstExpr, frame: Frame): void {
  const { builder } = frame.cx;
  const { definition } = builder.variable(variable);
  if (definition.op !== "initial" || !builder.emitter.lawScalars.has(definition.value)) return;
  const name = partName(by, frame);
  const message = `a law depends on \`${name}\`, and \`${fn}\` holds what was drawn from it fixed`;
  complain(frame, "TP235", by.span, message, `draw with variance 1 and multiply: sqrt(${name}) * g`);
}

interface Derivative {
  readonly term: Term;
  readonly isZero: boolean;
}

/** Carries a derivative out and says where it is 0 or has no value. */
function differentiate(frame: Frame, expr: CallExpr, of: AstExpr, by: AstExpr, carryOut: () => Derivative): Term {
  const { builder } = frame.cx;
  builder.sawNonFinite();
  const { term, isZero } = carryOut();
  if (term.kind === "scalar" || term.kind === "vector") builder.image(term.body);
  if (builder.sawNonFinite()) {
    const message = `the derivative of \`${partName(of, frame)}\` has a constant that is infinite or not a number`;
    return complain(frame, "TP213", expr.span, message, "it is taken where there is none, as that of sqrt(x) at x = 0");
  }
  if (isZero) {
    const message = `\`${partName(of, frame)}\` does not depend on \`${partName(by, frame)}\`, so its derivative is 0`;
    complain(frame, "TP230", expr.span, message, "it counts what is computed from that name");
  }
  return term;
}
