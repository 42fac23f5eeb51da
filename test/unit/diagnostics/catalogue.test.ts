import { expect, test } from "vitest";
import { type CatalogueEntry, catalogue } from "../../../src/diagnostics/catalogue.ts";
import { limitCodes } from "../../../src/diagnostics/codes-limit.ts";
import { nameCodes } from "../../../src/diagnostics/codes-names.ts";
import { runCodes } from "../../../src/diagnostics/codes-run.ts";
import { syntaxCodes } from "../../../src/diagnostics/codes-syntax.ts";

const entries: [string, CatalogueEntry][] = Object.entries(catalogue);

test.each(entries)("%s has a title and an explanation", (code, { title, help }) => {
  expect(code).toMatch(/^TP[1-4]\d\d$/);
  expect(title).toMatch(/^[a-z].{3,60}[^.]$/);
  expect(help).toMatch(/^[A-Z`].{20,}\.$/s);
});

test("every table holds the codes of its range, none of them twice", () => {
  for (const [first, table] of [
    ["TP1", syntaxCodes],
    ["TP2", nameCodes],
    ["TP3", limitCodes],
    ["TP4", runCodes],
  ] as const) {
    for (const code of Object.keys(table)) expect(code.slice(0, 3)).toBe(first);
  }
  const sizes = [syntaxCodes, nameCodes, limitCodes, runCodes].map((table) => Object.keys(table).length);
  expect(sizes.reduce((a, b) => a + b)).toBe(entries.length);
});
