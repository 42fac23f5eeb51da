/** A syntax tree in one compact line for each statement, places left out: `(= x (+ a (* b c)))`. */
import { unreachable } from "../../src/diagnostics/invariant.ts";
import type { AstExpr, Declarator, OutputItem, Range, Statement } from "../../src/parser/ast.ts";

function list(head: string, parts: readonly (string | undefined)[]): string {
  return `(${[head, ...parts.filter((part) => part !== undefined)].join(" ")})`;
}

function indexed(name: string, indices: readonly string[]): string {
  return indices.length === 0 ? name : `${name}[${indices.join(" ")}]`;
}

export function printExpression(expr: AstExpr): string {
  switch (expr.kind) {
    case "number":
      return expr.text;
    case "string":
      return JSON.stringify(expr.value);
    case "name":
      return indexed(expr.name.name, expr.indices.map(printExpression));
    case "slice":
      return indexed(
        expr.name.name,
        expr.indices.map((index) => (index.kind === "all" ? ".." : printExpression(index))),
      );
    case "call":
      return list(
        `${expr.callee.name}!`,
        expr.args.map((arg) => (arg.name === undefined ? "" : `${arg.name.name}=`) + printExpression(arg.value)),
      );
    case "unary":
      return list(expr.op === "-" ? "neg" : "not", [printExpression(expr.operand)]);
    case "binary":
      return list(expr.op, [printExpression(expr.left), printExpression(expr.right)]);
    case "transpose":
      return list("T", [printExpression(expr.operand)]);
    case "array":
      return `[${expr.items.map(printExpression).join(" ")}]`;
    case "fold":
      return list(expr.op, [...expr.ranges.map(printRange), printExpression(expr.body)]);
    default:
      return unreachable(expr);
  }
}

function printRange({ index, from, to }: Range): string {
  return `${index.name}:${printExpression(from)}..${printExpression(to)}`;
}

function printDeclarator({ name, ranges }: Declarator): string {
  return indexed(name.name, ranges.map(printRange));
}

function printItem(item: OutputItem): string {
  switch (item.kind) {
    case "expr":
      return printExpression(item.expr);
    case "family":
      return list("family", [printDeclarator(item.family)]);
    case "named":
      return list("as", [indexed(item.name.name, item.indices.map(printExpression)), printExpression(item.expr)]);
    default:
      return unreachable(item);
  }
}

function printBlock(statements: readonly Statement[]): string {
  return `{${statements.map(printStatement).join(" ")}}`;
}

export function printStatement(s: Statement): string {
  const optional = (expr: AstExpr | undefined) => (expr === undefined ? undefined : printExpression(expr));
  switch (s.kind) {
    case "width":
    case "param":
    case "data":
    case "scalar":
      return list(s.kind, [s.name.name, optional(s.value)]);
    case "vector": {
      const names = s.targets.map(printDeclarator).join(" ");
      return list("vector", [
        s.joint ? `(${names})` : names,
        s.width && `: ${s.width.name}`,
        s.law && `~ ${optional(s.law)}`,
      ]);
    }
    case "matrix": {
      const shape = s.shape && `: ${s.shape.rows.name}x${s.shape.cols.name}`;
      return list("matrix", [printDeclarator(s.target), shape, s.law && `~ ${optional(s.law)}`]);
    }
    case "fn":
      return list(s.inline ? "fn=" : "fn", [
        `${s.name.name}(${s.params.map((p) => p.name).join(" ")})`,
        printBlock(s.body),
      ]);
    case "return":
      return list("return", [printExpression(s.value)]);
    case "assign":
      return list("=", [indexed(s.name.name, s.indices.map(printExpression)), printExpression(s.value)]);
    case "readout":
      return list("readout", [indexed(s.name.name, s.indices.map(printExpression)), printExpression(s.value)]);
    case "for":
      return list("for", [...s.ranges.map(printRange), printBlock(s.body)]);
    case "if":
      return list("if", [printExpression(s.when), printBlock(s.then), s.otherwise && printBlock(s.otherwise)]);
    case "output":
      return list("output", s.items.map(printItem));
    case "expect":
      return list("expect", [printExpression(s.target), printExpression(s.value), optional(s.tolerance)]);
    case "import":
      return list("import", [JSON.stringify(s.path)]);
    default:
      return unreachable(s);
  }
}
