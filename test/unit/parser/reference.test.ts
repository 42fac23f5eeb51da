/** The language reference and the generated files agree with the parser. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ebnf } from "../../../scripts/generate/ebnf.ts";
import { textMate } from "../../../scripts/generate/text-mate.ts";
import { renderDiagnostic } from "../../../src/diagnostics/render.ts";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { formatAst } from "../../../src/parser/format.ts";
import { parseSource } from "../../../src/parser/parse.ts";
import { infixBinding } from "../../../src/parser/precedence.ts";
import { reservedNames } from "../../../src/parser/reserved-names.ts";
import { keywords } from "../../../src/parser/tokens.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const reference = read("grammar/README.md");
const inputs = new TextEncoder().encode("1,0.5\n0.5,1\n");

describe("grammar/README.md", () => {
  const programs = [...reference.matchAll(/^```tp\n(.*?)^```$/gms)].map(([, text]) => text ?? "");
  test("has programs", () => expect(programs.length).toBeGreaterThan(5));

  test.each(programs)("%s", (text) => {
    const ast = parseSource({ name: "README.md", text });
    expect(ast.diagnostics.map((d) => renderDiagnostic(d, { color: false }))).toEqual([]);
    if (!ast.ok) return;
    const again = parseSource({ name: "README.md", text: formatAst(ast.value) });
    expect(again.ok).toBe(true);
    const options = { ...defaultLowerOptions, files: { read: () => ({ ok: true as const, bytes: inputs }) } };
    const lowered = lowerProgram(ast.value, options);
    expect(lowered.diagnostics.map((d) => renderDiagnostic(d, { color: false }))).toEqual([]);
  });

  test("names every keyword, reserved name and operator", () => {
    const code = [...reference.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text).join(" ");
    for (const word of [...keywords, ...reservedNames]) expect(code, word).toMatch(new RegExp(`\\b${word}\\b`));
    for (const op of Object.keys(infixBinding)) expect(code, op).toContain(op);
  });
});

describe("generated files are fresh (npx tsx scripts/generate.ts)", () => {
  test("grammar/tp.ebnf", () => expect(read("grammar/tp.ebnf")).toBe(ebnf()));
  test("grammar/tp.tmLanguage.json", () => expect(read("grammar/tp.tmLanguage.json")).toBe(textMate()));

  test("the colours know every keyword and reserved name", () => {
    const { patterns }: { patterns: { match?: string }[] } = JSON.parse(textMate());
    for (const word of [...keywords, ...reservedNames]) {
      const found = patterns.some(
        ({ match }) => match !== undefined && new RegExp(match).exec(`${word}(`)?.[0] === word,
      );
      expect(found, word).toBe(true);
    }
  });
});
