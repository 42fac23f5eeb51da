/**
 * What to write instead of characters and operators that the language does not have but its readers know from
 * elsewhere: Python, MATLAB, R, C, and typeset mathematics. One table each; a new habit is one more line.
 */
export interface Advice {
  readonly message: string;
  readonly hint: string;
}

const assignedOnce = "every name is assigned once: give the new value a new name";

const operators: { readonly [operator: string]: string } = {
  "**": "a power is written `^`",
  "**=": assignedOnce,
  "&&": "write `and`",
  "&": "write `and`",
  "||": "write `or`",
  "|": "write `or`, or `abs(x)` for an absolute value",
  "!": "write `not`",
  "//": "a comment begins with `#`; a quotient is written `/`",
  "/*": "a comment begins with `#` and ends with its line",
  "*/": "a comment begins with `#` and ends with its line",
  "===": "write `==`",
  "!==": "write `!=`",
  "<>": "write `!=`",
  "~=": "write `!=`",
  "=<": "write `<=`",
  "=>": "write `>=` to compare; a function is written `fn f(x) = ...`",
  "->": "the width of a vector is written `: n`; a function is written `fn f(x) = ...`",
  ":=": "write `=`",
  "::": "write `:`",
  "+=": assignedOnce,
  "-=": assignedOnce,
  "*=": assignedOnce,
  "/=": assignedOnce,
  "^=": assignedOnce,
  "@=": assignedOnce,
  ".*": "write `*`, which works coordinate by coordinate",
  "./": "write `/`, which works coordinate by coordinate",
  ".^": "write `^`, which works coordinate by coordinate",
  ".'": "a transpose is written `W.T`",
  "'": 'a transpose is written `W.T`, a string "text"',
};

const characters: { readonly [character: string]: string } = {
  "×": "write `*`; the shape of a matrix is written `n x m`",
  "·": "write `*`, or `.` in a readout",
  "⋅": "write `*`, or `.` in a readout",
  "⊙": "write `*`, which works coordinate by coordinate",
  "∘": "write `*`, which works coordinate by coordinate",
  "÷": "write `/`",
  "−": "write `-`",
  "–": "write `-`",
  "—": "write `-`",
  "≤": "write `<=`",
  "≥": "write `>=`",
  "≠": "write `!=`",
  "∼": "write `~`",
  "∈": "write `in`",
  "…": "a range is written `1..B`",
  "²": "write `^2`",
  "³": "write `^3`",
  ᵀ: "write `.T`",
  "√": "write `sqrt(..)`",
  "∑": "write `sum(i in 1..B: ..)`",
  "∏": "write `prod(i in 1..B: ..)`",
  "“": 'a string is written "text"',
  "”": 'a string is written "text"',
  "‘": 'a string is written "text"',
  "’": 'a transpose is written `W.T`, a string "text"',
  "%": "a comment begins with `#`",
  "?": "a choice is written `where(condition, a, b)` or `if condition { .. } else { .. }`",
  "\\": "a statement goes on over line ends while a `(` or `[` is open",
  "`": 'a string is written "text"',
};

const greek: readonly string[] = [
  ...["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"],
  ...["nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"],
];

/** What to write instead of an operator of another language; takes any text. */
export function explainForeignOperator(operator: string): Advice {
  return { message: `there is no operator \`${operator}\``, hint: operators[operator] ?? "see the table of operators" };
}

/** What to write instead of a repeated character, or a word of letters, that the language does not use. */
export function explainStrangeCharacter(text: string): Advice {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  const known = Object.hasOwn(characters, first) ? characters[first] : undefined;
  if (known !== undefined) return { message: `the character ${quote(first)} is not used here`, hint: known };
  if (/^[\p{L}\p{M}]+$/u.test(text)) {
    const name = text.length === 1 ? greekName(text) : undefined;
    return {
      message: `${quote(text)} cannot stand in a name`,
      hint: `names are made of the letters a to z, digits and \`_\`${name === undefined ? "" : `: write \`${name}\``}`,
    };
  }
  return { message: `the character ${quote(first)} is not used here`, hint: "delete it" };
}

function greekName(letter: string): string | undefined {
  const name = greek[(letter.toLowerCase().codePointAt(0) ?? 0) - 0x3b1];
  if (name === undefined || letter === letter.toLowerCase()) return name;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Visible characters as they are, all others by their code point. */
function quote(text: string): string {
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(text)) return `\`${text.length <= 40 ? text : `${text.slice(0, 39)}…`}\``;
  return [...text].map((c) => `U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
}
