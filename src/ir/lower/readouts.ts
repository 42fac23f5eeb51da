/**
 * Readouts, `y = v . x / sqrt(n)`: scalars that tend not to a number but to a normal variable, because their weights
 * are drawn independently of everything else. That this is so is checked when the whole program has been read.
 */

import type { AstExpr, Statement } from "../../parser/ast.ts";
import * as b from "../build.ts";
import type { ExprId } from "../expr.ts";
import type { ValueId, WidthId } from "../program.ts";
import { assignTerm } from "./assign.ts";
import type { VariableId } from "./builder.ts";
import { closeBody } from "./closed.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame, Lowering } from "./context.ts";
import { widthName } from "./fields.ts";
import { correlatedWith, meanOf } from "./initial-laws.ts";
import { memberName } from "./labels.ts";
import { describe } from "./operator-mistakes.ts";
import { evaluateIndices, evaluateName } from "./references.ts";
import { failed, type Term } from "./terms.ts";

/** `readout y[i] = v . x[i] / sqrt(n)`. */
export function runReadout(statement: Extract<Statement, { kind: "readout" }>, frame: Frame): void {
  const { name, indices, value } = statement;
  const numbers = evaluateIndices(indices, frame);
  const term = evaluateReadout(value, numbers === undefined ? name.name : memberName(name.name, numbers), frame);
  assignTerm(name, numbers, term, value, frame);
}

function evaluateReadout(expr: AstExpr, text: string, frame: Frame): Term {
  if (expr.kind !== "binary" || expr.op !== "/" || expr.left.kind !== "binary" || expr.left.op !== ".") {
    const message = "a readout is an inner product over the square root of a width";
    return complain(frame, "TP232", expr.span, message, "write `readout y = v . x / sqrt(n)`");
  }
  const { left, right } = expr.left;
  const weights = evaluateWeights(left, frame);
  const vector = frame.cx.evaluate(right, frame);
  const divisor = evaluateDivisor(expr.right, frame);
  if (weights === undefined || vector.kind === "failed" || divisor === undefined) return failed;
  if (vector.kind !== "vector") {
    const message = `a readout reads out a vector, this is ${describe(frame, vector)}`;
    return complain(frame, "TP232", right.span, message, "write `readout y = v . x / sqrt(n)`");
  }
  if (vector.width !== weights.width) {
    const [wanted, found] = [widthName(frame, weights.width), widthName(frame, vector.width)];
    const message = `weights of width ${wanted} meet a vector of width ${found}`;
    return complain(frame, "TP205", right.span, message, `this has width ${found}`, [
      { place: placeIn(frame, left.span), message: `this has width ${wanted}` },
    ]);
  }
  frame.cx.readouts.push({ weights: weights.value, frame, place: placeIn(frame, left.span) });
  return { kind: "readout", weights: weights.variable, vector: vector.body, width: vector.width, divisor, text };
}

interface Weights {
  readonly variable: VariableId;
  readonly value: ValueId;
  readonly width: WidthId;
}

/** The weights, an initial vector. That a readout names them is no other use of them. */
function evaluateWeights(expr: AstExpr, frame: Frame): Weights | undefined {
  const term = expr.kind === "name" ? evaluateName(expr, frame) : frame.cx.evaluate(expr, frame);
  if (term.kind === "failed") return undefined;
  const { builder } = frame.cx;
  const node = term.kind === "vector" && expr.kind === "name" ? builder.scratch.get(term.body) : undefined;
  if (term.kind === "vector" && node?.op === "coord") {
    const variable = node.index as VariableId;
    const { definition } = builder.variable(variable);
    if (definition.op === "initial") return { variable, value: definition.value, width: term.width };
  }
  const found = term.kind === "vector" ? "computed" : describe(frame, term);
  const message = `the weights of a readout are an initial vector, this is ${found}`;
  complain(frame, "TP233", expr.span, message, "declare them: vector v ~ normal(0, 1)");
  return undefined;
}

/** `c` for a divisor `c sqrt(n)`. */
function evaluateDivisor(expr: AstExpr, frame: Frame): ExprId | undefined {
  const term = frame.cx.evaluate(expr, frame);
  if (term.kind === "failed") return undefined;
  const { builder } = frame.cx;
  const divisor = term.kind === "scale" && term.power === 0.5 ? closeBody(builder, term.body) : undefined;
  if (divisor?.ok === true && b.constantValue(builder.pool, divisor.closed) !== 0) {
    return builder.open(divisor.closed);
  }
  complain(frame, "TP232", expr.span, "a readout is divided by the square root of a width", "write `/ sqrt(n)`");
  return undefined;
}

/** Reports weights that are not fresh, once the whole program has been read. */
export function checkReadouts({ builder, readouts, mentions }: Lowering): void {
  const { emitter } = builder;
  const nameOf = (value: ValueId): string => emitter.values[value]?.name ?? "?";
  for (const { weights, frame, place } of readouts) {
    const name = nameOf(weights);
    if (b.constantValue(emitter.pool, meanOf(emitter, weights)) !== 0) {
      const message = `the weights \`${name}\` of a readout have a mean`;
      complain(frame, "TP233", place.span, message, "declare them with mean 0: normal(0, 1)");
    }
    for (const other of correlatedWith(emitter, weights)) {
      const use = mentions.get(other);
      if (use === undefined) continue;
      const message =
        other === weights
          ? `the weights \`${name}\` of a readout stand elsewhere too`
          : `the weights \`${name}\` of a readout depend on \`${nameOf(other)}\`, which stands elsewhere`;
      const related = [{ place: use, message: "here" }];
      complain(frame, "TP233", place.span, message, "declare weights for the readout alone", related);
    }
  }
}
