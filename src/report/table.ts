/**
 * Aligned tables for a terminal: a header, a rule, rows; numbers to the right, words to the left. Written out here
 * because the usual packages take a time that is quadratic in the number of rows, and limits have thousands.
 */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

const gap = "  ";
const color = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");

/** Cells may carry colours; they do not count for the alignment. No line ends in spaces. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) => rows.reduce((most, row) => Math.max(most, cells(row[i])), cells(title)));
  const line = (texts: readonly string[]) =>
    columns
      .map(({ align }, i) => pad(texts[i] ?? "", widths[i] ?? 0, align))
      .join(gap)
      .trimEnd();
  const total = widths.reduce((sum, width) => sum + width, gap.length * (columns.length - 1));
  return [line(columns.map(({ title }) => title)), "─".repeat(total), ...rows.map(line)].join("\n");
}

function pad(text: string, width: number, align: Column["align"]): string {
  const spaces = " ".repeat(width - cells(text));
  return align === "left" ? text + spaces : spaces + text;
}

/** Cells of the terminal: all characters that tables hold are one wide. */
function cells(text = ""): number {
  return [...text.replaceAll(color, "")].length;
}
