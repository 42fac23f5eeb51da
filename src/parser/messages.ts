/**
 * The parser's complaints as sentences: what was expected, what was found, what to write instead. This page has those
 * about whole statements, messages-inside.ts those about their parts; each function goes from the most particular
 * habit to the general case.
 */
import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { type Explanation, is, keywordAsName, named, type Situation, unexpected } from "./complaint.ts";
import { explainOperand, explainRange, explainWanted } from "./messages-inside.ts";
import { spanOf } from "./scan.ts";
import * as t from "./tokens.ts";

/** The diagnostic for the first mistake in the statement `tokens`. */
export function explainParserError(
  error: IRecognitionException,
  tokens: readonly IToken[],
  source: Source,
): Diagnostic {
  const at = tokens.indexOf(error.token);
  const index = at < 0 ? tokens.length : at;
  const previous = tokens[index - 1];
  const rules = error.context.ruleStack;
  const {
    code,
    at: culprit,
    message,
    hint,
  } = explain({
    rule: error.name === "NotAllInputParsedException" ? "end" : (rules[rules.length - 1] ?? ""),
    wanted: error.message,
    found: error.token,
    previous,
    next: tokens[index + 1],
    first: tokens[0] ?? error.token,
    tokens,
  });
  const end = previous === undefined ? 0 : spanOf(previous).end;
  const found = culprit ?? error.token;
  const span = found.tokenType === EOF ? { start: end, end } : firstLine(found);
  return diagnostic(code, { source, span }, message, hint);
}

/** A block is shown by its `{` alone. */
function firstLine(token: IToken): Diagnostic["place"]["span"] {
  const { start, end } = spanOf(token);
  return { start, end: token.tokenType === t.Block ? start + 1 : end };
}

function explain(s: Situation): Explanation {
  if (is(s.first, t.Keyword) && is(s.tokens[1], t.Equals)) return keywordAsName(s.first);
  switch (s.rule) {
    case "statement":
      return explainStart(s);
    case "end":
      return explainRest(s);
    case "term":
      return explainOperand(s);
    case "assignStatement":
      return explainAssignment(s);
    case "range":
    case "fold":
      return explainRange(s);
    default:
      return explainWanted(s);
  }
}

/** The first token of a statement begins none. */
function explainStart({ found, next }: Situation): Explanation {
  if (is(found, t.Keyword) && is(next, t.Equals, t.Tilde, t.LeftSquare)) return keywordAsName(found);
  if (is(found, t.Else)) return unexpected("`else` without an `if`", "write `if condition { .. } else { .. }`");
  if (is(found, t.Block)) return unexpected("a block by itself", "`{` opens a block after `for`, `if`, `else`, `fn`");
  const message = `a statement cannot begin with ${named(found)}`;
  return unexpected(message, "write `name = expression` for a value, `output expression` to report one");
}

/** A statement is complete, but more text follows. */
function explainRest({ found, first, previous, next }: Situation): Explanation {
  if (is(found, t.Equals)) {
    if (is(first, t.Vector, t.Matrix)) {
      return unexpected(`a ${first.image} has a law and no value`, "write `~` instead of `=`, or drop the first word");
    }
    if (is(first, t.Output)) {
      const hint = "assign the family in a loop, `for i in 1..B { x[i] = .. }`, then write `output x[i in 1..B]`";
      return unexpected("an output of a family has no value of its own", hint);
    }
    return unexpected("a second `=` in one statement", "write `==` to compare; a statement assigns one name");
  }
  if (is(found, t.Tilde)) return unexpected("only a vector or a matrix has a law", "write `vector name ~ law`");
  if (is(found, t.Block)) {
    return unexpected("no block can stand here", "`{` opens a block after `for`, `if`, `else`, `fn`");
  }
  if (is(found, t.LeftSquare) && is(first, t.Scalar)) {
    const hint = "declare `scalar a` and `scalar b`, then assign `x[1] = a; x[2] = b`";
    return unexpected("scalars are declared one by one", hint);
  }
  if (is(found, t.LeftSquare)) return unexpected("only a name can be indexed", "name the value first: `y = ..`");
  if (is(found, t.LeftParen)) {
    return unexpected("only a name can be called", "write `*` for a product, `name(..)` for a call");
  }
  if (is(found, t.DotDot)) {
    return unexpected(
      "a range cannot stand here",
      "ranges stand in `for i in 1..B`, `sum(i in 1..B: ..)`, `x[i in 1..B]`",
    );
  }
  if (is(found, t.Comma)) {
    return unexpected(
      `\`,\` after a complete ${statementName(first)}`,
      "write one statement for each, on its own line",
    );
  }
  if (is(found, t.Transposed)) return unexpected("`.T` cannot stand here", "write `.T` right after a matrix");
  if (is(previous, t.Block)) {
    return unexpected(`expected the end of the line after \`}\`, found ${named(found)}`, "begin a new line");
  }
  if (is(found, t.Identifier, t.NumberLiteral, t.StringLiteral, t.Keyword)) {
    const hint = is(found, t.If)
      ? "write `if condition { x = a } else { x = b }`, or `where(condition, a, b)`"
      : is(next, t.Equals) || is(found, t.StatementKeyword)
        ? "write statements on lines of their own, or `;` between them"
        : "is an operator such as `*` or `@` missing?";
    return unexpected(`expected an operator or the end of the line, found ${named(found)}`, hint);
  }
  return unexpected(`expected the end of the statement, found ${named(found)}`, "delete the rest, or begin a new line");
}

