/**
 * Coordinatewise arithmetic of numbers, scalars and vectors: the widths must agree, numbers stay numbers, and a
 * constant that is infinite or no number is a mistake at its place.
 */

import type { Span } from "../../diagnostics/source.ts";
import * as b from "../build.ts";
import { childrenOf, type ExprId, type ExprPool } from "../expr.ts";
import type { WidthId } from "../program.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { addChunks, multiplyChunks } from "./sums.ts";
import { type FieldTerm, numberTerm, type Term } from "./terms.ts";

/** A term and where it stands. */
export interface Operand<T extends Term = Term> {
  readonly term: T;
  readonly span: Span;
}

export function widthName(frame: Frame, width: WidthId): string {
  return frame.cx.builder.widths[width]?.name ?? "?";
}

export function bodyOf(pool: ExprPool, term: FieldTerm): ExprId {
  return term.kind === "number" ? b.constant(pool, term.value) : term.body;
}

/** How an operation acts on numbers and how it is written for the other kinds. */
export interface Operation {
  readonly numbers: (values: readonly number[]) => number;
  readonly bodies: (pool: ExprPool, bodies: readonly ExprId[]) => ExprId;
}

/** The operation applied to operands; `span` is the place of the result. */
export function combineFields(
  frame: Frame,
  span: Span,
  operands: readonly Operand<FieldTerm>[],
  operation: Operation,
): Term {
  const values = operands.flatMap(({ term }) => (term.kind === "number" ? [term.value] : []));
  if (values.length === operands.length) return finiteNumber(frame, span, operation.numbers(values));
  const width = commonWidth(frame, operands);
  if (width === "different") return { kind: "failed" };
  const pool = frame.cx.builder.scratch;
  const body = operation.bodies(
    pool,
    operands.map(({ term }) => bodyOf(pool, term)),
  );
  return fieldTerm(frame, span, body, width);
}

/** A scalar or a vector, unless a constant in it is not finite. */
export function fieldTerm(frame: Frame, span: Span, body: ExprId, width: WidthId | undefined): Term {
  const { builder } = frame.cx;
  const wrong = findNonFinite(builder.emitter.scratch, builder.image(body));
  if (wrong !== undefined) return complainNonFinite(frame, span, wrong);
  return width === undefined ? { kind: "scalar", body } : { kind: "vector", body, width };
}

export function finiteNumber(frame: Frame, span: Span, value: number): Term {
  return Number.isFinite(value) ? numberTerm(value) : complainNonFinite(frame, span, value);
}

function complainNonFinite(frame: Frame, span: Span, value: number): Term {
  const what = Number.isNaN(value) ? "not a number" : "infinite";
  return complain(frame, "TP213", span, `this constant is ${what}`, "constants are finite numbers");
}

/** The width of the vectors among the operands, undefined without any; reports two that differ. */
export function commonWidth(frame: Frame, operands: readonly Operand[]): WidthId | undefined | "different" {
  let first: { readonly width: WidthId; readonly span: Span } | undefined;
  for (const { term, span } of operands) {
    if (term.kind !== "vector") continue;
    if (first === undefined) first = { width: term.width, span };
    else if (term.width !== first.width) {
      const [wanted, found] = [widthName(frame, first.width), widthName(frame, term.width)];
      complain(
        frame,
        "TP205",
        span,
        `a vector of width ${found} meets a vector of width ${wanted}`,
        `this has width ${found}`,
        [{ place: placeIn(frame, first.span), message: `this has width ${wanted}` }],
      );
      return "different";
    }
  }
  return first?.width;
}

/** A constant near the top of `body` that is not finite; deeper ones were noticed when their parts were made. */
function findNonFinite(pool: ExprPool, body: ExprId): number | undefined {
  const level = [body, ...childrenOf(pool.get(body))];
  const top = pool.get(body);
  const below = top.op === "add" ? top.args.flatMap((arg) => childrenOf(pool.get(arg)).slice(0, 1)) : [];
  for (const id of [...level, ...below]) {
    const value = b.constantValue(pool, id);
    if (value !== undefined && !Number.isFinite(value)) return value;
  }
  return undefined;
}

export const sum: Operation = {
  numbers: (values) => values.reduce((total, value) => total + value, 0),
  bodies: (pool, ids) => addChunks(pool, ids),
};

export const product: Operation = {
  numbers: (values) => values.reduce((total, value) => total * value, 1),
  bodies: (pool, ids) => multiplyChunks(pool, ids),
};

export const power: Operation = {
  numbers: ([base = Number.NaN, exponent = Number.NaN]) => base ** exponent,
  bodies: (pool, [base, exponent]) =>
    base === undefined || exponent === undefined ? b.constant(pool, Number.NaN) : b.pow(pool, base, exponent),
};
