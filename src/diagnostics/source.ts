/**
 * A text that a user wrote, and places in it. Offsets are UTF-16 code units, as in JavaScript strings;
 * lines and columns count from 1, columns in UTF-16 code units. `\r\n`, `\n` and `\r` end a line.
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