function statementName(first: IToken): string {
  return is(first, t.StatementKeyword) ? `\`${first.image}\` statement` : "statement";
}

const otherLanguages: { readonly [word: string]: string } = {
  let: "write `name = expression` without a first word",
  const: "write `name = expression` without a first word",
  var: "write `name = expression` without a first word",
  def: "write `fn f(x) = expression`",
  function: "write `fn f(x) = expression`",
  func: "write `fn f(x) = expression`",
  print: "write `output expression`",
  while: "loops are written `for i in 1..B { .. }`",
  elif: "write `} else if condition {` on the line of the `}`",
  int: "write `param name = expression`",
  float: "write `param name = expression`",
};

/** A statement begins with a name, but `=` does not follow it. */
function explainAssignment({ found, first, previous, next }: Situation): Explanation {
  const name = first.image;
  if (is(found, t.EqualEqual)) return unexpected("`==` compares two values", "write `=` to assign");
  if (is(found, t.Tilde)) {
    return unexpected(
      `\`${name}\` is given a law but not declared`,
      `write \`vector ${name} ~ ..\` or \`matrix ${name} ~ ..\``,
    );
  }
  if (is(found, t.Less) && is(next, t.Minus)) return unexpected("expected `=`, found `<-`", "write `=` to assign");
  if (is(found, t.Comma)) return unexpected("one statement assigns one name", "write a statement for each name");
  if (is(found, t.LeftParen)) {
    const message = `expected \`=\` after \`${name}\`, found \`(\``;
    return unexpected(message, `write \`fn ${name}(..) = ..\` to define a function, \`y = ${name}(..)\` to use one`);
  }
  if (is(found, t.Colon)) {
    return unexpected(
      `expected \`=\` after \`${name}\`, found \`:\``,
      `write \`vector ${name} : n ~ law\` to declare a vector`,
    );
  }
  const foreign = Object.hasOwn(otherLanguages, name) ? otherLanguages[name] : undefined;
  if (is(found, t.Identifier, t.LeftSquare) && foreign !== undefined) {
    return { ...unexpected(`there is no \`${name}\` statement`, foreign), at: first };
  }
  if (is(found, t.Identifier) && previous === first) {
    const meant = suggest(name, t.statementKeywords);
    if (meant !== undefined) {
      return { ...unexpected(`there is no \`${name}\` statement`, `did you mean \`${meant}\`?`), at: first };
    }
    return unexpected(`expected \`=\` after \`${name}\`, found ${named(found)}`, "is `=` missing?");
  }
  if (found.tokenType === EOF || is(found, t.InfixOperator, t.Transposed)) {
    const message = found.tokenType === EOF ? `\`${name}\` by itself is no statement` : "an expression is no statement";
    return unexpected(message, "write `name = expression` to keep a value, `output expression` to report it");
  }
  return unexpected(`expected \`=\` after \`${name}\`, found ${named(found)}`, "write `name = expression`");
}
