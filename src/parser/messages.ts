/**
 * The parser's complaints as sentences: what was expected, what was found, what to write instead. A complaint is told
 * by the rule that failed, the token that it wanted and the token that it met; the functions below go from the most
 * particular habit to the general case.
 */
import { EOF, type IRecognitionException, type IToken, type TokenType, tokenMatcher } from "chevrotain";
import type { DiagnosticCode } from "../diagnostics/catalogue.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { spanOf } from "./scan.ts";
import * as t from "./tokens.ts";

interface Situation {
  /** The innermost rule that failed. */
  readonly rule: string;
  /** Name of the token that the rule wanted; empty where several could follow. */
  readonly wanted: string;
  readonly found: IToken;
  readonly previous: IToken | undefined;
  /** The token after `found`. */
  readonly next: IToken | undefined;
  /** The first token of the statement, and all of them. */
  readonly first: IToken;
  readonly tokens: readonly IToken[];
}

interface Explanation {
  readonly code: DiagnosticCode;
  /** The culprit, where it is not the token that was met. */
  readonly at: IToken | undefined;
  readonly message: string;
  readonly hint: string;
}

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

function unexpected(message: string, hint: string): Explanation {
  return { code: "TP101", at: undefined, message, hint };
}

function is(token: IToken | undefined, ...types: readonly TokenType[]): boolean {
  return token !== undefined && types.some((type) => tokenMatcher(token, type));
}

/** What was met, for a sentence. */
function named(token: IToken): string {
  if (token.tokenType === EOF) return "the end of the statement";
  if (token.tokenType === t.Block) return "`{`";
  const text = token.image.length <= 30 ? token.image : `${token.image.slice(0, 29)}…`;
  if (tokenMatcher(token, t.Keyword)) return `the keyword \`${text}\``;
  if (token.tokenType === t.NumberLiteral) return `the number \`${text}\``;
  if (token.tokenType === t.StringLiteral) return `the string ${text}`;
  return `\`${text}\``;
}

