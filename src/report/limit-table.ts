/** The limit as a person reads it: every definition and output with its formula, its number, and how it was got. */
import type { LimitEntry, LimitReport } from "../limit/limit-report.ts";
import { formatEstimate } from "./numbers.ts";
import { type Column, renderTable } from "./table.ts";

const columns: readonly Column[] = [
  { title: "", align: "left" },
  { title: "", align: "left" },
  { title: "value", align: "left" },
  { title: "method", align: "left" },
];

/** Two aligned tables, without a final newline; the first is left out where there is nothing to define. */
export function limitTable({ definitions, outputs }: LimitReport): string {
  const tables = [section("limit", outputs)];
  if (definitions.length > 0) tables.unshift(section("definition", definitions));
  return tables.join("\n\n");
}

function section(title: string, entries: readonly LimitEntry[]): string {
  const rows = entries.map(({ name, text, estimate }) => [
    name,
    `= ${text}`,
    estimate === undefined ? "open" : formatEstimate(estimate.value, estimate.error),
    estimate?.method ?? "",
  ]);
  return renderTable([{ title, align: "left" }, ...columns.slice(1)], rows);
}
