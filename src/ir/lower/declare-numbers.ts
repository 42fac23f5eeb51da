/** The statements that declare constants and scalars: `width`, `param`, `data`, `scalar`, with settings from outside. */

import type { AstExpr, Ident, Statement } from "../../parser/ast.ts";
import * as b from "../build.ts";
import type { Closed } from "../program.ts";
import { closeBody } from "./closed.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import type { Label } from "./labels.ts";
import { loadData } from "./load.ts";
import { describe } from "./operator-mistakes.ts";
import { evaluateNumber } from "./references.ts";
import { definePlain, isFree } from "./scope.ts";
import { failed, numberTerm, type Term } from "./terms.ts";

type Of<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** `width n`, `width m = 2 * n`. */
export function declareWidth({ name, value }: Of<"width">, frame: Frame): void {
  if (!isFree(frame, name, false)) return;
  const ratio = value === undefined ? firstRatio(name, frame) : readRatio(value, frame);
  if (ratio === undefined) {
    definePlain(frame, name, failed, "constant");
    return;
  }
  const { builder } = frame.cx;
  builder.emitter.addWidth({ name: name.name, ratio, place: placeIn(frame, name.span) });
  definePlain(frame, name, { kind: "scale", body: builder.open(ratio), power: 1 }, "constant");
}

/** Only the first width stands for itself. */
function firstRatio({ name, span }: Ident, frame: Frame): Closed | undefined {
  const [first] = frame.cx.builder.widths;
  if (first === undefined) return b.constant(frame.cx.builder.pool, 1);
  const message = `the ratio of the width \`${name}\` to \`${first.name}\` is missing`;
  complain(frame, "TP212", span, message, `write \`width ${name} = 2 * ${first.name}\``, [
    { place: first.place, message: "the first width" },
  ]);
  return undefined;
}

/** A positive number, or a formula in scalars without value, of which only their values tell the sign. */
function readRatio(value: AstExpr, frame: Frame): Closed | undefined {
  const term = frame.cx.evaluate(value, frame);
  if (term.kind === "failed") return undefined;
  const { builder } = frame.cx;
  const first = builder.widths[0]?.name ?? "n";
  const refuse = (message: string): undefined => {
    complain(frame, "TP212", value.span, message, `write \`2 * ${first}\``);
    return undefined;
  };
  if (term.kind !== "scale" || term.power !== 1) {
    return refuse(`a width is a number times another width, not ${describe(frame, term)}`);
  }
  const result = closeBody(builder, term.body);
  if (!result.ok) {
    const cause = builder.emitter.values[result.dependsOn]?.name ?? "a value";
    return refuse(`the ratio of a width to \`${first}\` is known before a run, but \`${cause}\` is computed in it`);
  }
  const ratio = b.constantValue(builder.pool, result.closed);
  if (ratio === undefined || (ratio > 0 && Number.isFinite(ratio))) return result.closed;
  return refuse(`the ratio of a width to \`${first}\` is positive, not ${ratio}`);
}

/** A value from outside for a param or a scalar, instead of the one in the source. */
function settingOf(name: string, frame: Frame): number | undefined {
  return frame.cx.options.settings.get(name);
}

function isSymbolic(name: string, frame: Frame): boolean {
  return frame.cx.options.symbolic.has(name);
}

/** `param L = 3`. A param that stays a symbol is a scalar; so is one that is made from it. */
export function declareParam({ name, value }: Of<"param">, frame: Frame): void {
  if (isSymbolic(name.name, frame)) {
    if (isFree(frame, name, false)) definePlain(frame, name, symbolTerm(name, frame), "constant");
    return;
  }
  const term = constantTerm(value, frame, "a param");
  const setting = settingOf(name.name, frame);
  if (setting !== undefined && term.kind === "array") {
    complain(frame, "TP221", name.span, `the param \`${name.name}\` is an array and cannot be set to a number`);
  }
  definePlain(frame, name, setting === undefined ? term : numberTerm(setting), "constant");
}

/** `data X = [[1, 0], [0.6, 0.8]]`, `data X = load("x.csv")`. */
export function declareData({ name, value }: Of<"data">, frame: Frame): void {
  const isLoad = value.kind === "call" && value.callee.name === "load";
  const term = isLoad ? loadData(value, frame) : constantTerm(value, frame, "data");
  definePlain(frame, name, term, "constant");
}

/** A number or an array known when compiling. */
function constantTerm(value: AstExpr, frame: Frame, what: string): Term {
  const term = frame.cx.evaluate(value, frame);
  if (term.kind === "number" || term.kind === "array" || term.kind === "failed") return term;
  if (term.kind === "scalar" && frame.cx.options.symbolic.size > 0) return term;
  const message = `${what} is a number or an array of numbers, not ${describe(frame, term)}`;
  const code = term.kind === "scale" ? "TP211" : "TP214";
  return complain(frame, code, value.span, message, "it is known before the program runs");
}

/** `scalar c = 0.5`, `scalar c`. */
export function declareScalar({ name, value }: Of<"scalar">, frame: Frame): void {
  const written =
    value === undefined ? undefined : evaluateNumber(value, frame, "an initial scalar is given by a number");
  const setting = settingOf(name.name, frame);
  const number = isSymbolic(name.name, frame) ? undefined : (setting ?? written);
  if (!isFree(frame, name, false)) return;
  if (value !== undefined && written === undefined) {
    definePlain(frame, name, failed, "value");
    return;
  }
  definePlain(frame, name, number === undefined ? symbolTerm(name, frame) : knownTerm(name, number, frame), "value");
}

function symbolTerm(name: Ident, frame: Frame): Term {
  const { builder } = frame.cx;
  const out = builder.addSymbol(labelOf(name), placeIn(frame, name.span));
  return { kind: "scalar", body: b.param(builder.scratch, out) };
}

function knownTerm(name: Ident, value: number, frame: Frame): Term {
  const { builder } = frame.cx;
  const out = builder.addConstant(labelOf(name), value, placeIn(frame, name.span));
  return { kind: "scalar", body: b.param(builder.scratch, out) };
}

function labelOf({ name }: Ident): Label {
  return { name, base: name, indices: [] };
}
