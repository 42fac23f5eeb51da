/** A comparison as a person reads it: limit and simulation side by side, the verdicts, and one overall line. */
import picocolors from "picocolors";
import { type ComparedOutput, type Comparison, NOTHING, type Verdict } from "./compare.ts";
import type { CheckedExpectation } from "./expectations.ts";
import { formatError, formatEstimate, formatPlain, formatValue } from "./numbers.ts";
import type { Rate } from "./slopes.ts";
import { type Column, renderTable } from "./table.ts";

export const comparisonColumns: readonly Column[] = [
  { title: "output", align: "left" },
  { title: "limit", align: "right" },
  { title: "extrapolated", align: "right" },
  { title: "difference", align: "right" },
  { title: "spread ~ n^", align: "right" },
  { title: "bias ~ n^", align: "right" },
  { title: "verdict", align: "left" },
];

const none = "–";

export interface TableStyle {
  readonly color: boolean;
}

/** The table and the notes of the outputs below it, without a final newline. */
export function comparisonTable({ outputs }: Comparison, { color }: TableStyle): string {
  const table = renderTable(
    comparisonColumns,
    outputs.map((output) => [...comparisonCells(output).slice(0, -1), paint(output.verdict, color)]),
  );
  return [table, ...outputs.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`))].join("\n");
}

/** The row of an output, without colours; the verdict is the last cell. */
export function comparisonCells(output: ComparedOutput): readonly string[] {
  const { extrapolation } = output;
  return [
    output.name,
    formatEstimate(output.limit, output.limitError),
    extrapolation === undefined ? none : formatEstimate(extrapolation.value, extrapolation.se),
    extrapolation === undefined ? none : difference(output, extrapolation),
    slope(output.sdSlope),
    slope(output.biasSlope),
    output.verdict,
  ];
}

/** In units of its standard error: `+1.3 se`. */
function difference({ limit }: ComparedOutput, { value, se }: { readonly value: number; readonly se: number }): string {
  const units = (value - limit) / se;
  if (units === 0) return "0 se";
  return `${units < 0 ? "-" : "+"}${formatPlain(Math.abs(units), Math.abs(units) < 10 ? 2 : 3)} se`;
}

function slope(rate: Rate | undefined): string {
  return rate === undefined ? none : `${formatValue(rate.slope, rate.se)} ± ${formatError(rate.se)}`;
}

/** The verdict in one sentence, with what a disagreement would have been. */
export function verdictLine({ verdict, alpha, outputs }: Comparison, { color }: TableStyle): string {
  const count = (wanted: Verdict) => {
    const found = outputs.filter((output) => output.verdict === wanted).length;
    return outputs.length === 1 ? "the output" : `${found} of ${outputs.length} outputs`;
  };
  const all = ["none", "the output", "both outputs"][outputs.length] ?? `all ${outputs.length} outputs`;
  const each = outputs.length === 1 ? "" : " in each";
  switch (verdict) {
    case "agree":
      return `${paint(verdict, color)}: simulation and limit agree in ${all} to ${percent(outputs, "within")}; a difference of ${percent(outputs, "resolution")} would have been seen${each}`;
    case "disagree":
      return `${paint(verdict, color)}: simulation and limit differ in ${count("disagree")} (chance of a false alarm below ${alpha})`;
    case "undecided":
      return `${paint(verdict, color)}: no contradiction, but ${count("undecided")} could not be told well enough${seen(outputs)}`;
  }
}

function seen(outputs: readonly ComparedOutput[]): string {
  const text = percent(outputs, "resolution");
  return text === "" ? "" : `; a difference of ${text} would have been seen`;
}

/** In the output that shows least, in parts of its size; empty where one shows nothing. */
function percent(outputs: readonly ComparedOutput[], what: "within" | "resolution"): string {
  const parts = outputs.map((output) => (output.naturalSize <= NOTHING ? 0 : output[what] / output.naturalSize));
  const worst = 100 * Math.max(...parts);
  return Number.isFinite(worst) ? `${formatPlain(worst, 2)} %` : "";
}

/** One line for each `expect` that does not hold, and nothing for the others. */
export function expectationLines(expectations: readonly CheckedExpectation[], { color }: TableStyle): string[] {
  return expectations
    .filter(({ verdict }) => verdict !== "holds")
    .map(({ name, expected, tolerance, value, error, verdict }) => {
      const found = Number.isNaN(value) ? "has no value" : `is ${formatEstimate(value, error)}`;
      return `${paint(verdict, color)}: expect ${name} = ${expected} tol ${tolerance}: the limit ${found}`;
    });
}

function paint(verdict: Verdict | CheckedExpectation["verdict"], color: boolean): string {
  const colors = picocolors.createColors(color);
  const hue = {
    agree: colors.green,
    holds: colors.green,
    disagree: colors.red,
    fails: colors.red,
    undecided: colors.yellow,
  }[verdict];
  return hue(verdict);
}
