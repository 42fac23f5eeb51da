import fc from "fast-check";
import { expect, test } from "vitest";
import { lineIn, positionIn } from "../../../src/diagnostics/line-table.ts";
import type { Position } from "../../../src/diagnostics/source.ts";

const text = fc
  .array(fc.constantFrom("a", "bc", "\r", "\n", "\r\n", "\t", "é", "字"), { maxLength: 40 })
  .map((parts) => parts.join(""));

test("agrees with the plain search at every offset", () => {
  fc.assert(
    fc.property(text, (own) => {
      const source = { name: "x", text: own };
      for (let offset = 0; offset <= own.length; offset++) {
        // Between \r and \n the plain search stands on the line before, as this one does.
        expect(positionIn(source, offset)).toEqual(positionAt(own, offset));
      }
      for (let line = 1; line <= 42; line++) expect(lineIn(source, line)).toBe(lineAt(own, line));
    }),
    { seed: 3, numRuns: 300, endOnFailure: true },
  );
});

test("a byte-order mark has no column", () => {
  const source = { name: "x", text: "\ufeffab\nc" };
  expect([0, 1, 2, 4].map((offset) => positionIn(source, offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 1 },
    { line: 1, column: 2 },
    { line: 2, column: 1 },
  ]);
  expect(lineIn(source, 1)).toBe("ab");
});

test("a million lines with a million questions", () => {
  const source = { name: "x", text: "ab\n".repeat(1_000_000) };
  for (let line = 1; line <= 1_000_000; line += 1) {
    if (positionIn(source, 3 * line - 2).line !== line) throw new Error(`line ${line} not found`);
  }
});

/** By a plain search. */
function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  const end = Math.min(offset, text.length);
  for (let i = 0; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (c === 10 || c === 13) {
      line++;
      lineStart = i + 1;
    }
  }
  return { line, column: end - lineStart + 1 };
}

function lineAt(text: string, line: number): string {
  return text.split(/\r\n|\n|\r/)[line - 1] ?? "";
}
