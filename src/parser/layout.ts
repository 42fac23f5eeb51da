/**
 * Tokens to statements: pairs the brackets, drops the newlines that stand inside `(` and `[`, cuts at the others and
 * at `;`, and folds every block `{ .. }` into one token. Recovery from mistakes happens here: each statement is parsed
 * alone, so that one run reports the mistakes of all of them. A bracket that was never closed ends where a new
 * statement obviously begins.
 */
import { createTokenInstance, type IToken, type TokenType, tokenMatcher } from "chevrotain";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { spanOf } from "./scan.ts";
import * as t from "./tokens.ts";

/** How deep brackets of all three kinds may be nested; the parser recurses no deeper. */
export const bracketLimit = 100;

export interface Line {
  /** The tokens of one statement; every block is one token of type `Block`. At least one. */
  readonly tokens: readonly IToken[];
  /** What is wrong with its tokens is already reported, so that parsing it would only repeat it. */
  readonly damaged: boolean;
}

export interface Layout {
  readonly lines: readonly Line[];
  /** The statements inside each block token. */
  readonly blocks: ReadonlyMap<IToken, readonly Line[]>;
  readonly diagnostics: readonly Diagnostic[];
}

interface Frame {
  readonly open: IToken | undefined;
  /** The column in which the line of its `{` begins. */
  readonly column: number;
  readonly lines: Line[];
  tokens: IToken[];
  damaged: boolean;
}

/** `damage` holds the offsets of tokens and characters that scan.ts has reported, in ascending order. */
export function layOut(tokens: readonly IToken[], damage: readonly number[], source: Source): Layout {
  const diagnostics: Diagnostic[] = [];
  const blocks = new Map<IToken, readonly Line[]>();
  const frames: Frame[] = [{ open: undefined, column: 1, lines: [], tokens: [], damaged: false }];
  const brackets: IToken[] = [];
  let frame = frames[0] as Frame;
  let nextDamage = 0;
  let tooDeep = false;
  /** The first `{` whose line is indented deeper than that of its `}`: the place of a forgotten `}`. */
  let suspect: IToken | undefined;
  /** The column in which the current line begins. */
  let column = 1;

  function report(token: IToken, message: string, hint: string, related: Diagnostic["related"] = []): void {
    diagnostics.push(diagnostic("TP108", { source, span: spanOf(token) }, message, hint, related));
    frame.damaged = true;
  }

  function checkDepth(token: IToken): void {
    if (frames.length - 1 + brackets.length <= bracketLimit) return;
    frame.damaged = true;
    if (tooDeep) return;
    tooDeep = true;
    const message = `brackets are nested more than ${bracketLimit} deep`;
    diagnostics.push(
      diagnostic("TP109", { source, span: spanOf(token) }, message, "name the inner parts in statements of their own"),
    );
  }

  function abandonBrackets(): void {
    const first = brackets[0];
    if (first === undefined) return;
    const others = brackets.length - 1;
    const more = others === 0 ? "" : `, nor ${others === 1 ? "is one" : `are ${others}`} opened after it`;
    const closing = first.image === "(" ? ")" : "]";
    report(first, `this \`${first.image}\` is never closed${more}`, `a \`${closing}\` is missing in this statement`);
    brackets.length = 0;
  }

  function endLine(): void {
    abandonBrackets();
    if (frame.tokens.length > 0) frame.lines.push({ tokens: frame.tokens, damaged: frame.damaged });
    frame.tokens = [];
    frame.damaged = false;
    if (frames.length <= bracketLimit) tooDeep = false;
  }

  function openBlock(token: IToken): void {
    abandonBrackets();
    frame = { open: token, column, lines: [], tokens: [], damaged: false };
    frames.push(frame);
    checkDepth(token);
  }

  function closeBlock(end: number): void {
    endLine();
    const { open, lines } = frame;
    if (open === undefined) return;
    frames.pop();
    frame = frames[frames.length - 1] as Frame;
    const image = source.text.slice(open.startOffset, end);
    const nowhere = Number.NaN;
    const block = createTokenInstance(t.Block, image, open.startOffset, end - 1, nowhere, nowhere, nowhere, nowhere);
    frame.tokens.push(block);
    blocks.set(block, frames.length > bracketLimit ? [] : lines);
  }

  function closeBracket(token: IToken): void {
    const open = brackets.pop();
    frame.tokens.push(token);
    if (open === undefined) {
      report(token, `this \`${token.image}\` closes nothing`, "delete it, or add the bracket that it should close");
    } else if ((open.image === "(") !== (token.image === ")")) {
      const related = [{ place: { source, span: spanOf(open) }, message: `the \`${open.image}\` is here` }];
      report(
        token,
        `\`${open.image}\` is closed by \`${token.image}\``,
        `write \`${open.image === "(" ? ")" : "]"}\``,
        related,
      );
    }
  }

  for (const [index, token] of tokens.entries()) {
    while ((damage[nextDamage] ?? Number.POSITIVE_INFINITY) <= token.startOffset) {
      frame.damaged = true;
      nextDamage++;
    }
    if (tokens[index - 1]?.tokenType === t.NewLine) column = token.startColumn ?? 1;
    const last = frame.tokens[frame.tokens.length - 1];
    const next = tokens[index + 1];
    switch (token.tokenType) {
      case t.LeftParen:
      case t.LeftSquare:
        brackets.push(token);
        frame.tokens.push(token);
        checkDepth(token);
        break;
      case t.RightParen:
      case t.RightSquare:
        closeBracket(token);
        break;
      case t.LeftCurly:
        openBlock(token);
        break;
      case t.RightCurly:
        if (frame.open !== undefined) {
          if (column < frame.column) suspect ??= frame.open;
          closeBlock(token.startOffset + 1);
        } else {
          endLine();
          report(token, "this `}` closes nothing", "delete it, or add the `{` that it should close");
          frame.damaged = false;
        }
        break;
      case t.NewLine:
        if (next?.tokenType === t.NewLine) break;
        if (brackets.length > 0 ? beginsStatement(last, tokens, index + 1) : endsLine(last, next)) endLine();
        break;
      case t.Semicolon:
        if (brackets.length > 0) {
          report(
            token,
            "a `;` inside brackets",
            "separate values by `,`; the rows of an array are written [[1, 0], [0, 1]]",
          );
        } else {
          endLine();
        }
        break;
      default:
        frame.tokens.push(token);
    }
  }
  if (nextDamage < damage.length) frame.damaged = true;
  const unclosed = frames[1]?.open;
  while (frame.open !== undefined) closeBlock(source.text.length);
  if (unclosed !== undefined) {
    const doubt = suspect && {
      place: { source, span: spanOf(suspect) },
      message: "its `}` seems to be the missing one",
    };
    const hint = "write `}` after the last statement of the block";
    report(unclosed, "this `{` is never closed", hint, doubt === undefined ? [] : [doubt]);
  }
  endLine();
  return { lines: frame.lines, blocks, diagnostics };
}