function explain(s: Situation): Explanation {
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

function keywordAsName(token: IToken): Explanation {
  const message = `\`${token.image}\` is a keyword and cannot be a name`;
  return { code: "TP110", at: token, message, hint: `choose another name, such as \`${token.image}_\`` };
}

/** A statement is complete, but more text follows. */
function explainRest({ found, first, previous, next }: Situation): Explanation {
  if (is(found, t.Equals)) {
    if (is(first, t.Vector, t.Matrix)) {
      return unexpected(`a ${first.image} has a law and no value`, "write `~` instead of `=`, or drop the first word");
    }
    return unexpected("a second `=` in one statement", "write `==` to compare; a statement assigns one name");
  }
  if (is(found, t.Tilde)) return unexpected("only a vector or a matrix has a law", "write `vector name ~ law`");
  if (is(found, t.Block)) {
    return unexpected("no block can stand here", "`{` opens a block after `for`, `if`, `else`, `fn`");
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
    const hint =
      is(next, t.Equals) || is(found, t.StatementKeyword)
        ? "write statements on lines of their own, or `;` between them"
        : "is an operator such as `*` missing?";
    return unexpected(`expected an operator or the end of the line, found ${named(found)}`, hint);
  }
  return unexpected(`expected the end of the statement, found ${named(found)}`, "delete the rest, or begin a new line");
}

function statementName(first: IToken): string {
  return is(first, t.StatementKeyword) ? `\`${first.image}\` statement` : "statement";
}

/** An expression, or a part of one, was expected. */
function explainOperand({ found, previous, first }: Situation): Explanation {
  const after = previous === undefined ? "" : ` after \`${is(previous, t.Block) ? "}" : previous.image}\``;
  const message = `expected an expression${after}, found ${named(found)}`;
  if (is(found, t.RightParen) && is(previous, t.RightParen, t.Identifier, t.NumberLiteral, t.RightSquare)) {
    return unexpected(`expected \`,\` or an operator before ${named(found)}`, "delete it, or write what is missing");
  }
  if (is(found, t.Keyword) && !is(found, t.InfixOperator, t.Sum, t.Prod)) {
    return { code: "TP110", at: undefined, message, hint: `\`${found.image}\` is a keyword and cannot be a name` };
  }
  if (found.tokenType === EOF) {
    if (is(previous, t.InfixOperator)) {
      return unexpected(message, "a statement ends with its line: put the expression in parentheses to go on");
    }
    return unexpected(message, is(previous, t.Equals) ? "write the value" : "write an expression");
  }
  if (is(found, t.Plus)) return unexpected("`+` stands between two values", "delete it");
  if (is(found, t.InfixOperator)) return unexpected(message, `a value is missing before \`${found.image}\``);
  if (is(found, t.Block)) {
    const instead = is(first, t.Fn) ? "write the block without `=`" : "arrays are written [1, 2]";
    return unexpected(message, is(previous, t.If) ? "write the condition" : instead);
  }
  if (is(found, t.Comma, t.RightParen, t.RightSquare)) {
    return unexpected(message, is(previous, t.Comma) ? `delete one of them` : "write the missing expression");
  }
  return unexpected(message, "write a number, a name, a call, or an expression in parentheses");
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
    return unexpected(`there is no \`${name}\` statement`, foreign);
  }
  if (is(found, t.Identifier) && previous === first) {
    const meant = suggest(name, t.statementKeywords);
    const hint = meant === undefined ? "is `=` missing?" : `did you mean \`${meant}\`?`;
    return unexpected(`expected \`=\` after \`${name}\`, found ${named(found)}`, hint);
  }
  if (found.tokenType === EOF || is(found, t.InfixOperator, t.Transposed)) {
    const message = found.tokenType === EOF ? `\`${name}\` by itself is no statement` : "an expression is no statement";
    return unexpected(message, "write `name = expression` to keep a value, `output expression` to report it");
  }
  return unexpected(`expected \`=\` after \`${name}\`, found ${named(found)}`, "write `name = expression`");
}

/** `i in a..b`, and what stands around it in `sum` and `prod`. */
function explainRange(s: Situation): Explanation {
  const { rule, wanted, found, first } = s;
  const example = is(first, t.For)
    ? "for i in 1..B { .. }"
    : is(first, t.Vector, t.Matrix)
      ? "x[i in 1..B]"
      : "sum(i in 1..B: ..)";
  const hint = `write \`${example}\``;
  if (wanted === "LeftParen") return unexpected(`expected \`(\`, found ${named(found)}`, hint);
  if (rule === "fold" && wanted === "RightParen") return explainWanted(s);
  if (wanted === "In") return unexpected(`expected \`in\` and a range, found ${named(found)}`, hint);
  if (wanted === "DotDot") return unexpected(`expected \`..\` and the end of the range, found ${named(found)}`, hint);
  if (wanted === "Colon") return unexpected(`expected \`:\` and the terms, found ${named(found)}`, hint);
  if (is(found, t.LeftParen)) return unexpected("a range has no parentheses around it", hint);
  return explainWanted(s);
}

