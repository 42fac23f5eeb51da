/**
 * What the parser complains about, and the words that all explanations share. A complaint is told by the rule that
 * failed, the token that it wanted and the token that it met.
 */
import { EOF, type IToken, type TokenType, tokenMatcher } from "chevrotain";
import type { DiagnosticCode } from "../diagnostics/catalogue.ts";
import * as t from "./tokens.ts";

/** A complaint of the parser, with what stands around it. */
export interface Situation {
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

/** A complaint in words. */
export interface Explanation {
  readonly code: DiagnosticCode;
  /** The culprit, where it is not the token that was met. */
  readonly at: IToken | undefined;
  readonly message: string;
  readonly hint: string;
}

export function unexpected(message: string, hint: string): Explanation {
  return { code: "TP101", at: undefined, message, hint };
}

/** Whether a token is of one of some types, or of a category among them. */
export function is(token: IToken | undefined, ...types: readonly TokenType[]): boolean {
  return token !== undefined && types.some((type) => tokenMatcher(token, type));
}

/** What was met, for a sentence. */
export function named(token: IToken): string {
  if (token.tokenType === EOF) return "the end of the statement";
  if (token.tokenType === t.Block) return "`{`";
  const text = token.image.length <= 30 ? token.image : `${token.image.slice(0, 29)}…`;
  if (tokenMatcher(token, t.Keyword)) return `the keyword \`${text}\``;
  if (token.tokenType === t.NumberLiteral) return `the number \`${text}\``;
  if (token.tokenType === t.StringLiteral) return `the string ${text}`;
  return `\`${text}\``;
}

/** A keyword stands where a name is declared. */
export function keywordAsName(token: IToken): Explanation {
  const message = `\`${token.image}\` is a keyword and cannot be a name`;
  return { code: "TP110", at: token, message, hint: `choose another name, such as \`${token.image}_\`` };
}
