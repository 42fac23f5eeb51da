/** The grammar on paper: the parser's own rules in EBNF, with the layout and the vocabulary around them. */
import {
  Alternation,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";
import { invariant } from "../../src/diagnostics/invariant.ts";
import { StatementParser } from "../../src/parser/grammar.ts";
import { infixBinding, prefixLevel } from "../../src/parser/precedence.ts";
import { reservedNames } from "../../src/parser/reserved-names.ts";
import { decimal } from "../../src/parser/scan.ts";
import * as tokens from "../../src/parser/tokens.ts";

const width = 100;

/** The text of `grammar/tp.ebnf`. */
export function ebnf(): string {
  const rules = Object.values(new StatementParser().getGAstProductions());
  return `(* The grammar of the .tp language. Printed from src/parser by scripts/generate.ts: do not edit.

   { } any number of times, [ ] at most once, | or, ( ) grouping, ? ? a regular expression.
   Blanks, and comments from # to the end of the line, may stand between all words. A line end is insignificant while a
   ( or [ is open, before a {, and between a } and else; everywhere else it ends a statement. *)

program = { [ statement ] end } ;
block = "{" { [ statement ] end } "}" ;
end = ? line end ? | ";" | ? before "}" and at the end of the text ? ;

${rules.map(printRule).join("\n")}

(* Operators from the loosest to the tightest. Indexing, calls and .T bind tighter than all of them. The operand on the
   right of ^ may begin with a minus sign: 2^-1. Comparisons are not chained. *)

${precedence()}

(* A word of the grammar is no name, except x and tol; nor may a program declare the name of a built-in function:
${wrap([...reservedNames].sort(), "   ", width)} *)

identifier = ? ${source(tokens.Identifier)} ? ;
number = ? ${decimal.source.replace(/^\^|\$$/g, "")} ? ;
string = ? ${source(tokens.StringLiteral)} ? ;
infixOperator = ${category(tokens.InfixOperator)} ;
prefixOperator = ${category(tokens.PrefixOperator)} ;
`;
}

function printRule(rule: Rule): string {
  const text = `${rule.name} = ${sequence(rule.definition)} ;`;
  if (text.length <= width) return text;
  const [only] = rule.definition;
  const parts = only instanceof Alternation && rule.definition.length === 1 ? only.definition.map(print) : undefined;
  if (parts === undefined) return `${rule.name}\n  = ${sequence(rule.definition)}\n  ;`;
  return `${rule.name}\n  = ${parts.join("\n  | ")}\n  ;`;
}

function sequence(definition: readonly IProduction[]): string {
  const [only] = definition;
  if (definition.length === 1 && only !== undefined) return print(only);
  return definition.map((part) => (part instanceof Alternation ? `( ${print(part)} )` : print(part))).join(" ");
}

function print(part: IProduction): string {
  if (part instanceof NonTerminal) return part.nonTerminalName;
  if (part instanceof Terminal) return terminal(part.terminalType);
  if (part instanceof Alternation) return part.definition.map(print).join(" | ");
  if (part instanceof Option) return `[ ${sequence(part.definition)} ]`;
  if (part instanceof Repetition) return `{ ${sequence(part.definition)} }`;
  if (part instanceof RepetitionMandatory) return `${sequence(part.definition)} { ${sequence(part.definition)} }`;
  if (part instanceof RepetitionWithSeparator) return `[ ${separated(part)} ]`;
  if (part instanceof RepetitionMandatoryWithSeparator) return separated(part);
  invariant("definition" in part && Array.isArray(part.definition), () => "a rule of a kind that is not known here");
  return sequence(part.definition as IProduction[]);
}

function separated(part: RepetitionWithSeparator | RepetitionMandatoryWithSeparator): string {
  const item = sequence(part.definition);
  return `${item} { ${terminal(part.separator)} ${item} }`;
}

const classes: ReadonlyMap<TokenType, string> = new Map([
  [tokens.Identifier, "identifier"],
  [tokens.NumberLiteral, "number"],
  [tokens.StringLiteral, "string"],
  [tokens.Block, "block"],
  [tokens.InfixOperator, "infixOperator"],
  [tokens.PrefixOperator, "prefixOperator"],
]);

function terminal(token: TokenType): string {
  return classes.get(token) ?? `"${token.LABEL ?? token.name}"`;
}

function category(token: TokenType): string {
  const members = tokens.vocabulary.filter((member) => member.CATEGORIES?.includes(token));
  return members.map(terminal).join(" | ");
}

function source(token: TokenType): string {
  invariant(token.PATTERN instanceof RegExp, () => `${token.name} has no pattern`);
  return token.PATTERN.source;
}

/** One line for each level of precedence. */
function precedence(): string {
  const levels = new Map<number, { ops: string[]; text: string }>();
  for (const [op, { level, chain }] of Object.entries(infixBinding)) {
    const text = chain === "none" ? "infix, not chained" : `infix, chained to the ${chain}`;
    levels.set(level, { ops: [...(levels.get(level)?.ops ?? []), op], text });
  }
  for (const [op, level] of Object.entries(prefixLevel)) levels.set(level, { ops: [op], text: "prefix" });
  const lines = [...levels].sort(([a], [b]) => a - b);
  return lines
    .map(([level, { ops, text }]) => `(* ${String(level).padStart(2)}  ${ops.join(" ").padEnd(18)}${text} *)`)
    .join("\n");
}

function wrap(words: readonly string[], indentation: string, columns: number): string {
  const lines = [indentation.trimEnd()];
  for (const word of words) {
    const longer = `${lines[lines.length - 1] || indentation.slice(1)} ${word}`;
    if (longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(`${indentation}${word}`);
  }
  return lines.join("\n");
}
