/** Expressions: what each form of the source stands for. Left operands are followed in a loop: chains may be long. */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { Span } from "../../diagnostics/source.ts";
import type { AstExpr } from "../../parser/ast.ts";
import { addTerms, type Factor, multiplyTerms, negateTerm, raiseTerm } from "./arithmetic.ts";
import { makeArray } from "./arrays.ts";
import { enter, leave } from "./budget.ts";
import type { VariableId } from "./builder.ts";
import { evaluateCall } from "./calls.ts";
import { complain, placeIn } from "./complain.ts";
import type { Frame } from "./context.ts";
import { fieldTerm, finiteNumber, type Operand, widthName } from "./fields.ts";
import { unnamed } from "./labels.ts";
import { transposeMatrix } from "./matrices.ts";
import { complainOperator, describe } from "./operator-mistakes.ts";
import { forRanges } from "./ranges.ts";
import { evaluateName, evaluateSlice } from "./references.ts";
import { failed, type Term } from "./terms.ts";
import { partName } from "./text.ts";

type Binary = Extract<AstExpr, { kind: "binary" }>;

/** The meaning of an expression; a mistake in it is reported and gives a failed term. */
export function evaluate(expr: AstExpr, frame: Frame): Term {
  if (!enter(frame, expr.span)) return failed;
  const term = evaluateForm(expr, frame);
  leave(frame);
  return term;
}

function evaluateForm(expr: AstExpr, frame: Frame): Term {
  switch (expr.kind) {
    case "number":
      return finiteNumber(frame, expr.span, expr.value);
    case "string":
      return complain(
        frame,
        "TP203",
        expr.span,
        "a string is not a value",
        'strings name files, as in `load("x.csv")`',
      );
    case "name":
      return mention(evaluateName(expr, frame), expr.span, frame);
    case "slice":
      return evaluateSlice(expr, frame);
    case "call":
      return evaluateCall(expr, frame);
    case "unary":
      if (expr.op === "not") return complainCondition(frame, expr.span, "not");
      return negateTerm(frame, expr.span, operandOf(expr.operand, frame));
    case "binary":
      return evaluateBinary(expr, frame);
    case "transpose":
      return evaluateTranspose(expr, frame);
    case "array":
      return evaluateArray(expr, frame);
    case "fold":
      return evaluateFold(expr, frame);
    default:
      return unreachable(expr);
  }
}

/** Remembers where an initial vector stands: the weights of a readout stand nowhere else. */
function mention(term: Term, span: Span, frame: Frame): Term {
  const { builder, mentions } = frame.cx;
  const node = term.kind === "vector" ? builder.scratch.get(term.body) : undefined;
  if (node?.op !== "coord") return term;
  const { definition } = builder.variable(node.index as VariableId);
  if (definition.op === "initial" && !mentions.has(definition.value)) {
    mentions.set(definition.value, placeIn(frame, span));
  }
  return term;
}

function operandOf(expr: AstExpr, frame: Frame): Operand {
  return { term: evaluate(expr, frame), span: expr.span };
}

function complainCondition(frame: Frame, span: Span, operator: string): Term {
  const hint = "conditions stand in `where(condition, a, b)` and after `if`";
  return complain(frame, "TP217", span, `a condition with \`${operator}\` is not a value`, hint);
}

function evaluateBinary(expr: Binary, frame: Frame): Term {
  switch (expr.op) {
    case "+":
    case "-":
    case "*":
    case "/":
      return evaluateChain(expr, frame);
    case "^":
      return raiseTerm(frame, expr.span, operandOf(expr.left, frame), operandOf(expr.right, frame));
    case "@":
      return evaluateProduct(expr, frame);
    case ".":
      return complain(
        frame,
        "TP203",
        expr.span,
        "the inner product `.` stands in a `readout` only",
        "write `moment(x * y)`",
      );
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "==":
    case "!=":
    case "and":
    case "or":
      return complainCondition(frame, expr.span, expr.op);
    default:
      return unreachable(expr.op);
  }
}

const isAdditive = (op: Binary["op"]): boolean => op === "+" || op === "-";
const isArithmetic = (op: Binary["op"]): boolean => isAdditive(op) || op === "*" || op === "/";

