import { describe, expect, test } from "vitest";
import { diagnosticToJson } from "../../../src/diagnostics/render.ts";
import type { Ast, AstExpr, Statement } from "../../../src/parser/ast.ts";
import { childExpressions } from "../../../src/parser/ast-walk.ts";
import { parseSource } from "../../../src/parser/parse.ts";
import { reservedNames } from "../../../src/parser/reserved-names.ts";
import { keywords } from "../../../src/parser/tokens.ts";
import { blockCases, lineCases } from "../../kit/case-file.ts";
import { printExpression, printStatement } from "../../kit/print-tree.ts";

const parse = (text: string) => parseSource({ name: "test.tp", text });

function tree(text: string): Ast {
  const outcome = parse(text);
  if (!outcome.ok) throw new Error(`${text}\n${outcome.diagnostics.map((d) => d.message).join("\n")}`);
  return outcome.value;
}

/** Diagnostics as in the case files: places, code, message, hint. */
function mistakes(text: string): string[] {
  return parse(text).diagnostics.map((d) => {
    const { line, column, endLine, endColumn } = diagnosticToJson(d);
    return `${line}:${column}-${endLine}:${endColumn} ${d.code} ${d.message} | ${d.hint}`;
  });
}

const codes = (text: string) => parse(text).diagnostics.map(({ code }) => code);

describe("trees", () => {
  const expressions = lineCases("parser/expressions.txt");
  test("there are cases", () => expect(expressions.length).toBeGreaterThan(60));

  test.each(expressions)("$text", ({ text, expected }) => {
    const [statement] = tree(`y = ${text}`).statements;
    expect(statement?.kind === "assign" && printExpression(statement.value)).toBe(expected);
  });

  test.each(blockCases("parser/statements.txt"))("$text", ({ text, expected }) => {
    expect(tree(text).statements.map(printStatement).join("\n")).toBe(expected);
  });
});

describe("mistakes", () => {
  test.each(blockCases("parser/errors.txt"))("$text", ({ text, expected }) => {
    expect(mistakes(text).join("\n")).toBe(expected);
  });

  test.each(keywords)("the keyword %s is no name", (word) => {
    for (const text of [`param ${word} = 1`, `${word} = 1`, `vector ${word} ~ normal(0, 1)`, `fn f(${word}) = 1`]) {
      expect(codes(text), text).toEqual(["TP110"]);
    }
    expect(codes(`y = ${word}_ + x${word}`)).toEqual([]);
  });

  test.each([...reservedNames])("the built-in %s is no name", (word) => {
    for (const text of [
      `param ${word} = 1`,
      `${word}[1] = 1`,
      `matrix ${word}`,
      `fn ${word}(a) = a`,
      `width ${word}`,
    ]) {
      expect(codes(text), text).toEqual(["TP110"]);
    }
    expect(codes(`y = ${word}(1) + ${word}_`)).toEqual([]);
  });
});

test("a forgotten `}` is looked for where the indentation says so", () => {
  const text = "for i in 1..2 {\n  for j in 1..2 {\n    x = 1\n}\noutput q\n";
  const [mistake, ...others] = parse(text).diagnostics;
  expect(others).toEqual([]);
  expect(mistake?.message).toBe("this `{` is never closed");
  expect(mistake?.place.span).toEqual({ start: 14, end: 15 });
  expect(mistake?.related.map(({ place }) => place.span)).toEqual([{ start: 32, end: 33 }]);
});

describe("characters", () => {
  test("line ends of every kind, a byte-order mark, blanks of every kind", () => {
    const ends = tree("\ufeffx = 1\r\ny = 2\rz = 3\n\n\r\n\tw\u00a0=\u2003f(1,\r2,\r\n3)");
    expect(ends.statements.map(printStatement)).toEqual(["(= x 1)", "(= y 2)", "(= z 3)", "(= w (f! 1 2 3))"]);
    expect(mistakes("x = 1\r\ny = 2 2\rz = 3 3")).toEqual([
      "2:7-2:8 TP101 expected an operator or the end of the line, found the number `2` | is an operator such as `*` or `@` missing?",
      "3:7-3:8 TP101 expected an operator or the end of the line, found the number `3` | is an operator such as `*` or `@` missing?",
    ]);
  });

  test("NUL, control and lone surrogate characters are reported by their code", () => {
    expect(mistakes("x = \0\0\u001b 1\ny = \ud800")).toEqual([
      "1:5-1:7 TP102 the character U+0000 is not used here | delete it",
      "1:7-1:8 TP102 the character U+001B is not used here | delete it",
      "2:5-2:6 TP102 the character U+D800 is not used here | delete it",
    ]);
  });

  test("any character may stand in a comment and in a string", () => {
    const ast = tree('x = load("σ ∑ \\ # \ud83d\ude00")  # σ " ( [ {\n');
    expect(ast.statements.map(printStatement)).toEqual(['(= x (load! "σ ∑ \\\\ # \ud83d\ude00"))']);
    expect(ast.comments.map(({ text }) => text)).toEqual(['# σ " ( [ {']);
  });

  test("a program of nothing but blanks and comments is empty", () => {
    for (const text of ["", "\ufeff", " \t\r\n", "# comment", ";;;", "\n".repeat(1000)]) {
      expect(codes(text), JSON.stringify(text)).toEqual(["TP111"]);
    }
  });

  test("a constant that is read as 0 is a warning, and the program is kept", () => {
    const outcome = parse("x = 1e-400 + 0e-400 + 0.000");
    expect(outcome.ok).toBe(true);
    expect(outcome.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["TP107", "warning"]]);
  });
});

