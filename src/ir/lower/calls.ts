/** Calls: the coordinatewise functions, `moment`, `outer`, `where`, `hermite`, and the functions of the program. */

import type { Span } from "../../diagnostics/source.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { coordinatewiseFunctions, distributions, reservedNames } from "../../parser/reserved-names.ts";
import { type BuiltinName, builtins, isBuiltinName } from "../builtins.ts";
import { applyOperation, raiseTerm } from "./arithmetic.ts";
import { type CallExpr, positional } from "./call-arguments.ts";
import { complain, placeIn } from "./complain.ts";
import { builtinOperation, evaluateWhere } from "./conditions.ts";
import type { Frame } from "./context.ts";
import { evaluateDiff, evaluateGrad } from "./derivatives.ts";
import type { Operand } from "./fields.ts";
import { hintForForeign } from "./foreign-names.ts";
import { inlineFunction } from "./functions.ts";
import { evaluateHermite } from "./hermite.ts";
import { evaluateCovariance, evaluateTangentKernel } from "./kernels.ts";
import { unnamed } from "./labels.ts";
import { describe } from "./operator-mistakes.ts";
import { findBinding } from "./scope.ts";
import { failed, numberTerm, type Term } from "./terms.ts";
import { partName } from "./text.ts";

export function evaluateCall(expr: CallExpr, frame: Frame): Term {
  const { name } = expr.callee;
  const fn = frame.functions.get(name);
  if (fn !== undefined) return inlineFunction(expr, fn, frame);
  switch (name) {
    case "moment":
      return evaluateMoment(expr, frame);
    case "outer":
      return evaluateOuter(expr, frame);
    case "where": {
      const [condition, then, otherwise] = positional(expr, frame, 3) ?? [];
      if (condition === undefined || then === undefined || otherwise === undefined) return failed;
      return evaluateWhere(frame, expr.span, [condition, then, otherwise]);
    }
    case "hermite": {
      const [order, argument] = positional(expr, frame, 2) ?? [];
      if (order === undefined || argument === undefined) return failed;
      return evaluateHermite(frame, expr.span, order, argument);
    }
    case "grad":
      return evaluateGrad(expr, frame);
    case "diff":
      return evaluateDiff(expr, frame);
    case "nngp":
      return evaluateCovariance(expr, frame);
    case "ntk":
      return evaluateTangentKernel(expr, frame);
    case "load":
      return complain(
        frame,
        "TP203",
        expr.span,
        "`load` stands in a `data` statement only",
        'write `data X = load("x.csv")`',
      );
    default:
      return evaluateBuiltin(expr, frame);
  }
}

function evaluateBuiltin(expr: CallExpr, frame: Frame): Term {
  const { name, span } = expr.callee;
  if (distributions.some((law) => law === name)) {
    return complain(frame, "TP203", span, `\`${name}\` is a law, not a function`, "laws stand after `~`");
  }
  if (!isBuiltinName(name) || !coordinatewiseFunctions.some((known) => known === name)) {
    return complainUnknownFunction(frame, name, span);
  }
  const isVariadic = name === "max" || name === "min";
  const args = positional(expr, frame, isVariadic ? undefined : builtins[name].arity);
  if (args === undefined) return failed;
  const operands = args.map((arg) => ({ term: frame.cx.evaluate(arg, frame), span: arg.span }));
  if (isVariadic) return foldBuiltin(frame, expr, name, operands);
  const [first] = operands;
  if (name === "sqrt" && first?.term.kind === "scale") {
    return raiseTerm(frame, expr.span, first, { term: numberTerm(0.5), span: expr.span });
  }
  return applyOperation(frame, expr.span, name, operands, builtinOperation(name));
}

/** `max` and `min` of two or more arguments. */
function foldBuiltin(frame: Frame, expr: CallExpr, name: BuiltinName, operands: readonly Operand[]): Term {
  const [first, ...others] = operands;
  if (first === undefined || others.length === 0) {
    const message = `\`${name}\` takes at least 2 arguments, not ${operands.length}`;
    return complain(frame, "TP216", expr.span, message, `write ${name}(a, b)`);
  }
  let { term } = first;
  for (const operand of others) {
    term = applyOperation(frame, expr.span, name, [{ term, span: first.span }, operand], builtinOperation(name));
  }
  return term;
}

/** Reports a call of something that is no function. */
export function complainUnknownFunction(frame: Frame, name: string, span: Span): Term {
  if (findBinding(frame, name) !== undefined) {
    const message = `\`${name}\` is a variable, not a function`;
    return complain(frame, "TP203", span, message, `a product is written \`${name} * (..)\`, a member \`${name}[i]\``);
  }
  if (frame.cx.incomplete.has(frame.source)) return failed;
  const meant = suggest(name, [...frame.functions.keys(), ...reservedNames]);
  const guess = meant === undefined ? `define it: fn ${name}(z) = ..` : `did you mean \`${meant}\`?`;
  const hint = hintForForeign(name, "function") ?? guess;
  return complain(frame, "TP201", span, `the function \`${name}\` is not defined`, hint);
}

function evaluateMoment(expr: CallExpr, frame: Frame): Term {
  const [arg] = positional(expr, frame, 1) ?? [];
  if (arg === undefined) return failed;
  const term = frame.cx.evaluate(arg, frame);
  switch (term.kind) {
    case "failed":
    case "number":
    case "scalar":
      return term;
    case "vector": {
      const naming = { label: () => unnamed(partName(expr, frame)), place: placeIn(frame, expr.span) };
      return { kind: "scalar", body: frame.cx.builder.moment(term.body, term.width, naming) };
    }
    case "array":
    case "scale":
    case "readout":
    case "matrix": {
      const message = `\`moment\` averages a vector, this is ${describe(frame, term)}`;
      return complain(frame, "TP203", arg.span, message, "write `moment(x)` with a vector x");
    }
  }
}

/** `outer(u, v)`, which becomes a matrix of the right scale when it is divided by a width. */
function evaluateOuter(expr: CallExpr, frame: Frame): Term {
  const [u, v] = positional(expr, frame, 2) ?? [];
  if (u === undefined || v === undefined) return failed;
  const [left, right] = [frame.cx.evaluate(u, frame), frame.cx.evaluate(v, frame)];
  if (left.kind === "failed" || right.kind === "failed") return failed;
  if (left.kind !== "vector" || right.kind !== "vector") {
    const [term, span] = left.kind === "vector" ? [right, v.span] : [left, u.span];
    return complain(
      frame,
      "TP203",
      span,
      `\`outer\` takes two vectors, this is ${describe(frame, term)}`,
      "write `outer(u, v) / n`",
    );
  }
  const form = { op: "outer", left: left.body, right: right.body } as const;
  return { kind: "matrix", node: frame.cx.builder.matrix(left.width, right.width, form), power: 1 };
}
