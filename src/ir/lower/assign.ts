/** Assignments: a name for a term. Scalars and vectors become values of the program; the rest is known when compiling. */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { AstExpr, Ident, Statement } from "../../parser/ast.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { type Label, memberName } from "./labels.ts";
import { evaluateIndices } from "./references.ts";
import { defineMember, definePlain, isFree, lose, openFamily } from "./scope.ts";
import type { Term } from "./terms.ts";

/** `x = expr`, `h[l, i] = expr`. */
export function runAssignment({ name, indices, value }: Extract<Statement, { kind: "assign" }>, frame: Frame): void {
  assign(name, indices, value, frame);
}

/** Assigns and gives the term that the name now stands for. */
export function assign(name: Ident, indexExprs: readonly AstExpr[], value: AstExpr, frame: Frame): Term | undefined {
  const indices = evaluateIndices(indexExprs, frame);
  return assignTerm(name, indices, frame.cx.evaluate(value, frame), value, frame);
}

/** Assigns what `value` was evaluated to; `indices` are undefined after a mistake in them. */
export function assignTerm(
  name: Ident,
  indices: readonly number[] | undefined,
  term: Term,
  value: AstExpr,
  frame: Frame,
): Term | undefined {
  if (indices === undefined) {
    lose(frame, name.name);
    return undefined;
  }
  const isMember = indices.length > 0;
  const text = frame.call === undefined ? undefined : localText(frame, name.name);
  const family = isMember ? openFamily(frame, name, indices.length, text) : undefined;
  if (isMember ? family === undefined || family.members.has(indices.join(",")) : !isFree(frame, name, false)) {
    if (family !== undefined) defineMember(frame, family, name, indices, term);
    return undefined;
  }
  const named = nameTerm(frame, term, name, indices, value);
  if (family === undefined) definePlain(frame, name, named, "value", text);
  else defineMember(frame, family, name, indices, named);
  return named;
}

/** Local names of functions are written after the call: `layernorm(h[1]).mean`. */
function localText(frame: Frame, name: string): (() => string) | undefined {
  const { call } = frame;
  return call === undefined ? undefined : () => `${call.text()}.${name}`;
}

/**
 * Makes a term a variable with this name, where it is one that a program computes. A name for another name is no new
 * variable.
 */
function nameTerm(frame: Frame, term: Term, ident: Ident, indices: readonly number[], value: AstExpr): Term {
  const { builder } = frame.cx;
  const naming = { label: () => labelOf(frame, ident.name, indices), place: placeIn(frame, ident.span) };
  const isAlias = value.kind === "name";
  switch (term.kind) {
    case "number":
    case "array":
    case "readout":
    case "failed":
      return term;
    case "scale":
      return complain(frame, "TP211", value.span, "a width has no second name", "write it where a scale is stated");
    case "matrix":
      return isAlias ? term : { ...term, node: builder.copyMatrix(term.node) };
    case "scalar":
      return { ...term, body: builder.define(term.body, undefined, naming, isAlias) };
    case "vector":
      return { ...term, body: builder.define(term.body, term.width, naming, isAlias) };
    default:
      return unreachable(term);
  }
}

function labelOf(frame: Frame, base: string, indices: readonly number[]): Label {
  const name = memberName(base, indices);
  return frame.call === undefined
    ? { name, base, indices }
    : { name: `${frame.call.text()}.${name}`, base: "", indices: [] };
}
