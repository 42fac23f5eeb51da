/** Aligned tables for a terminal: a header, a rule, rows; numbers to the right, words to the left. */
import Table from "cli-table3";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Cells may carry colours; they do not count for the alignment. No line ends in spaces. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const empty = Object.fromEntries(
    [
      "top",
      "top-mid",
      "top-left",
      "top-right",
      "bottom",
      "bottom-mid",
      "bottom-left",
      "bottom-right",
      "left",
      "right",
    ].map((part) => [part, ""]),
  );
  const table = new Table({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => column.align),
    chars: { ...empty, mid: "─", "left-mid": "", "mid-mid": "──", "right-mid": "", middle: "  " },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
