/** Statements in their order: loops are unrolled, choices made, everything else goes to the file of its kind. */

import { unreachable } from "../../diagnostics/invariant.ts";
import type { Statement } from "../../parser/ast.ts";
import { runAssignment } from "./assign.ts";
import { checkSize, enter, leave } from "./budget.ts";
import { complain } from "./complain.ts";
import { evaluateCondition } from "./conditions.ts";
import type { Frame } from "./context.ts";
import { declareMatrices } from "./declare-matrices.ts";
import { declareData, declareParam, declareScalar, declareWidth } from "./declare-numbers.ts";
import { declareVectors } from "./declare-vectors.ts";
import { definedNames } from "./defined-names.ts";
import { describe } from "./operator-mistakes.ts";
import { runExpect, runOutput } from "./outputs.ts";
import { forRanges } from "./ranges.ts";
import { runReadout } from "./readouts.ts";
import { lose } from "./scope.ts";

/** Runs statements until a `return` or until the budget is over. */
export function runStatements(statements: readonly Statement[], frame: Frame): void {
  for (const statement of statements) {
    if (frame.cx.budget.exhausted || frame.call?.result !== undefined) return;
    runStatement(statement, frame);
    checkSize(frame, statement.span);
  }
}

function runStatement(statement: Statement, frame: Frame): void {
  switch (statement.kind) {
    case "width":
      declareWidth(statement, frame);
      break;
    case "param":
      declareParam(statement, frame);
      break;
    case "data":
      declareData(statement, frame);
      break;
    case "scalar":
      declareScalar(statement, frame);
      break;
    case "vector":
      declareVectors(statement, frame);
      break;
    case "matrix":
      declareMatrices(statement, frame);
      break;
    case "assign":
      runAssignment(statement, frame);
      break;
    case "for":
      runFor(statement, frame);
      break;
    case "if":
      runIf(statement, frame);
      break;
    case "output":
      runOutput(statement, frame);
      break;
    case "expect":
      runExpect(statement, frame);
      break;
    case "readout":
      runReadout(statement, frame);
      break;
    case "return":
      if (frame.call !== undefined) frame.call.result = frame.cx.evaluate(statement.value, frame);
      break;
    case "fn":
    case "import":
      break;
    default:
      unreachable(statement);
  }
}

function runFor(statement: Extract<Statement, { kind: "for" }>, frame: Frame): void {
  const { ranges, body } = statement;
  const done = forRanges(ranges, frame, "this loop", () => frame.cx.run(body, frame), body);
  if (!done) loseNames(body, frame);
}

function runIf(statement: Extract<Statement, { kind: "if" }>, frame: Frame): void {
  const condition = evaluateCondition(statement.when, frame);
  if (condition.kind === "number") {
    if (!enter(frame, statement.when.span)) return;
    const branch = condition.value !== 0 ? statement.then : statement.otherwise;
    frame.cx.run(branch ?? [], frame);
    leave(frame);
    return;
  }
  if (condition.kind !== "failed") {
    const message = `the condition of an \`if\` is known when compiling, this is ${describe(frame, condition)}`;
    complain(frame, "TP214", statement.when.span, message, "choose in the run with `where(condition, a, b)`");
  }
  loseNames([...statement.then, ...(statement.otherwise ?? [])], frame);
  if (frame.call !== undefined) frame.call.result = { kind: "failed" };
}

/** After a mistake in the head of a block: what its body would have defined is used without complaint. */
function loseNames(statements: readonly Statement[], frame: Frame): void {
  for (const { ident } of definedNames(statements)) lose(frame, ident.name);
}
