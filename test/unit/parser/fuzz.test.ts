/** The parser takes any text: it ends, never throws, and what it reports lies inside the text. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderDiagnostic } from "../../../src/diagnostics/render.ts";
import { formatAst } from "../../../src/parser/format.ts";
import { parseSource } from "../../../src/parser/parse.ts";
import { keywords, vocabulary } from "../../../src/parser/tokens.ts";
import { astArbitrary } from "../../kit/ast-arbitrary.ts";

function check(text: string): void {
  const source = { name: "fuzz.tp", text };
  const outcome = parseSource(source);
  expect(outcome.ok).toBe(outcome.diagnostics.every(({ severity }) => severity !== "error"));
  let last = 0;
  for (const d of outcome.diagnostics) {
    for (const { span } of [d.place, ...d.related.map(({ place }) => place)]) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
    expect(d.place.span.start).toBeGreaterThanOrEqual(last);
    last = d.place.span.start;
    expect(d.message).not.toBe("");
    expect(d.hint).not.toBe("");
    expect(renderDiagnostic(d, { color: false }).split("\n").length).toBeGreaterThanOrEqual(4);
  }
  if (outcome.ok) {
    const printed = formatAst(outcome.value);
    const again = parseSource({ name: "again.tp", text: printed });
    expect(again.ok && formatAst(again.value)).toBe(printed);
  }
}

const options = { endOnFailure: true, seed: 7 };

test("random characters", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), { ...options, numRuns: 500 });
});

test("random bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new TextDecoder().decode(array));
  fc.assert(fc.property(bytes, check), { ...options, numRuns: 500 });
});

test("random words of the language", () => {
  const symbols = vocabulary.flatMap(({ LABEL }) => (LABEL === undefined ? [] : [LABEL]));
  const word = fc.constantFrom(
    ...symbols,
    ...keywords,
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\n",
    "\n",
    "a",
    "b",
    "1",
    "0.5",
    '"s"',
    "# c\n",
    "**",
    "'",
  );
  const texts = fc.array(word, { maxLength: 60 }).map((list) => list.join(" "));
  fc.assert(fc.property(texts, check), { ...options, numRuns: 1000 });
});

test("programs with a part cut out, doubled or replaced", () => {
  const mutation = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(12),
    by: fc.oneof(
      fc.constantFrom("", "(", ")", "[", "]", "{", "}", "\n", ";", ",", "=", "..", '"', "#", "not ", "x"),
      fc.string({ maxLength: 4 }),
    ),
  });
  fc.assert(
    fc.property(astArbitrary, fc.array(mutation, { minLength: 1, maxLength: 3 }), (ast, mutations) => {
      let text = formatAst(ast);
      for (const { at, length, by } of mutations) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + by + text.slice(start + length);
      }
      check(text);
    }),
    { ...options, numRuns: 400 },
  );
});