/** One certain token was expected, or one of the few that may close what is open. */
function explainWanted(s: Situation): Explanation {
  const { rule, wanted, found, previous, first, tokens } = s;
  const after = previous === undefined ? "" : ` after \`${previous.image}\``;
  switch (wanted) {
    case "Identifier":
      return explainName(s, after);
    case "Equals":
      if (is(found, t.EqualEqual) || tokens.some((token) => is(token, t.EqualEqual))) {
        return unexpected("`==` compares two values", `write \`${first.image} name = expression\``);
      }
      if (is(found, t.Tilde)) return unexpected(`a ${first.image} has a value and no law`, "write `=` instead of `~`");
      return unexpected(`expected \`=\`${after}, found ${named(found)}`, equalsHint(first));
    case "Block":
      return unexpected(
        `expected \`{\`, found ${named(found)}`,
        "write the statements of the block between `{` and `}`",
      );
    case "StringLiteral":
      return unexpected(`expected the path of a file, found ${named(found)}`, 'write `import "block.tp"`');
    case "Cross":
      return unexpected(`expected \`x\`${after}, found ${named(found)}`, "the shape of a matrix is written `: n x m`");
    case "RightParen":
      return explainClosing(")", found, rule);
    case "RightSquare":
      return explainClosing("]", found, rule);
    case "LeftParen":
      return unexpected(`expected \`(\`${after}, found ${named(found)}`, "write `fn f(x) = expression`");
    default:
      if (rule === "fnStatement") {
        return unexpected(`expected \`=\` or \`{\`${after}, found ${named(found)}`, "write `fn f(x) = expression`");
      }
      return explainName(s, after);
  }
}

/** A declaration without its name. */
function explainName({ rule, found, previous, next, first }: Situation, after: string): Explanation {
  if (is(found, t.Keyword)) return keywordAsName(found);
  if (is(found, t.Equals, t.Tilde) && previous === first && is(first, t.Keyword)) return keywordAsName(first);
  if (is(found, t.LeftParen) && is(first, t.For)) {
    return unexpected("a range has no parentheses around it", "write `for i in 1..B { .. }`");
  }
  if (is(found, t.NumberLiteral) && is(next, t.RightSquare)) {
    return unexpected("a declaration has ranges and no indices", "write `x[i in 1..B]`");
  }
  return unexpected(`expected a name${after}, found ${named(found)}`, nameHint(rule, first, found));
}

function nameHint(rule: string, first: IToken, found: IToken): string {
  if (is(found, t.NumberLiteral)) return "a name begins with a letter";
  if (rule === "fnStatement") return "write `fn f(x) = expression`";
  if (is(first, t.Vector)) return "write `vector g ~ normal(0, 1)`";
  if (is(first, t.Matrix)) return "write `matrix W ~ normal(0, 1 / n)`";
  if (is(first, t.Width)) return "write `width n`";
  if (is(first, t.Output)) return "write `output q`";
  return "names are made of letters, digits and `_`";
}

function equalsHint(first: IToken): string {
  if (is(first, t.Expect)) return "write `expect q = 1 tol 1e-9`";
  if (is(first, t.Readout)) return "write `readout y[i] = v . x[i] / sqrt(n)`";
  return `write \`${first.image} name = expression\``;
}

/** Something stands where only `,`, an operator or the closing bracket can. */
function explainClosing(bracket: string, found: IToken, rule: string): Explanation {
  if (is(found, t.Colon, t.In)) {
    const hint = rule === "callArguments" ? "only `sum` and `prod` take a range: `sum(i in 1..B: ..)`" : "delete it";
    return unexpected(`expected \`,\` or \`${bracket}\`, found ${named(found)}`, hint);
  }
  if (is(found, t.DotDot)) {
    const hint = "ranges stand in `for i in 1..B`, `sum(i in 1..B: ..)`, `x[i in 1..B]`";
    return unexpected("a range cannot stand here", hint);
  }
  if (is(found, t.Equals)) {
    return unexpected("`=` cannot stand here", "an argument is named by a plain name, `f(a = 1)`; `==` compares");
  }
  if (is(found, t.LeftSquare))
    return unexpected("only a name can be indexed", "name the value in a statement of its own");
  if (is(found, t.LeftParen)) return unexpected("only a name can be called", "write `*` for a product");
  const operator = rule === "fnStatement" || rule === "vectorStatement" ? "" : ", an operator";
  const message = `expected \`,\`${operator} or \`${bracket}\`, found ${named(found)}`;
  return unexpected(message, operator === "" ? "separate names by `,`" : "is a `,` or an operator missing?");
}
