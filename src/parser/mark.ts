/** A text in pieces of one kind each, for whoever shows programs in colour. Takes any text, with mistakes too. */
import { tokenMatcher } from "chevrotain";
import type { Source } from "../diagnostics/source.ts";
import { reservedNames } from "./reserved-names.ts";
import { scan, spanOf } from "./scan.ts";
import { Identifier, Keyword, NumberLiteral, StringLiteral } from "./tokens.ts";

interface MarkedText {
  readonly text: string;
  readonly kind: "keyword" | "builtin" | "number" | "string" | "comment" | "other";
}

/** The pieces joined are the text. */
export function markSource(source: Source): readonly MarkedText[] {
  const { tokens, comments } = scan(source);
  const marked = [
    ...tokens.map((token) => ({ span: spanOf(token), kind: kindOf(token) })),
    ...comments.map(({ span }) => ({ span, kind: "comment" as const })),
  ].sort((a, b) => a.span.start - b.span.start);
  const pieces: MarkedText[] = [];
  let at = 0;
  for (const { span, kind } of marked) {
    if (kind === "other") continue;
    if (span.start > at) pieces.push({ text: source.text.slice(at, span.start), kind: "other" });
    pieces.push({ text: source.text.slice(span.start, span.end), kind });
    at = span.end;
  }
  if (at < source.text.length) pieces.push({ text: source.text.slice(at), kind: "other" });
  return pieces;
}

function kindOf(token: Parameters<typeof tokenMatcher>[0]): MarkedText["kind"] {
  if (tokenMatcher(token, Keyword)) return "keyword";
  if (tokenMatcher(token, NumberLiteral)) return "number";
  if (tokenMatcher(token, StringLiteral)) return "string";
  return tokenMatcher(token, Identifier) && reservedNames.has(token.image) ? "builtin" : "other";
}
