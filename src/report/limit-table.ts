/** The limit as a person reads it at a terminal: every equation with its number, how it was got, and the outputs. */
import type { EquationEntry, Estimate, LimitEntry, LimitReport } from "../limit/limit-report.ts";
import { conventionNotes } from "./convention-note.ts";
import { formatEstimate, formatPlain } from "./numbers.ts";
import { renderTable } from "./table.ts";
import { toUnicode } from "./unicode.ts";
import { wrapFormula } from "./wrap.ts";

/** Formulas get at least so many characters, however narrow the terminal is. */
const LEAST_ROOM = 30;

interface Row {
  readonly name: string;
  readonly formula: string;
  readonly others: readonly string[];
}

/**
 * Two aligned tables, without a final newline; the first is left out where there is nothing to define. Formulas that
 * would make lines longer than `columns` are broken.
 */
export function limitTable(report: LimitReport, columns: number): string {
  const { equations, unrolled, outputs } = report;
  const compared = outputs.some(({ independent }) => independent !== undefined);
  const titles = ["value", "method", ...(compared ? ["if independent", "difference"] : [])];
  const definitions = equations.map((equation) => rowOfEquation(equation, compared));
  const results = outputs.map((entry) => rowOf(entry, `= ${shortestText(entry, equations)}`, [entry], compared));
  const tables = [
    { title: "definition", rows: definitions },
    { title: "limit", rows: results },
  ]
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => tableOf(title, titles, rows, columns));
  const conventions = conventionNotes(report).join("\n");
  const notes = [conventions, unrolled.length === 0 ? "" : unrolledNote(unrolled)].filter((note) => note !== "");
  return [...tables, ...notes].join("\n\n");
}

/** What is listed one by one because nothing that repeats was found in it. */
function unrolledNote(unrolled: LimitReport["unrolled"]): string {
  const lines = unrolled.map(({ name, count }) => `  ${toUnicode(name)}: ${count}`);
  return ["no recurrence found, listed one by one:", ...lines].join("\n");
}

/** An output that has an equation of its own above is written as there: with sums where that is shorter. */
function shortestText({ text }: LimitEntry, equations: readonly EquationEntry[]): string {
  const known = equations.find(({ members }) => members.length === 1 && members[0]?.text === text);
  return known?.text ?? text;
}

function tableOf(title: string, titles: readonly string[], rows: readonly Row[], columns: number): string {
  const names = Math.max(title.length, ...rows.map(({ name }) => name.length));
  const others = titles.map((text, k) => Math.max(text.length, ...rows.map((row) => row.others[k]?.length ?? 0)));
  // Two characters between columns.
  const room = Math.max(LEAST_ROOM, columns - names - others.reduce((sum, width) => sum + width + 2, 2));
  const lines = rows.flatMap(({ name, formula, others: cells }) =>
    wrapFormula(formula, room).map((part, k) => (k === 0 ? [name, part, ...cells] : ["", part])),
  );
  return renderTable(
    [title, "", ...titles].map((text) => ({ title: text, align: "left" })),
    lines,
  );
}

function rowOfEquation({ name, text, range, members }: EquationEntry, compared: boolean): Row {
  const formula = range === "" ? `= ${text}` : `= ${text}  ${range}`;
  return rowOf({ name }, formula, members, compared);
}

function rowOf(
  { name }: { readonly name: string },
  formula: string,
  members: readonly LimitEntry[],
  compared: boolean,
): Row {
  return {
    name: toUnicode(name),
    formula: toUnicode(formula),
    others: [
      shownNumbers(members),
      methodsOf(members),
      ...(compared ? [shownIndependents(members), acrossMembers(members, shownDifference)] : []),
    ],
  };
}

/** A cell for several members: of the first and the last, once where they are the same. */
export function acrossMembers(members: readonly LimitEntry[], cell: (entry: LimitEntry) => string): string {
  const ends = members.length > 1 ? [members[0], members.at(-1)] : members;
  const cells = ends.flatMap((entry) => (entry === undefined ? [] : cell(entry)));
  return [...new Set(cells)].join(" … ");
}

/** The number of an entry with its error; of several members the first and the last in a few digits. */
export function shownNumbers(members: readonly LimitEntry[]): string {
  return numbersAcross(members, ({ estimate }) => estimate);
}

function numbersAcross(members: readonly LimitEntry[], of: (entry: LimitEntry) => Estimate | undefined): string {
  const show = members.length === 1 ? shownValue : shortValue;
  return acrossMembers(members, (entry) => (entry.exists ? show(of(entry)) : "no limit"));
}

function shortValue(estimate: Estimate | undefined): string {
  return estimate === undefined ? "open" : formatPlain(estimate.value, 6);
}

/** How the numbers of these entries were found. */
export function methodsOf(members: readonly LimitEntry[]): string {
  return [...new Set(members.flatMap(({ estimate }) => estimate?.method ?? []))].join(", ");
}

/** The value of an entry with its error; `open` where it depends on a scalar without value. */
function shownValue(estimate: Estimate | undefined): string {
  return estimate === undefined ? "open" : formatEstimate(estimate.value, estimate.error);
}

/** What gradient independence would give. */
export function shownIndependents(members: readonly LimitEntry[]): string {
  return numbersAcross(members, ({ independent }) => independent);
}

/** How far that is off; 0 where the two agree within their errors. */
export function shownDifference(entry: LimitEntry): string {
  const { estimate, independent } = entry;
  if (estimate === undefined || independent === undefined) return "";
  const difference = independent.value - estimate.value;
  const isNothing = Math.abs(difference) <= estimate.error + independent.error;
  return isNothing ? "0" : formatPlain(difference, 4);
}
