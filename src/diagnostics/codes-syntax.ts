/** Diagnostics TP1xx: syntax and files. */
import type { CatalogueEntry } from "./catalogue.ts";

export const syntaxCodes = {
  TP101: {
    severity: "error",
    title: "unexpected text",
    help: "The statement does not follow the grammar of the language. The message says what was expected and what was found, the hint what to write instead. A statement ends at the end of its line unless a `(` or `[` is open; each one is read by itself, so the others are checked all the same.",
  },
  TP102: {
    severity: "error",
    title: "unknown character",
    help: "A character has no meaning in the language. Names are made of the letters a to z and A to Z, digits and `_`; any character may stand in comments and strings. Typeset mathematics is written with plain characters: `*` for a cross, `<=` for one sign, `sigma` for the Greek letter.",
  },
  TP103: {
    severity: "error",
    title: "operator of another language",
    help: "The operators are `+ - * / ^ @ .`, the comparisons `< <= > >= == !=`, the words `and`, `or`, `not`, and `.T` for a transpose. A power is written `x^2`. There is no `+=`, because every name is assigned once.",
  },
  TP104: {
    severity: "error",
    title: "string without an end",
    help: 'A string begins and ends with `"` on the same line. It may hold any other characters, and a backslash in it is a backslash.',
  },
  TP105: {
    severity: "error",
    title: "malformed number",
    help: "Numbers are decimal: `12`, `0.5`, `.5`, `1.`, `1e-9`. Letters right after a number are a mistake: write `2 * x` for a product, and begin names with a letter.",
  },
  TP106: {
    severity: "error",
    title: "number too large",
    help: "The constant is beyond the largest double-precision number, about 1.8e308, and would be read as infinity.",
  },
  TP107: {
    severity: "warning",
    title: "number read as 0",
    help: "The constant is not 0, but nearer to 0 than any double-precision number except 0, so it is read as 0.",
  },
  TP108: {
    severity: "error",
    title: "unbalanced brackets",
    help: "Every `(`, `[` and `{` is closed by its own `)`, `]` or `}`. A `(` or `[` is closed within its statement: it is reported as forgotten where the next statement begins.",
  },
  TP109: {
    severity: "error",
    title: "nested too deep",
    help: "Brackets may be nested 100 deep, an `if` may have 100 branches, and an expression may be nested 400 operations deep (long sums and products, such as `a + b + c + ..`, may have any length). Give names to the inner parts, in statements of their own.",
  },
  TP110: {
    severity: "error",
    title: "reserved or repeated name",
    help: "Keywords, and the names of built-in functions and distributions, cannot be given to anything else, so that `relu(z)` or `normal(0, 1)` means the same in every program. The parameters of a function have different names.",
  },
  TP111: {
    severity: "error",
    title: "empty program",
    help: "The file has no statement. The smallest program that has a limit declares a width and a vector and reports a scalar: `width n`, `vector g ~ normal(0, 1)`, `output moment(g^2)`, each on its line.",
  },
  TP112: {
    severity: "error",
    title: "operators that do not combine",
    help: "Comparisons are not chained: write `a < b and b < c`. `not` binds looser than comparisons and arithmetic, so after one of those operators it needs parentheses: `a == (not b)`.",
  },
  TP113: {
    severity: "error",
    title: "misplaced statement",
    help: "`return` stands only in the body of a `fn`; a program reports values by `output`. `import` stands at the top of a file, outside of every block.",
  },
  TP114: {
    severity: "error",
    title: "function without a value",
    help: "The body of a function ends with `return expression`: `fn cell(W, h) { x = tanh(W @ h); return x }`. A body of one expression needs none: `fn f(z) = z * sigmoid(z)`.",
  },
  TP115: {
    severity: "error",
    title: "program too long",
    help: 'A program has at most 4 MiB of text, a hundred thousand lines. Tables of numbers belong in files of their own, `data X = load("x.csv")`, and what repeats in a loop.',
  },
  TP120: {
    severity: "error",
    title: "text is not UTF-8",
    help: "A program is a text in UTF-8; a byte-order mark is fine. The place is that of the first bytes that are no UTF-8, shown as a question mark in a lozenge. Save the file as UTF-8 in the editor, or convert it: `iconv -f latin1 -t utf-8 old.tp > new.tp`.",
  },
  TP122: {
    severity: "error",
    title: "not a text",
    help: "More than a tenth of the beginning of the file are control characters or bytes that are no UTF-8, as in pictures, archives, compiled files and texts in UTF-16. A program is a text in UTF-8.",
  },
  TP121: {
    severity: "error",
    title: "program not readable",
    help: "The file of the program does not exist or cannot be read. The name `-` stands for the standard input.",
  },
} as const satisfies Record<string, CatalogueEntry>;
