/** Results as tables of comma-separated values (quoted as in RFC 4180), one line per output and width, or one per trial. */
import type { Simulation } from "./simulation.ts";

/** Statistics: one line per width and output. Numbers that do not exist are empty. */
export function summaryCsv({ runs }: Simulation): string {
  const header = ["width", "output", "trials", "mean", "sd", "se", "min", "q05", "q50", "q95", "max", "nonFinite"];
  const rows = runs.flatMap((run) =>
    run.outputs.map((o) => [
      run.width,
      o.name,
      run.trials,
      o.mean,
      o.sd,
      o.se,
      o.min,
      o.quantiles["0.05"],
      o.quantiles["0.5"],
      o.quantiles["0.95"],
      o.max,
      o.nonFinite.length,
    ]),
  );
  return toCsv([header, ...rows]);
}

/** Samples: one line per width and trial, one column per output. Values that are not finite are written as such. */
export function samplesCsv({ runs }: Simulation): string {
  const names = runs[0]?.outputs.map((o) => o.name) ?? [];
  const rows = runs.flatMap((run) =>
    Array.from({ length: run.trials }, (_, i) => [run.width, i, ...run.outputs.map((o) => String(o.samples[i]))]),
  );
  return toCsv([["width", "trial", ...names], ...rows]);
}

function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}

function cell(value: string | number): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
