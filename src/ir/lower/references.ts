/** Names and indices in expressions: variables, members of families, entries of arrays, widths. */

import type { Span } from "../../diagnostics/source.ts";
import type { AstExpr, Ident } from "../../parser/ast.ts";
import { isGiven } from "../../parser/ast-walk.ts";
import { indexArray, sliceArray } from "./arrays.ts";
import { complain } from "./complain.ts";
import type { FamilyBinding, Frame, LostBinding, Member } from "./context.ts";
import { membersOf, partOf } from "./families.ts";
import { describe } from "./operator-mistakes.ts";
import { complainBareFamily, complainUnknown, findBinding, findMember } from "./scope.ts";
import { failed, type Term } from "./terms.ts";
import { partName } from "./text.ts";

type Name = Extract<AstExpr, { kind: "name" }>;
type Slice = Extract<AstExpr, { kind: "slice" }>;

export function evaluateName(expr: Name, frame: Frame): Term {
  const { name } = expr.name;
  const binding = findBinding(frame, name);
  if (binding === undefined) return complainUnknown(frame, name, expr.name.span);
  if (binding.kind === "lost") return failed;
  if (expr.indices.length === 0) {
    if (binding.kind === "plain") return binding.term;
    return complainBareFamily(frame, name, binding, expr.span);
  }
  const indices = evaluateIndices(expr.indices, frame);
  if (indices === undefined) return failed;
  if (binding.kind === "family") return evaluateMember(expr, frame, binding, indices);
  return indexTerm(frame, name, expr.span, binding.term, indices, expr.indices);
}

/** A member of a family; indices beyond those of the family are those of an array that is its member. */
function evaluateMember(expr: Name, frame: Frame, family: FamilyBinding, indices: readonly number[]): Term {
  const { name } = expr.name;
  const { arity } = family;
  if (indices.length < arity) return complainBareFamily(frame, name, family, expr.span, indices.length);
  const member = findMember(frame, name, family, indices.slice(0, arity), expr.span);
  if (indices.length === arity) return member;
  return indexTerm(frame, name, expr.span, member, indices.slice(arity), expr.indices.slice(arity));
}

/** `X[.., 2]`: a part of an array, which is an array. A part of a family is no value. */
export function evaluateSlice(expr: Slice, frame: Frame): Term {
  const { name } = expr.name;
  const family = findFamily(expr, frame);
  if (family?.kind === "lost") return failed;
  if (family !== undefined) {
    const hint = "give it to a function, or write all indices for one of its members";
    return complain(
      frame,
      "TP206",
      expr.span,
      `\`${partName(expr, frame)}\` is a family of values, not one of them`,
      hint,
    );
  }
  const binding = findBinding(frame, name);
  if (binding === undefined) return complainUnknown(frame, name, expr.name.span);
  const indices = evaluateSliceIndices(expr, frame);
  if (indices === undefined || binding.kind !== "plain" || binding.term.kind === "failed") return failed;
  if (binding.term.kind === "array") return sliceArray(frame, name, binding.term, indices, spansOf(expr.indices));
  const message = `\`${name}\` is ${describe(frame, binding.term)} and has no such index`;
  return complain(frame, "TP206", expr.span, message, "only arrays and families have parts");
}

/**
 * The family that an expression stands for, `f` or `f[t, ..]`; undefined where it is something else, lost after a mistake.
 */
export function findFamily(expr: AstExpr, frame: Frame): FamilyBinding | LostBinding | undefined {
  if (expr.kind !== "slice" && bareName(expr) === undefined) return undefined;
  const { name } = expr.kind === "slice" || expr.kind === "name" ? expr.name : { name: "" };
  const binding = findBinding(frame, name);
  if (binding?.kind !== "family") return binding?.kind === "lost" ? binding : undefined;
  const whole: FamilyBinding = { ...binding, text: binding.text ?? (() => name) };
  if (expr.kind !== "slice") return whole;
  const indices = evaluateSliceIndices(expr, frame);
  if (indices === undefined) return { kind: "lost" };
  if (indices.length === binding.arity) return partOf(whole, indices);
  const wanted = `${binding.arity} ${binding.arity === 1 ? "index" : "indices"}`;
  const hint = `write ${binding.arity} of them, \`..\` for each that is left open`;
  complain(frame, "TP206", expr.span, `\`${name}\` has ${wanted}, not ${indices.length}`, hint);
  return { kind: "lost" };
}

/** The members of what {@link findFamily} has found; a part of a family that has none is a mistake. */
export function listMembers(expr: AstExpr, family: FamilyBinding, frame: Frame): readonly Member[] {
  const members = membersOf(family);
  if (members.length === 0 && expr.kind === "slice") {
    const message = `\`${partName(expr, frame)}\` has no members`;
    complain(frame, "TP206", expr.span, message, `no member of \`${expr.name.name}\` has these indices`);
  }
  return members;
}

/** The indices that are given, undefined for those that are open; undefined after a mistake. */
function evaluateSliceIndices({ indices }: Slice, frame: Frame): readonly (number | undefined)[] | undefined {
  const given = evaluateIndices(indices.filter(isGiven), frame)?.values();
  return given && indices.map((index) => (isGiven(index) ? given.next().value : undefined));
}

function spansOf(parts: readonly { readonly span: Span }[]): readonly Span[] {
  return parts.map(({ span }) => span);
}

function indexTerm(
  frame: Frame,
  name: string,
  span: Span,
  term: Term,
  indices: readonly number[],
  exprs: readonly AstExpr[],
): Term {
  if (term.kind === "failed") return failed;
  if (term.kind !== "array") {
    const hint = term.kind === "vector" ? "the coordinates of a vector have no names" : "only arrays and families have";
    return complain(frame, "TP206", span, `\`${name}\` is ${describe(frame, term)} and has no such index`, hint);
  }
  return indexArray(frame, name, term, indices, spansOf(exprs));
}

/** Indices as integers; undefined, with diagnostics, when one is not. */
export function evaluateIndices(indices: readonly AstExpr[], frame: Frame): number[] | undefined {
  const values = indices.map((index) => evaluateInteger(index, frame, "an index is"));
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** An expression that must be an integer; `what` begins the message: `an index is an integer, not 1.5`. */
export function evaluateInteger(expr: AstExpr, frame: Frame, what: string): number | undefined {
  const value = evaluateNumber(expr, frame, `${what} an integer`);
  if (value === undefined || Number.isSafeInteger(value)) return value;
  const hint = Number.isInteger(value) ? "this is too large to count exactly" : "write an integer";
  complain(frame, "TP206", expr.span, `${what} an integer, not ${value}`, hint);
  return undefined;
}

/** An expression that must be a number known when compiling; `what` begins the message. */
export function evaluateNumber(expr: AstExpr, frame: Frame, what: string): number | undefined {
  const term = frame.cx.evaluate(expr, frame);
  if (term.kind === "number") return term.value;
  if (term.kind === "failed") return undefined;
  if (term.kind === "scale") {
    complain(frame, "TP211", expr.span, `${what}, not a width`, "a width tends to infinity");
    return undefined;
  }
  const hint =
    term.kind === "scalar"
      ? "a scalar is known only in a run; a `param` is known when compiling"
      : "a number known when compiling stands here";
  complain(frame, "TP214", expr.span, `${what}, not ${describe(frame, term)}`, hint);
  return undefined;
}

/** The name of a plain variable written without indices, if that is what the expression is. */
export function bareName(expr: AstExpr): Ident | undefined {
  return expr.kind === "name" && expr.indices.length === 0 ? expr.name : undefined;
}