/** Outside brackets a newline ends the statement, unless `{` or, after a block, `else` follows. */
function endsLine(last: IToken | undefined, next: IToken | undefined): boolean {
  if (next?.tokenType === t.LeftCurly) return last === undefined || last.tokenType === t.Block;
  return !(next?.tokenType === t.Else && last?.tokenType === t.Block);
}

/**
 * Inside brackets a newline means nothing, unless what follows can only be a new statement: then the bracket was
 * forgotten. `name = ..` after `(` or `,` is a named argument.
 */
function beginsStatement(last: IToken | undefined, tokens: readonly IToken[], at: number): boolean {
  const next = tokens[at];
  if (next === undefined) return false;
  if (tokenMatcher(next, t.StatementKeyword)) return true;
  if (!tokenMatcher(next, t.Identifier)) return false;
  if (last?.tokenType === t.Comma || last?.tokenType === t.LeftParen) return false;
  return tokens[afterIndices(tokens, at + 1)]?.tokenType === t.Equals;
}

/** The index after `[ .. ]` on one line when it stands at `at`, else `at`. */
function afterIndices(tokens: readonly IToken[], at: number): number {
  if (tokens[at]?.tokenType !== t.LeftSquare) return at;
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const type: TokenType | undefined = tokens[i]?.tokenType;
    if (type === t.NewLine) return at;
    if (type === t.LeftSquare) depth++;
    if (type === t.RightSquare) depth--;
    if (depth === 0) return i + 1;
  }
  return at;
}
