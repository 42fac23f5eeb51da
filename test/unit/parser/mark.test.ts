import fc from "fast-check";
import { expect, test } from "vitest";
import { markSource } from "../../../src/parser/mark.ts";

test("words, numbers, texts and comments have their kinds", () => {
  const text = 'width n # size\ndata x = load("x.npy")\noutput moment(relu(x)) + 2.5';
  const marked = markSource({ name: "a.tp", text }).filter(({ kind }) => kind !== "other");
  expect(marked.map(({ text: piece, kind }) => `${kind} ${piece}`)).toEqual([
    "keyword width",
    "comment # size",
    "keyword data",
    "builtin load",
    'string "x.npy"',
    "keyword output",
    "builtin moment",
    "builtin relu",
    "number 2.5",
  ]);
});

test("the pieces of any text make it again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      const pieces = markSource({ name: "a.tp", text });
      expect(pieces.map((piece) => piece.text).join("")).toBe(text);
    }),
    { seed: 1, numRuns: 300 },
  );
});
