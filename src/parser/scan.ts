/**
 * Text to tokens, with every mistake that can be seen in the characters alone: characters that the language does not
 * use, strings without an end, malformed numbers, operators of other languages. Never fails: what is wrong is reported
 * and its offset is noted in `damage`, so that the statement around it is not reported a second time.
 */
import type { IToken } from "chevrotain";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source, Span } from "../diagnostics/source.ts";
import type { Comment } from "./ast.ts";
import { explainForeignOperator, explainStrangeCharacter } from "./foreign.ts";
import { ForeignOperator, lexer, NumberLiteral, UnterminatedString } from "./tokens.ts";

export interface Scan {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
  /** Offsets of mistakes that make the statement around them unreadable, in ascending order. */
  readonly damage: readonly number[];
}

/** The range of the text that a token covers. */
export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

/** Reads all of `source`; takes any text. */
export function scan(source: Source): Scan {
  const { tokens, groups, errors } = lexer.tokenize(source.text);
  const diagnostics: Diagnostic[] = [];
  const damage: number[] = [];
  for (const { offset, length } of errors) {
    damage.push(offset);
    for (const span of strangeRuns(source.text, offset, offset + length)) {
      const { message, hint } = explainStrangeCharacter(source.text.slice(span.start, span.end));
      diagnostics.push(diagnostic("TP102", { source, span }, message, hint));
    }
  }
  for (const token of tokens) {
    const mistake = judge(token, source);
    if (mistake === undefined) continue;
    diagnostics.push(mistake);
    if (mistake.severity === "error") damage.push(token.startOffset);
  }
  const comments = (groups.comments ?? []).map((token: IToken) => ({ text: token.image, span: spanOf(token) }));
  return { tokens, comments, diagnostics, damage: damage.sort((a, b) => a - b) };
}

/** Words of letters, emoji, repetitions of any other character. */
const strange = /[\p{L}\p{M}]+|(?:\p{Extended_Pictographic}(?:\ufe0f|\u200d|\p{Emoji_Modifier})*)+|(.)\1*/gsu;

/** Splits a run of unused characters into parts that deserve a message each. */
function strangeRuns(text: string, start: number, end: number): Span[] {
  return [...text.slice(start, end).matchAll(strange)].map((match) => ({
    start: start + match.index,
    end: start + match.index + match[0].length,
  }));
}

function judge(token: IToken, source: Source): Diagnostic | undefined {
  const place = { source, span: spanOf(token) };
  switch (token.tokenType) {
    case ForeignOperator: {
      const { message, hint } = explainForeignOperator(token.image);
      return diagnostic("TP103", place, message, hint);
    }
    case UnterminatedString:
      return diagnostic("TP104", place, "this string has no end", 'close it with " on the same line');
    case NumberLiteral:
      return judgeNumber(token.image, place);
    default:
      return undefined;
  }
}

/** A number in full. */
export const decimal = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function judgeNumber(text: string, place: Diagnostic["place"]): Diagnostic | undefined {
  if (!decimal.test(text)) {
    return diagnostic("TP105", place, `\`${shorten(text)}\` is not a number`, numberHint(text));
  }
  const value = Number(text);
  if (value === Number.POSITIVE_INFINITY) {
    return diagnostic(
      "TP106",
      place,
      `\`${shorten(text)}\` is too large for a number`,
      "the largest number is about 1.8e308",
    );
  }
  if (value === 0 && /[1-9]/.test(text.replace(/[eE].*/, ""))) {
    return diagnostic(
      "TP107",
      place,
      `\`${shorten(text)}\` is read as 0`,
      "the smallest number above 0 is about 5e-324",
    );
  }
  return undefined;
}

function numberHint(text: string): string {
  const product = /^((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([A-Za-z_]\w*)$/.exec(text);
  if (/^0[xXbBoO]/.test(text)) return "numbers are decimal";
  if (/^[\d.]+_/.test(text)) return "digits are written without `_`";
  if (/^[\d.]+[eE][+-]?$/.test(text)) return "digits are missing after the `e`";
  if (product) return `write \`${product[1]} * ${product[2]}\` for a product; a name begins with a letter`;
  return "a number is written like 12, 0.5, 1e-9";
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 24)}…${text.slice(-8)}`;
}
