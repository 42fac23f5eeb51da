/** What a program reports: `output` in its three forms, and `expect`. */

import type { Span } from "../../diagnostics/source.ts";
import type { AstExpr, Declarator, OutputItem, Statement } from "../../parser/ast.ts";
import type { ValueId } from "../program.ts";
import { assign } from "./assign.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { wholeIndices } from "./families.ts";
import { memberName, unnamed } from "./labels.ts";
import { describe } from "./operator-mistakes.ts";
import { forRanges } from "./ranges.ts";
import { evaluateIndices, evaluateNumber, findFamily, listMembers } from "./references.ts";
import type { Term } from "./terms.ts";
import { partName, textOf } from "./text.ts";

/** Absolute tolerance of an `expect` that states none: a little above what quadrature and sums lose. */
const defaultTolerance = 1e-8;

export function runOutput({ items }: Extract<Statement, { kind: "output" }>, frame: Frame): void {
  for (const item of items) runItem(item, frame);
}

function runItem(item: OutputItem, frame: Frame): void {
  switch (item.kind) {
    case "expr":
      reportExpression(item.expr, frame);
      break;
    case "family":
      reportFamily(item.family, frame);
      break;
    case "named": {
      const { name, indices, expr, span } = item;
      const term = assign(name, indices, expr, frame);
      const numbers = evaluateIndices(indices, frame) ?? [];
      if (term !== undefined) report(frame, memberName(name.name, numbers), term, expr.span, span);
      break;
    }
  }
}

function reportExpression(expr: AstExpr, frame: Frame): void {
  const family = findFamily(expr, frame);
  if (family?.kind === "lost") return;
  if (family !== undefined) {
    const name = family.text?.() ?? "";
    for (const { term, indices } of listMembers(expr, family, frame)) {
      report(frame, memberName(name, wholeIndices(family, indices)), term, expr.span, expr.span);
    }
    return;
  }
  const term = frame.cx.evaluate(expr, frame);
  if (term.kind !== "failed") report(frame, textOf(expr, frame, "compact"), term, expr.span, expr.span);
}

/** `K[i in 1..B, j in 1..i]`. */
function reportFamily({ name, ranges, span }: Declarator, frame: Frame): void {
  const indices: AstExpr[] = ranges.map(({ index }) => ({ kind: "name", name: index, indices: [], span: index.span }));
  const member: AstExpr = { kind: "name", name, indices, span };
  forRanges(ranges, frame, "this output", (values) => {
    const term = frame.cx.evaluate(member, frame);
    if (term.kind !== "failed") report(frame, memberName(name.name, values), term, span, span);
  });
}

/** Adds an output; the same one twice is reported once. */
export function report(frame: Frame, name: string, term: Term, span: Span, whole: Span): void {
  const { outputs } = frame.cx.reported;
  const value = scalarValue(frame, name, term, span, "an output is");
  if (value === undefined) return;
  const known = outputs.get(name);
  if (known === undefined) outputs.set(name, { value, place: placeIn(frame, whole) });
  else if (known.value !== value) {
    const message = `two outputs have the name \`${name}\``;
    complain(frame, "TP202", span, message, "give one of them its own: output name = ..", [
      { place: known.place, message: "the first one" },
    ]);
  }
}

/** The value of a scalar or of a number; anything else is reported. */
function scalarValue(frame: Frame, name: string, term: Term, span: Span, what: string): ValueId | undefined {
  const { builder } = frame.cx;
  switch (term.kind) {
    case "failed":
      return undefined;
    case "number":
      return constantNamed(frame, name, term.value, span);
    case "scalar": {
      const number = builder.constantOf(term.body);
      if (number !== undefined) return constantNamed(frame, name, number, span);
      return builder.emitter.scalar(builder.image(term.body), () => unnamed(name), placeIn(frame, span));
    }
    case "vector": {
      const message = `${what} a scalar, not ${describe(frame, term)}`;
      complain(frame, "TP220", span, message, "report an average, such as `moment(x)` or `moment(x^2)`");
      return undefined;
    }
    case "readout":
      complain(
        frame,
        "TP220",
        span,
        `${what} a scalar, and a readout tends to no number`,
        "report a kernel: nngp(y, y)",
      );
      return undefined;
    case "scale":
      complain(
        frame,
        "TP211",
        span,
        "a width is not a number to calculate with",
        "report a scalar, such as `moment(x)`",
      );
      return undefined;
    case "array":
    case "matrix": {
      const message = `${what} a scalar, not ${describe(frame, term)}`;
      complain(frame, "TP220", span, message, "report a scalar, such as `moment(x)`");
      return undefined;
    }
  }
}

/** A number that is reported is a constant of its own, made once. */
function constantNamed(frame: Frame, name: string, value: number, span: Span): ValueId {
  const { reported } = frame.cx;
  const { emitter } = frame.cx.builder;
  const known = reported.outputs.get(name)?.value;
  const definition = known === undefined ? undefined : emitter.definition(known);
  if (known !== undefined && definition?.op === "constant" && definition.value === value) return known;
  return emitter.addConstant(unnamed(name), value, placeIn(frame, span));
}

/** `expect q = 1 tol 1e-9`. */
export function runExpect(
  { target, value, tolerance, span }: Extract<Statement, { kind: "expect" }>,
  frame: Frame,
): void {
  const term = frame.cx.evaluate(target, frame);
  const expected = evaluateNumber(value, frame, "an expected value is a number");
  const allowed =
    tolerance === undefined ? defaultTolerance : evaluateNumber(tolerance, frame, "a tolerance is a number");
  if (allowed !== undefined && allowed < 0) {
    const message = `a tolerance is not negative, this is ${allowed}`;
    complain(frame, "TP214", tolerance?.span ?? span, message, "write the largest difference that is allowed");
    return;
  }
  const name = textOf(target, frame, "compact");
  const found = scalarValue(frame, partName(target, frame), term, target.span, "what is expected is");
  if (found === undefined || expected === undefined || allowed === undefined) return;
  const place = placeIn(frame, span);
  frame.cx.reported.expectations.push({ name, value: found, expected, tolerance: allowed, place });
}
