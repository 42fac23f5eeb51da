/**
 * Functions that the program defines and never calls: without arguments their types are not known, but a name that
 * nothing defines is a mistake all the same. Order is not checked: any assignment in the body defines its name.
 */
import { suggest } from "../../diagnostics/suggest.ts";
import type { AstExpr, Ident, Range, Statement } from "../../parser/ast.ts";
import { childExpressions } from "../../parser/ast-walk.ts";
import { reservedNames } from "../../parser/reserved-names.ts";
import { complainUnknownFunction } from "./calls.ts";
import { complain } from "./complain.ts";
import type { FnRecord, Frame } from "./context.ts";
import { definedNames } from "./defined-names.ts";

/** Reports unknown names in the functions of the program that no call has reached. */
export function checkUncalledFunctions(frame: Frame): void {
  for (const fn of frame.functions.values()) {
    if (fn.ownProgram && !frame.cx.called.has(fn)) checkNames(fn, frame);
  }
}

function checkNames({ statement }: FnRecord, frame: Frame): void {
  const expressions = expressionsOf(statement.body);
  const own = new Set(statement.params.map(({ name }) => name));
  for (const { ident } of definedNames(statement.body)) own.add(ident.name);
  for (const { index } of rangesOf(statement.body)) own.add(index.name);
  for (const expr of expressions) if (expr.kind === "fold") for (const { index } of expr.ranges) own.add(index.name);
  const conventions = new Set(expressions.flatMap(conventionsOf));
  for (const expr of expressions) {
    const isName = (expr.kind === "name" && !conventions.has(expr)) || expr.kind === "slice";
    if (isName && !own.has(expr.name.name)) checkName(expr.name, own, frame);
    if (expr.kind === "call" && !frame.functions.has(expr.callee.name) && !reservedNames.has(expr.callee.name)) {
      complainUnknownFunction(frame, expr.callee.name, expr.callee.span);
    }
  }
}

function checkName({ name, span }: Ident, own: ReadonlySet<string>, frame: Frame): void {
  const outer = frame.names.get(name);
  if (outer?.kind === "lost" || (outer?.kind === "plain" && outer.role === "constant")) return;
  if (outer !== undefined) {
    const message = `the function does not see the variable \`${name}\` of the program`;
    complain(frame, "TP218", span, message, "add it to the parameters");
    return;
  }
  const meant = suggest(name, own);
  const hint =
    meant === undefined ? "it is no parameter and nothing in the body defines it" : `did you mean \`${meant}\`?`;
  complain(frame, "TP201", span, `the name \`${name}\` is not defined`, hint);
}

/** `plain` in `ntk(y, z, convention = plain)` is a word and no name. */
function conventionsOf(expr: AstExpr): AstExpr[] {
  if (expr.kind !== "call" || expr.callee.name !== "ntk") return [];
  return expr.args.filter((arg) => arg.name?.name === "convention").map((arg) => arg.value);
}

/** All expressions of the statements, with their parts. */
function expressionsOf(statements: readonly Statement[]): readonly AstExpr[] {
  const waiting = statements.flatMap(outermost);
  const found: AstExpr[] = [];
  for (let expr = waiting.pop(); expr !== undefined; expr = waiting.pop()) {
    found.push(expr);
    waiting.push(...childExpressions(expr));
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** The expressions that a statement of a function is made of; other statements have been refused. */
function outermost(statement: Statement): AstExpr[] {
  switch (statement.kind) {
    case "assign":
      return [...statement.indices, statement.value];
    case "return":
      return [statement.value];
    case "for":
      return [...statement.ranges.flatMap(({ from, to }) => [from, to]), ...statement.body.flatMap(outermost)];
    case "if":
      return [statement.when, ...[...statement.then, ...(statement.otherwise ?? [])].flatMap(outermost)];
    default:
      return [];
  }
}

/** The ranges of all loops. */
function rangesOf(statements: readonly Statement[]): Range[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "for") return [...statement.ranges, ...rangesOf(statement.body)];
    return statement.kind === "if" ? rangesOf([...statement.then, ...(statement.otherwise ?? [])]) : [];
  });
}
