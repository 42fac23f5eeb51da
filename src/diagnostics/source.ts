/**
 * A text that a user wrote, and places in it. Offsets are UTF-16 code units, as in JavaScript strings;
 * lines and columns count from 1, columns in UTF-16 code units.
 */
export interface Source {
  /** Path as the user gave it, or a name in angle brackets such as `<stdin>`. */
  readonly name: string;
  readonly text: string;
}

/** Half-open range `[start, end)` of UTF-16 offsets in one source. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span together with the source that it lies in: programs may import other files. */
export interface Place {
  readonly source: Source;
  readonly span: Span;
}

/** Line and column, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset of `text`. `\r\n`, `\n` and `\r` end a line. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  const end = Math.min(offset, text.length);
  for (let i = 0; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (c === 10 || c === 13) {
      line++;
      lineStart = i + 1;
    }
  }
  return { line, column: end - lineStart + 1 };
}

/** The text of line `line` (from 1), without its line ending; empty when there is no such line. */
export function lineAt(text: string, line: number): string {
  return text.split(/\r\n|\n|\r/)[line - 1] ?? "";
}