/** A chain such as `a - b + c * d`: runs of one precedence are combined at once. */
function evaluateChain(root: Binary, frame: Frame): Term {
  const spine: Binary[] = [];
  let left: AstExpr = root;
  while (left.kind === "binary" && isArithmetic(left.op)) {
    spine.push(left);
    left = left.left;
  }
  let done = operandOf(left, frame);
  for (let k = spine.length - 1; k >= 0; ) {
    const additive = isAdditive(spine[k]?.op ?? "+");
    const run: Factor[] = [{ ...done, inverse: false }];
    let { span } = root;
    for (let node = spine[k]; node !== undefined && isAdditive(node.op) === additive; node = spine[--k]) {
      const operand = operandOf(node.right, frame);
      const term = node.op === "-" ? negateTerm(frame, node.right.span, operand) : operand.term;
      run.push({ term, span: operand.span, inverse: node.op === "/" });
      span = node.span;
    }
    done = { term: additive ? addTerms(frame, span, run) : multiplyTerms(frame, span, run), span };
  }
  return done.term;
}

/** `W @ x`. */
function evaluateProduct(expr: Binary, frame: Frame): Term {
  const left = operandOf(expr.left, frame);
  const right = operandOf(expr.right, frame);
  const [matrix, vector] = [left.term, right.term];
  if (matrix.kind === "failed" || vector.kind === "failed") return failed;
  if (matrix.kind !== "matrix") {
    const hint =
      vector.kind === "vector" ? "a product of two vectors is `x * y`, its average `moment(x * y)`" : undefined;
    const message = `the left side of \`@\` is ${describe(frame, matrix)}`;
    return complain(frame, "TP203", left.span, message, hint ?? "a matrix stands before `@`: W @ x");
  }
  if (vector.kind === "matrix") {
    const message = "two matrices are not multiplied into a matrix";
    return complain(frame, "TP203", expr.span, message, "apply one after the other: W @ (V @ x)");
  }
  if (vector.kind !== "vector") {
    const message = `the right side of \`@\` is ${describe(frame, vector)}`;
    return complain(frame, "TP203", right.span, message, "a vector stands after `@`: W @ x");
  }
  if (matrix.power !== 0) {
    const message = "the scale of this matrix is not that of a product with a vector";
    return complain(frame, "TP203", left.span, message, "write `outer(u, v) / n`, divided by one width");
  }
  const { rows, cols } = matrix.node;
  if (cols !== vector.width) {
    const [wanted, found] = [widthName(frame, cols), widthName(frame, vector.width)];
    const message = `a matrix with ${wanted} columns meets a vector of width ${found}`;
    const hint = rows === vector.width ? "apply the transpose, `.T`" : `a vector of width ${wanted} stands here`;
    return complain(frame, "TP205", right.span, message, hint, [
      { place: placeIn(frame, left.span), message: `this is ${describe(frame, matrix)}` },
    ]);
  }
  const body = frame.cx.builder.product(matrix.node, vector.body, {
    vector: { label: () => unnamed(partName(expr.right, frame)), place: placeIn(frame, right.span) },
    product: { label: () => unnamed(partName(expr, frame)), place: placeIn(frame, expr.span) },
  });
  return fieldTerm(frame, expr.span, body, rows);
}

function evaluateTranspose(expr: Extract<AstExpr, { kind: "transpose" }>, frame: Frame): Term {
  const operand = operandOf(expr.operand, frame);
  const { term } = operand;
  if (term.kind === "failed") return failed;
  if (term.kind !== "matrix") return complainOperator(frame, expr.span, ".T", [operand]);
  return { ...term, node: transposeMatrix(frame.cx.builder, term.node) };
}

function evaluateArray(expr: Extract<AstExpr, { kind: "array" }>, frame: Frame): Term {
  const items: Operand<Extract<Term, { kind: "number" | "array" }>>[] = [];
  for (const item of expr.items) {
    const { term, span } = operandOf(item, frame);
    if (term.kind === "number" || term.kind === "array") items.push({ term, span });
    else if (term.kind !== "failed") {
      const message = `an array holds numbers, this is ${describe(frame, term)}`;
      complain(frame, "TP203", span, message, "use a family: x[1] = .., x[2] = ..");
    }
  }
  return items.length < expr.items.length ? failed : makeArray(frame, expr.span, items);
}

/** `sum` and `prod`; an empty one is the number 0 or 1. */
function evaluateFold(expr: Extract<AstExpr, { kind: "fold" }>, frame: Frame): Term {
  const items: Factor[] = [];
  const done = forRanges(expr.ranges, frame, `this ${expr.op}`, () => {
    items.push({ ...operandOf(expr.body, frame), inverse: false });
  });
  if (!done) return failed;
  const [first] = items;
  if (first === undefined) return { kind: "number", value: expr.op === "sum" ? 0 : 1 };
  if (items.length === 1) return first.term;
  return expr.op === "sum" ? addTerms(frame, expr.span, items) : multiplyTerms(frame, expr.span, items);
}
