/** The parser's complaints about the parts of a statement: expressions, ranges, names, brackets. */
import { EOF, type IToken } from "chevrotain";
import { type Explanation, is, keywordAsName, named, type Situation, unexpected } from "./complaint.ts";
import * as t from "./tokens.ts";

/** An expression, or a part of one, was expected. */
export function explainOperand({ wanted, found, previous, first }: Situation): Explanation {
  if (wanted === "RightParen" && is(found, t.Comma)) {
    return unexpected("`,` cannot stand in parentheses", "a list is written `[a, b]`");
  }
  if (wanted === "RightParen") return explainClosing(")", found, "");
  const after = previous === undefined ? "" : ` after \`${is(previous, t.Block) ? "}" : previous.image}\``;
  const message = `expected an expression${after}, found ${named(found)}`;
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
  if (is(found, t.DotDot)) {
    return unexpected(message, "only a family that is given to a function has `..` as an index: f(x[t, ..])");
  }
  if (is(found, t.Comma, t.RightParen, t.RightSquare)) {
    return unexpected(message, is(previous, t.Comma) ? `delete one of them` : "write the missing expression");
  }
  return unexpected(message, "write a number, a name, a call, or an expression in parentheses");
}

/** `i in a..b`, and what stands around it in `sum` and `prod`. */
export function explainRange(s: Situation): Explanation {
  const { rule, wanted, found, first } = s;
  const example = is(first, t.For)
    ? "for i in 1..B { .. }"
    : is(first, t.Vector, t.Matrix)
      ? "x[i in 1..B]"
      : "sum(i in 1..B: ..)";
  const isPlainSum = wanted === "In" && is(found, t.RightParen, t.InfixOperator) && !is(first, t.For);
  const average = !isPlainSum ? "" : "; the average over coordinates is `moment(x)`";
  const hint = `write \`${example}\`${average}`;
  if (wanted === "LeftParen") return unexpected(`expected \`(\`, found ${named(found)}`, hint);
  if (rule === "fold" && wanted === "RightParen") return explainWanted(s);
  if (wanted === "In") return unexpected(`expected \`in\` and a range, found ${named(found)}`, hint);
  if (wanted === "DotDot") return unexpected(`expected \`..\` and the end of the range, found ${named(found)}`, hint);
  if (wanted === "Colon") return unexpected(`expected \`:\` and the terms, found ${named(found)}`, hint);
  if (is(found, t.LeftParen)) return unexpected("a range has no parentheses around it", hint);
  return explainWanted(s);
}

/** One certain token was expected, or one of the few that may close what is open. */
export function explainWanted(s: Situation): Explanation {
  const { rule, wanted, found, previous } = s;
  const after = previous === undefined ? "" : ` after \`${previous.image}\``;
  switch (wanted) {
    case "Identifier":
      return explainName(s, after);
    case "Equals":
      return explainEquals(s, after);
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
      if (rule === "fnStatement" && is(found, t.Keyword)) return keywordAsName(found);
      return explainClosing(")", found, rule);
    case "RightSquare":
      if (is(found, t.In) && is(s.first, t.Identifier, t.Readout, t.Expect)) return explainMember(s.first);
      if (is(found, t.In) && is(s.first, t.Output)) {
        return unexpected("a range cannot stand beside an index", allRanges);
      }
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

/** A statement without its `=`. */
function explainEquals({ found, first, tokens }: Situation, after: string): Explanation {
  const comparison = tokens.find((token) => is(token, t.EqualEqual));
  if (comparison !== undefined) {
    return { ...unexpected("`==` compares two values", equalsHint(first)), at: comparison };
  }
  if (is(found, t.Tilde)) return unexpected(`a ${first.image} has a value and no law`, "write `=` instead of `~`");
  return unexpected(`expected \`=\`${after}, found ${named(found)}`, equalsHint(first));
}

/** A statement for one member of a family that is meant for all of them. */
function explainMember(first: IToken): Explanation {
  if (is(first, t.Readout)) {
    return unexpected("readouts are declared one at a time", "write a loop: `for i in 1..B { readout y[i] = .. }`");
  }
  if (is(first, t.Expect)) {
    return unexpected("numbers are expected one at a time", "write a loop: `for i in 1..B { expect x[i] = .. }`");
  }
  return unexpected("a family is assigned one member at a time", "write a loop: `for i in 1..B { x[i] = .. }`");
}

const allRanges = "write ranges for all indices, `output x[i in 1..B, j in 1..C]`, or none, `output x[1, ..]`";

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
  if (is(found, t.DotDot) && is(first, t.Identifier, t.Readout, t.Expect)) return explainMember(first);
  if (is(found, t.DotDot) && is(first, t.Output)) return unexpected("`..` cannot stand beside a range", allRanges);
  if (is(found, t.RightSquare)) return unexpected(`expected an index${after}, found ${named(found)}`, "delete the `,`");
  return unexpected(`expected a name${after}, found ${named(found)}`, nameHint(rule, first, found));
}

function nameHint(rule: string, first: IToken, found: IToken): string {
  if (is(found, t.NumberLiteral)) return "a name begins with a letter";
  if (rule === "fnStatement") return "write `fn f(x) = expression`";
  if (is(first, t.Vector)) return "write `vector g ~ normal(0, 1)`";
  if (is(first, t.Matrix)) return "write `matrix W ~ normal(0, 1 / n)`";
  if (is(first, t.Width)) return "write `width n`";
  if (is(first, t.Output)) return "write `output q`";
  if (is(first, t.For)) return "write `for i in 1..B { .. }`";
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
    const ranges = "ranges stand in `for i in 1..B`, `sum(i in 1..B: ..)`, `x[i in 1..B]`";
    const hint = rule === "places" ? `${ranges}; all values of an index are \`..\` alone` : ranges;
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
