/** The limit as a person reads it: every definition and output with its formula, its number, and how it was got. */
import type { EquationEntry, LimitEntry, LimitReport } from "../limit/limit-report.ts";
import { formatEstimate } from "./numbers.ts";
import { renderTable } from "./table.ts";

/** Formulas get at least so many characters, however narrow the terminal is. */
const LEAST_ROOM = 30;

/**
 * Two aligned tables, without a final newline; the first is left out where there is nothing to define. Formulas that
 * would make lines longer than `columns` are cut, and a last line says so.
 */
export function limitTable({ equations, outputs }: LimitReport, columns: number): string {
  const sections = [equations.map(rowOfEquation), rowsOf(outputs)];
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

/** Of several members the first and the last value are shown. */
function rowOfEquation({ name, text, range, members }: EquationEntry): readonly [string, string, string, string] {
  const formula = range === "" ? `= ${text}` : `= ${text}  ${range}`;
  const [first] = members;
  const last = members.at(-1);
  if (first === undefined || last === undefined) return [name, formula, "", ""];
  if (members.length === 1) return [name, formula, shownValue(first), first.estimate?.method ?? ""];
  const methods = new Set(members.map(({ estimate }) => estimate?.method ?? ""));
  return [name, formula, `${shownValue(first)} … ${shownValue(last)}`, [...methods].join(", ")];
}

function shownValue({ estimate }: LimitEntry): string {
  return estimate === undefined ? "open" : formatEstimate(estimate.value, estimate.error);
}

function rowsOf(entries: readonly LimitEntry[]): readonly (readonly [string, string, string, string])[] {
  return entries.map((entry) => [entry.name, `= ${entry.text}`, shownValue(entry), entry.estimate?.method ?? ""]);
}

/** The ranges of an equation, after two blanks, are kept whole. */
function shortened(formula: string, room: number): string {
  if (formula.length <= room) return formula;
  const range = / {2}for [^ ]+ = .*$/.exec(formula)?.[0] ?? "";
  const left = Math.max(room - range.length - 1, 10);
  return `${formula.slice(0, left)}…${range}`;
}
