/** Assignments: a name for a term. Scalars and vectors become values of the program; the rest is known when compiling. */

import type { Span } from "../../diagnostics/source.ts";
import type { AstExpr, Ident, Statement } from "../../parser/ast.ts";
import * as b from "../build.ts";
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
  const term = frame.cx.evaluate(value, frame);
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
  const named = nameTerm(frame, term, name, indices, value.span);
  if (family === undefined) definePlain(frame, name, named, "value", text);
  else defineMember(frame, family, name, indices, named);
  return named;
}

/** Local names of functions are written after the call: `layernorm(h[1]).mean`. */
function localText(frame: Frame, name: string): (() => string) | undefined {
  const { call } = frame;
  return call === undefined ? undefined : () => `${call.text()}.${name}`;
}

/** Makes a term a value with this name, where it is one that a program computes. */
function nameTerm(frame: Frame, term: Term, ident: Ident, indices: readonly number[], valueSpan: Span): Term {
  const { builder } = frame.cx;
  const place = placeIn(frame, ident.span);
  const label = (): Label => labelOf(frame, ident.name, indices);
  switch (term.kind) {
    case "number":
    case "array":
    case "matrix":
    case "failed":
      return term;
    case "scale":
      return complain(frame, "TP211", valueSpan, "a width has no second name", "write it where a scale is stated");
    case "scalar": {
      if (b.constantValue(builder.scratch, term.body) !== undefined) return term;
      const value = builder.scalar(term.body, label, place);
      builder.adopt(value, label(), place);
      return { kind: "scalar", body: b.param(builder.scratch, value) };
    }
    case "vector": {
      const value = builder.vector(term.body, term.width, label, place);
      builder.adopt(value, label(), place);
      // A constant vector stays a constant in what is made of it.
      if (!builder.readsVectors(term.body)) return term;
      return { kind: "vector", body: b.coord(builder.scratch, value), width: term.width };
    }
  }
}

function labelOf(frame: Frame, base: string, indices: readonly number[]): Label {
  const name = memberName(base, indices);
  return frame.call === undefined
    ? { name, base, indices }
    : { name: `${frame.call.text()}.${name}`, base: "", indices: [] };
}
