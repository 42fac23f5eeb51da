/**
 * Lines of a source by number, found once for each source and kept with it, so that a file with very many mistakes is
 * still rendered in time proportional to its length. Lines end as in source.ts; a byte-order mark counts for nothing.
 */
import type { Position, Source } from "./source.ts";

const tables = new WeakMap<Source, readonly number[]>();

/** Offsets at which the lines of `source` begin. */
function lineStarts(source: Source): readonly number[] {
  const known = tables.get(source);
  if (known !== undefined) return known;
  const starts = [source.text.startsWith("\ufeff") ? 1 : 0];
  for (const match of source.text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  tables.set(source, starts);
  return starts;
}

/** The line and column of an offset; columns are UTF-16 code units from 1. */
export function positionIn(source: Source, offset: number): Position {
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.max(offset - (starts[low] ?? 0), 0) + 1 };
}

/** The text of line `line` (from 1) without its line ending; empty when there is none. */
export function lineIn(source: Source, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return source.text.slice(start, starts[line] ?? source.text.length).replace(/[\r\n]+$/, "");
}
