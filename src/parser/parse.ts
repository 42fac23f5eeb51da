/**
 * Text to tree. One run reports every mistake of a file: what the characters, the brackets and each single statement
 * have wrong. Takes any text and never throws on it; a file with a mistake has no tree.
 */
import { type IToken, tokenMatcher } from "chevrotain";
import {
  type Diagnostic,
  diagnostic,
  failure,
  mostMistakes,
  type Outcome,
  success,
} from "../diagnostics/diagnostic.ts";
import type { Source } from "../diagnostics/source.ts";
import { findUnreadable } from "../diagnostics/text-limits.ts";
import type { Ast, Statement } from "./ast.ts";
import { buildStatement } from "./build-ast.ts";
import type { StatementCstNode } from "./cst.generated.ts";
import { StatementParser } from "./grammar.ts";
import { type Line, layOut } from "./layout.ts";
import { explainParserError } from "./messages.ts";
import { scan } from "./scan.ts";
import { Fn, Keyword } from "./tokens.ts";

/** Making one takes far longer than using it, so it is kept; it holds no state between two statements. */
const parser = new StatementParser();

/** Parses the program `source`; on failure the diagnostics are in the order of the text. */
export function parseSource(source: Source): Outcome<Ast> {
  const unreadable = findUnreadable(source);
  if (unreadable !== undefined) return failure([unreadable]);
  const { tokens, comments, damage, diagnostics: scanned } = scan(source);
  const { lines, blocks, diagnostics: laidOut } = layOut(tokens, damage, source);
  const diagnostics: Diagnostic[] = [...scanned, ...laidOut];

  const isHopeless = () => diagnostics.length >= mostMistakes;

  function parseLines(list: readonly Line[], inFn: boolean, inBlock: boolean): readonly Statement[] {
    return list.flatMap((line) => (isHopeless() ? [] : (parseLine(line, inFn, inBlock) ?? [])));
  }

  function parseLine(line: Line, inFn: boolean, inBlock: boolean): Statement | undefined {
    const cst = line.damaged ? undefined : parseTokens(line.tokens);
    if (cst === undefined) {
      for (const token of line.tokens) recover(token, line, inFn);
      return undefined;
    }
    return buildStatement(cst, {
      report: (code, span, message, hint) => diagnostics.push(diagnostic(code, { source, span }, message, hint)),
      block: (token, inside) => parseLines(blocks.get(token) ?? [], inside, true),
      inFn,
      inBlock,
    });
  }

  /** Reads the statements of a block whose own statement is wrong, for their mistakes. */
  function recover(token: IToken, line: Line, inFn: boolean): void {
    const opener = line.tokens[0];
    const isBlock = token.image.includes("\n") || (opener !== undefined && tokenMatcher(opener, Keyword));
    if (isBlock) parseLines(blocks.get(token) ?? [], inFn || opener?.tokenType === Fn, true);
  }

  function parseTokens(list: readonly IToken[]): StatementCstNode | undefined {
    parser.input = [...list];
    const cst = parser.statement() as StatementCstNode;
    const error = parser.errors[0];
    if (error === undefined) return cst;
    diagnostics.push(explainParserError(error, list, source));
    return undefined;
  }

  const statements = parseLines(lines, false, false);
  if (lines.length === 0 && diagnostics.length === 0) {
    const place = { source, span: { start: 0, end: 0 } };
    diagnostics.push(
      diagnostic("TP111", place, "the program is empty", "a program declares, computes and outputs values"),
    );
  }
  diagnostics.sort((a, b) => a.place.span.start - b.place.span.start);
  if (diagnostics.some(({ severity }) => severity === "error")) return failure(diagnostics);
  const span = { start: 0, end: source.text.length };
  return success({ kind: "module", source, statements, comments, span }, diagnostics);
}
