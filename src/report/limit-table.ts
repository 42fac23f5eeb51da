/** The limit as a person reads it: every definition and output with its formula, its number, and how it was got. */
import type { LimitEntry, LimitReport } from "../limit/limit-report.ts";
import { formatEstimate } from "./numbers.ts";
import { renderTable } from "./table.ts";

/** Formulas get at least so many characters, however narrow the terminal is. */
const LEAST_ROOM = 30;

/**
 * Two aligned tables, without a final newline; the first is left out where there is nothing to define. Formulas that
 * would make lines longer than `columns` are cut, and a last line says so.
 */
export function limitTable({ definitions, outputs }: LimitReport, columns: number): string {
  const sections = [rowsOf(definitions), rowsOf(outputs)];
  const rest = sections
    .flat()
    .reduce((most, [name, , ...others]) => Math.max(most, [name, ...others].join("").length), 0);
  // Three gaps of two characters.
  const room = Math.max(LEAST_ROOM, columns - rest - 6);
  const tables = sections.flatMap((rows, i) => {
    const titles = [i === 0 ? "definition" : "limit", "", "value", "method"];
    const cut = rows.map(([name, formula, ...others]) => [name, shortened(formula, room), ...others]);
    return rows.length === 0
      ? []
      : renderTable(
          titles.map((title) => ({ title, align: "left" })),
          cut,
        );
  });
  if (sections.flat().some(([, formula]) => formula.length > room)) tables.push("… cut to fit; whole with --json");
  return tables.join("\n\n");
}

function rowsOf(entries: readonly LimitEntry[]): readonly (readonly [string, string, string, string])[] {
  return entries.map(({ name, text, estimate }) => [
    name,
    `= ${text}`,
    estimate === undefined ? "open" : formatEstimate(estimate.value, estimate.error),
    estimate?.method ?? "",
  ]);
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
