/** Printing keeps programs: the canonical layout of random programs and examples parses to the same tree, and stays. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAst } from "../../src/parser/format.ts";
import { tensorPrograms } from "../../src/testing/programs.ts";
import { examplePrograms } from "../kit/example-programs.ts";
import { parseProgram } from "../kit/interpret.ts";
import { printStatement } from "../kit/print-tree.ts";

function expectSameTree(text: string): void {
  const ast = parseProgram(text);
  const printed = formatAst(ast);
  const again = parseProgram(printed);
  expect(again.statements.map(printStatement)).toEqual(ast.statements.map(printStatement));
  expect(formatAst(again)).toBe(printed);
}

describe("the canonical layout", () => {
  it("keeps the tree of random programs and is stable", () => {
    fc.assert(fc.property(tensorPrograms(), expectSameTree), { numRuns: 300, seed: 7 });
  });

  it.each(examplePrograms)("is that of the example $name", ({ text }) => {
    expectSameTree(text);
    expect(formatAst(parseProgram(text))).toBe(text);
  });
});
