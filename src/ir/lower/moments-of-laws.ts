/**
 * Means, variances and covariances of initial variables: closed expressions, alone or in arrays. Entries of arrays in
 * laws may be scalars without value, which ordinary arrays may not.
 */

import { invariant } from "../../diagnostics/invariant.ts";
import type { Span } from "../../diagnostics/source.ts";
import { isPositiveSemidefinite, symmetricEigen } from "../../math/linalg.ts";
import type { AstExpr } from "../../parser/ast.ts";
import * as b from "../build.ts";
import type { Closed } from "../program.ts";
import { closeBody } from "./closed.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import { bodyOf } from "./fields.ts";
import { describe } from "./operator-mistakes.ts";
import type { Term } from "./terms.ts";

/** A closed expression, a list of them, or a matrix by rows. */
export type Moments =
  | { readonly kind: "one"; readonly value: Closed; readonly span: Span }
  | { readonly kind: "list"; readonly values: readonly Closed[]; readonly span: Span }
  | { readonly kind: "table"; readonly rows: readonly (readonly Closed[])[]; readonly span: Span };

/** The argument of a vector's law; `what` is `the mean` or `the variance`. */
export function readMoments(expr: AstExpr, frame: Frame, what: string): Moments | undefined {
  const { span } = expr;
  if (expr.kind !== "array") {
    const term = frame.cx.evaluate(expr, frame);
    if (term.kind === "array") return momentsOfArray(term.shape, term.data, expr, frame);
    const value = closeTerm(term, span, frame, what);
    return value === undefined ? undefined : { kind: "one", value, span };
  }
  const items = expr.items.map((item) => readMoments(item, frame, what));
  const lists = items.flatMap((item) => (item?.kind === "list" ? [item.values] : []));
  const values = items.flatMap((item) => (item?.kind === "one" ? [item.value] : []));
  if (items.includes(undefined)) return undefined;
  if (values.length === items.length) return { kind: "list", values, span };
  if (lists.length === items.length) return { kind: "table", rows: lists, span };
  complain(frame, "TP207", span, "this is neither a list of numbers nor a list of rows", "write `[[1, r], [r, 1]]`");
  return undefined;
}

function momentsOfArray(
  shape: readonly number[],
  data: Float64Array,
  { span }: AstExpr,
  frame: Frame,
): Moments | undefined {
  const { pool } = frame.cx.builder;
  const values = Array.from(data, (value) => b.constant(pool, value));
  const [length, width] = shape;
  if (shape.length === 1) return { kind: "list", values, span };
  if (shape.length === 2 && length !== undefined && width !== undefined) {
    const rows = Array.from({ length }, (_, k) => values.slice(k * width, (k + 1) * width));
    return { kind: "table", rows, span };
  }
  complain(frame, "TP207", span, `a law has no use for an array of ${shape.length} indices`, "give a list or a matrix");
  return undefined;
}

/** A number or a scalar that depends on initial scalars alone. */
export function closeTerm(term: Term, span: Span, frame: Frame, what: string): Closed | undefined {
  const { builder } = frame.cx;
  if (term.kind === "failed") return undefined;
  if (term.kind === "scale") {
    const message = `${what} of a coordinate depends on the width`;
    complain(frame, "TP210", span, message, "the coordinates of a vector are of order 1");
    return undefined;
  }
  if (term.kind !== "number" && term.kind !== "scalar") {
    complain(frame, "TP207", span, `${what} is a number or a scalar, not ${describe(frame, term)}`, "write a number");
    return undefined;
  }
  const result = closeBody(builder, bodyOf(builder.scratch, term));
  if (result.ok) return result.closed;
  const name = builder.emitter.values[result.dependsOn]?.name ?? "?";
  const message = `${what} depends on \`${name}\`, which is known only in a run`;
  complain(frame, "TP207", span, message, "laws depend on numbers and on initial scalars only");
  return undefined;
}

/** False, with a diagnostic, for a variance that is a negative number. */
export function isVariance(value: Closed, span: Span, frame: Frame): boolean {
  const number = b.constantValue(frame.cx.builder.pool, value);
  if (number === undefined || number >= 0) return true;
  complain(
    frame,
    "TP207",
    span,
    `the variance is ${number}, but variances are not negative`,
    "write a number from 0 on",
  );
  return false;
}

/** Eigenvalues of the correlations down to minus this count as rounding. */
const rounding = 1e-10;

/** False, with a diagnostic, unless `rows` is `size x size`, symmetric, and positive semidefinite where it is known. */
export function isCovariance(rows: readonly (readonly Closed[])[], size: number, span: Span, frame: Frame): boolean {
  const { pool } = frame.cx.builder;
  const width = rows.find((row) => row.length !== size)?.length ?? size;
  if (rows.length !== size || width !== size) {
    const message = `the covariance of ${size} vector${size === 1 ? "" : "s"} is ${size} x ${size}, not ${rows.length} x ${width}`;
    complain(frame, "TP207", span, message, "it has one row and one column for each vector");
    return false;
  }
  const numbers = new Float64Array(size * size);
  let isKnown = true;
  for (const [i, row] of rows.entries()) {
    for (const [j, entry] of row.entries()) {
      if (j < i && entry !== rows[j]?.[i] && !areClose(frame, entry, rows[j]?.[i])) {
        const message = `the covariance is not symmetric: entries [${j + 1}, ${i + 1}] and [${i + 1}, ${j + 1}] differ`;
        complain(frame, "TP207", span, message, "write the same number in both places");
        return false;
      }
      const value = b.constantValue(pool, entry);
      if (value === undefined) isKnown = false;
      else numbers[i * size + j] = value;
    }
  }
  if (!isKnown || isPositiveSemidefinite(numbers, rounding)) return true;
  const least = symmetricEigen(numbers).values[0];
  invariant(least !== undefined, () => "an empty covariance is not positive semidefinite");
  const message = `the covariance is not positive semidefinite: its least eigenvalue is ${Number(least.toPrecision(4))}`;
  complain(frame, "TP208", span, message, "a covariance has no negative eigenvalue");
  return false;
}

/** Two numbers that differ by rounding only, as in a covariance read from a file. */
function areClose(frame: Frame, first: Closed, second: Closed | undefined): boolean {
  const { pool } = frame.cx.builder;
  const [x, y] = [first, second].map((id) => (id === undefined ? undefined : b.constantValue(pool, id)));
  return x !== undefined && y !== undefined && Math.abs(x - y) <= rounding * Math.max(Math.abs(x), Math.abs(y));
}
