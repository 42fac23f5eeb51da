/**
 * A line of source as a terminal shows it: tabs as blanks, wide characters two cells wide, invisible and control
 * characters made visible, a long line cut around the part that matters. Widths follow Unicode TR 11 by grapheme
 * cluster; terminals differ on rare emoji sequences.
 */
import { eastAsianWidth } from "get-east-asian-width";

export interface ShownLine {
  readonly text: string;
  /** Cells before the marked part. */
  readonly indent: number;
  /** Cells of the marked part that are shown, at least 1. */
  readonly cells: number;
}

interface Cell {
  readonly text: string;
  readonly width: number;
  /** Where the cluster begins in the line. */
  readonly offset: number;
}

const tabWidth = 4;
const ellipsis = "…";

/** Shows `line` with the part `[from, to)` marked, in about `room` cells. */
export function showLine(line: string, from: number, to: number, room: number): ShownLine {
  const start = Math.max(0, from - 2 * room);
  const window = toCells(line.slice(start, from + 2 * room), start);
  const length = window.reduce((sum, cell) => sum + cell.width, 0);
  const before = cellsBefore(window, from);
  const whole = start === 0 && from + 2 * room >= line.length;
  if (whole && length <= room) return { text: join(window), indent: before, cells: markedCells(window, from, to) };

  const reach = before + Math.min(markedCells(window, from, to), Math.floor(room / 2));
  const left = start === 0 && reach <= room ? 0 : Math.max(0, before - Math.floor(room / 3));
  const shown = cut(window, left, left + room);
  const head = left > 0 ? ellipsis : "";
  const last = shown[shown.length - 1];
  const tail = last !== undefined && last.offset + last.text.length < line.length ? ellipsis : "";
  return {
    text: head + join(shown) + tail,
    indent: head.length + cellsBefore(shown, from),
    cells: markedCells(shown, from, to),
  };
}

/** `text` with what a terminal would not show, or would obey, replaced by visible signs. */
export function visible(text: string): string {
  return join(toCells(text, 0));
}

function toCells(text: string, start: number): Cell[] {
  if (/^[ -~]*$/.test(text)) return [...text].map((c, index) => ({ text: c, width: 1, offset: start + index }));
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of new Intl.Segmenter("en").segment(text)) {
    const shown = segment === "\t" ? " ".repeat(tabWidth - (column % tabWidth)) : showCluster(segment);
    const width = segment === "\t" ? shown.length : clusterWidth(shown);
    cells.push({ text: shown, width, offset: start + index });
    column += width;
  }
  return cells;
}

function showCluster(cluster: string): string {
  if (!/^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(cluster)) return cluster;
  return [...cluster].map(showInvisible).join("");
}

/** Control characters by their pictures, all else that has no form of its own by the replacement character. */
function showInvisible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

function clusterWidth(cluster: string): number {
  if (cluster.includes("\ufe0f")) return 2;
  const widths = [...cluster].map((c) => (/\p{M}|\p{Cf}/u.test(c) ? 0 : eastAsianWidth(c.codePointAt(0) ?? 0)));
  return cluster.startsWith("\u2400") ? widths.length : Math.max(1, ...widths);
}

function cut(cells: readonly Cell[], left: number, right: number): Cell[] {
  let column = 0;
  return cells.filter((cell) => {
    const begin = column;
    column += cell.width;
    return begin >= left && column <= right;
  });
}

function cellsBefore(cells: readonly Cell[], offset: number): number {
  return cells.reduce((sum, cell) => (cell.offset < offset ? sum + cell.width : sum), 0);
}

function markedCells(cells: readonly Cell[], from: number, to: number): number {
  const marked = cells.reduce((sum, cell) => (cell.offset >= from && cell.offset < to ? sum + cell.width : sum), 0);
  return Math.max(1, marked);
}

function join(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.text).join("");
}
