/**
 * Numbers separated by commas, one row a line. Empty lines and lines that begin with `#` are skipped, and so is a
 * first row without any number: the names of the columns. One column is a list, everything else has two indices.
 */
import { type Loaded, malformed } from "./loaded.ts";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

export function parseCsv(text: string): Loaded {
  const rows: number[][] = [];
  let hasHeader = false;
  let line = 0;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    line++;
    if (raw.trim() === "" || raw.trimStart().startsWith("#")) continue;
    const cells = raw.split(",").map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .trim(),
    );
    const isNames = cells.every((cell) => !decimal.test(cell) && cell !== "");
    if (isNames && rows.length === 0 && !hasHeader) {
      hasHeader = true;
      continue;
    }
    const odd = cells.find((cell) => !decimal.test(cell));
    if (odd !== undefined) return malformed(`line ${line} has \`${odd.slice(0, 30)}\` where a number is expected`);
    const width = rows[0]?.length ?? cells.length;
    if (cells.length !== width)
      return malformed(`line ${line} has ${cells.length} numbers, the lines before it ${width}`);
    rows.push(cells.map(Number));
  }
  const width = rows[0]?.length;
  if (width === undefined) return malformed("it has no numbers");
  const shape = width === 1 ? [rows.length] : [rows.length, width];
  return { ok: true, shape, data: Float64Array.from(rows.flat()) };
}
