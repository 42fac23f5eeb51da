/** What to say when an operator meets operands that it does not work on. */

import type { Span } from "../../diagnostics/source.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import { type Operand, widthName } from "./fields.ts";
import { describeTerm, failed, type Term } from "./terms.ts";

/** `a vector of width n`, `the matrix .. `, for messages. */
export function describe(frame: Frame, term: Term): string {
  return describeTerm(term, (width) => widthName(frame, width));
}

/** Reports the first two operands that do not combine; always fails. */
export function complainOperator(frame: Frame, span: Span, operator: string, operands: readonly Operand[]): Term {
  const [left, right] = oddPair(operands);
  if (left === undefined) return failed;
  const kinds = [left.term.kind, right?.term.kind];
  if (kinds.includes("scale") && !kinds.includes("matrix")) return complainWidth(frame, operands);
  const found = describe(frame, left.term);
  if (right === undefined) {
    return complain(frame, "TP203", span, `\`${operator}\` does not work on ${found}`, hintFor(operator, kinds));
  }
  const at = {
    start: Math.min(left.span.start, right.span.start),
    end: Math.max(left.span.end, right.span.end),
  };
  const message = `\`${operator}\` does not combine ${found} and ${describe(frame, right.term)}`;
  const hint = sameShapeHint(operator, left.term, right.term) ?? hintFor(operator, kinds);
  const isShape =
    operator === "+" && kinds[0] === "matrix" && kinds[1] === "matrix" && !differInPower(left.term, right.term);
  return complain(frame, isShape ? "TP205" : "TP203", at, message, hint);
}

/** The first operand and the first one of another kind, or the second. */
function oddPair(operands: readonly Operand[]): readonly (Operand | undefined)[] {
  const [first, second] = operands;
  const odd = operands.find(({ term }) => term.kind !== first?.term.kind);
  return [first, odd ?? second];
}

function complainWidth(frame: Frame, operands: readonly Operand[]): Term {
  const scale = operands.find(({ term }) => term.kind === "scale");
  const meetsVector = operands.some(({ term }) => term.kind === "vector");
  const hint = meetsVector
    ? "the average over coordinates is `moment(x)`, a rank-one matrix `outer(u, v) / n`"
    : "write it as `c / n` in the variance of a matrix";
  return complain(
    frame,
    "TP211",
    scale?.span ?? { start: 0, end: 0 },
    "a width is not a number to calculate with",
    hint,
  );
}

function sameShapeHint(operator: string, left: Term, right: Term): string | undefined {
  if (operator !== "+" || left.kind !== "matrix" || right.kind !== "matrix") return undefined;
  if (differInPower(left, right)) return "write `outer(u, v) / n`";
  return left.node.rows === right.node.cols && left.node.cols === right.node.rows
    ? "one of them is to be transposed, `.T`"
    : "matrices of one shape are added";
}

function differInPower(left: Term, right: Term): boolean {
  return left.kind === "matrix" && right.kind === "matrix" && left.power !== right.power;
}

function hintFor(operator: string, kinds: readonly (Term["kind"] | undefined)[]): string {
  const has = (kind: Term["kind"]): boolean => kinds.includes(kind);
  if (has("readout")) return "a readout tends to no number: its kernels are reported, nngp(y, y)";
  if (operator === ".T") return "only a matrix has a transpose; for `x.T @ y / n` write `moment(x * y)`";
  if (has("matrix") && has("vector")) return "a matrix is applied with `@`: W @ x";
  if (kinds[0] === "matrix" && kinds[1] === "matrix" && operator === "*")
    return "apply one after the other: W @ (V @ x)";
  if (has("matrix") && operator === "+") return "a matrix is added to matrices only";
  if (has("matrix")) return "a matrix is multiplied or divided by numbers and scalars, and applied with `@`";
  if (has("array")) return "take entries of the array, `X[i]`";
  return "it works on numbers, scalars and vectors";
}