describe("size", () => {
  test("20,000 terms, and 20,000 of each operator that leans to the left", () => {
    for (const op of ["+", "-", "*", "/", "and", "or", "."]) {
      const [statement] = tree(`y = ${`a ${op} `.repeat(20_000)}a`).statements;
      let depth = 0;
      for (let e = statement?.kind === "assign" ? statement.value : undefined; e?.kind === "binary"; e = e.left)
        depth++;
      expect(depth, op).toBe(20_000);
    }
  });

  test("brackets may be nested 100 deep and no deeper", () => {
    const nested = (open: string, close: string, n: number) => `y = ${open.repeat(n)}1${close.repeat(n)}`;
    for (const [open, close] of [
      ["(", ")"],
      ["[", "]"],
      ["f(", ")"],
      ["-f(-(2 ^ ", "))"],
      ["sum(i in 1..", ": 1)"],
    ] as const) {
      const each = open.length - open.replaceAll(/[([]/g, "").length;
      expect(codes(nested(open, close, 100 / each)), open).toEqual([]);
      expect(codes(nested(open, close, 100 / each + 1)), open).toEqual(["TP109"]);
      expect(codes(nested(open, close, 10_000)), open).toEqual(["TP109"]);
    }
    const loops = (n: number) => `${"for i in 1..2 {".repeat(n)}x = 1${"}".repeat(n)}`;
    expect(codes(loops(100))).toEqual([]);
    expect(codes(loops(10_000))).toEqual(["TP109"]);
  });

  test("brackets that are not closed are counted, not repeated", () => {
    expect(mistakes("(".repeat(10_000))).toHaveLength(2);
    expect(codes("[".repeat(10_000))).toEqual(["TP108", "TP109"]);
    expect(codes("for i in 1..2 {\n".repeat(10_000))).toEqual(["TP108", "TP109"]);
  });

  test("operators that lean to the right, and signs, may be chained 400 deep", () => {
    for (const text of ["a ^ ", "a @ ", "-", "not "]) {
      expect(codes(`y = ${text.repeat(400)}a`), text).toEqual([]);
      expect(codes(`y = ${text.repeat(401)}a`), text).toEqual(["TP109"]);
      expect(codes(`y = ${text.repeat(20_000)}a`), text).toEqual(["TP109"]);
    }
    expect(codes(`y = a${".T".repeat(20_000)}`)).toEqual(["TP109"]);
    expect(codes(`if a { }${" else if a { }".repeat(20_000)}`)).toEqual(["TP109"]);
  });
});

describe("places", () => {
  const text =
    "x = (a + b) * -c.T\nvector (g, h[i in 1..2]) : n ~ normal(0, var = 1)\nif a { y = (b) } else { output k = f(1) }";

  test("cover the text of their part, parentheses around it left out", () => {
    const [first, second] = tree(text).statements;
    const at = ({ span }: { span: { start: number; end: number } }) => text.slice(span.start, span.end);
    expect(first && at(first)).toBe("x = (a + b) * -c.T");
    if (first?.kind !== "assign" || first.value.kind !== "binary") throw new Error("not a product");
    expect([first.name, first.value, first.value.left, first.value.right].map(at)).toEqual([
      "x",
      "(a + b) * -c.T",
      "a + b",
      "-c.T",
    ]);
    if (second?.kind !== "vector" || second.law?.kind !== "call") throw new Error("not a vector");
    expect([...second.targets, second.law, ...second.law.args].map(at)).toEqual([
      "g",
      "h[i in 1..2]",
      "normal(0, var = 1)",
      "0",
      "var = 1",
    ]);
  });

  test("lie inside those of their parents and in the order of the text", () => {
    function checkExpr(expr: AstExpr, start: number, end: number): void {
      expect(expr.span.start).toBeGreaterThanOrEqual(start);
      expect(expr.span.end).toBeLessThanOrEqual(end);
      for (const child of childExpressions(expr)) checkExpr(child, expr.span.start, expr.span.end);
    }
    function checkAll(statements: readonly Statement[], start: number, end: number): void {
      let from = start;
      for (const statement of statements) {
        expect(statement.span.start).toBeGreaterThanOrEqual(from);
        expect(statement.span.end).toBeLessThanOrEqual(end);
        from = statement.span.end;
        if (statement.kind === "assign") checkExpr(statement.value, statement.span.start, from);
        if (statement.kind === "if") {
          checkAll(statement.then, statement.span.start, from);
          checkAll(statement.otherwise ?? [], statement.span.start, from);
        }
      }
    }
    checkAll(tree(text).statements, 0, text.length);
  });
});
