/** Conditions: comparisons joined by `and`, `or`, `not`. They are 1 or 0, a number where both sides are numbers. */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { Span } from "../../diagnostics/source.ts";
import type { AstExpr, BinaryOp } from "../../parser/ast.ts";
import * as b from "../build.ts";
import { type BuiltinName, builtins } from "../builtins.ts";
import type { ExprPool } from "../expr.ts";
import { applyOperation } from "./arithmetic.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import type { Operand, Operation } from "./fields.ts";
import { failed, type Term } from "./terms.ts";

/** The operation that applies a builtin to as many operands as it takes. */
export function builtinOperation(fn: BuiltinName): Operation {
  return {
    numbers: (values) => builtins[fn].value(...values),
    bodies: (pool, ids) => b.call(pool, fn, ...ids),
  };
}

/** A condition as 0 or 1; anything else is reported. */
export function evaluateCondition(root: AstExpr, frame: Frame): Term {
  // Chains of `and` and `or` lean to the left and may be long.
  const spine: Extract<AstExpr, { kind: "binary" }>[] = [];
  let left = root;
  while (left.kind === "binary" && (left.op === "and" || left.op === "or")) {
    spine.push(left);
    left = left.left;
  }
  let done: Operand = { term: evaluateSimple(left, frame), span: left.span };
  for (const { op, right, span } of spine.reverse()) {
    const operand = { term: evaluateCondition(right, frame), span: right.span };
    const fn = op === "and" ? "and" : "or";
    done = { term: applyOperation(frame, span, fn, [done, operand], builtinOperation(fn)), span };
  }
  return done.term;
}

function evaluateSimple(expr: AstExpr, frame: Frame): Term {
  if (expr.kind === "unary" && expr.op === "not") {
    const operand = { term: evaluateCondition(expr.operand, frame), span: expr.operand.span };
    return applyOperation(frame, expr.span, "not", [operand], builtinOperation("not"));
  }
  if (expr.kind === "binary" && isComparison(expr.op)) {
    const left = { term: frame.cx.evaluate(expr.left, frame), span: expr.left.span };
    const right = { term: frame.cx.evaluate(expr.right, frame), span: expr.right.span };
    return compare(frame, expr.span, expr.op, left, right);
  }
  return complain(frame, "TP217", expr.span, "a condition stands here", "compare two values, as in `z > 0`");
}

type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";

function isComparison(op: BinaryOp): op is Comparison {
  return ["<", "<=", ">", ">=", "==", "!="].includes(op);
}

function compare(frame: Frame, span: Span, op: Comparison, left: Operand, right: Operand): Term {
  if (left.term.kind === "array" || right.term.kind === "array") {
    return complain(frame, "TP203", span, "arrays are not compared", "compare their entries");
  }
  const apply = (fn: BuiltinName, x: Operand, y: Operand): Term =>
    applyOperation(frame, span, op, [x, y], builtinOperation(fn));
  switch (op) {
    case "<":
      return apply("less", left, right);
    case "<=":
      return apply("less_equal", left, right);
    case ">":
      return apply("less", right, left);
    case ">=":
      return apply("less_equal", right, left);
    case "==":
      return apply("equal", left, right);
    case "!=": {
      const equal = apply("equal", left, right);
      return applyOperation(frame, span, op, [{ term: equal, span }], builtinOperation("not"));
    }
    default:
      return unreachable(op);
  }
}

/** `where(condition, a, b)`. */
export function evaluateWhere(frame: Frame, span: Span, args: readonly [AstExpr, AstExpr, AstExpr]): Term {
  const [condition, then, otherwise] = args;
  const operands = [
    { term: evaluateCondition(condition, frame), span: condition.span },
    { term: frame.cx.evaluate(then, frame), span: then.span },
    { term: frame.cx.evaluate(otherwise, frame), span: otherwise.span },
  ];
  if (operands.some(({ term }) => term.kind === "failed")) return failed;
  return applyOperation(frame, span, "where", operands, {
    numbers: ([when, a = Number.NaN, c = Number.NaN]) => (when !== 0 ? a : c),
    bodies: (pool: ExprPool, [when, a, c]) =>
      when === undefined || a === undefined || c === undefined
        ? b.constant(pool, Number.NaN)
        : b.select(pool, when, a, c),
  });
}
