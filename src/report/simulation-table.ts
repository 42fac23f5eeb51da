/** A simulation as a person reads it: per width the outputs with mean, spread and standard error. */
import { formatError, formatPlain, formatSeconds, formatValue } from "./numbers.ts";
import type { OutputSummary, WidthSummary } from "./run-summary.ts";
import type { Simulation } from "./simulation.ts";
import { type Column, renderTable } from "./table.ts";

/** Numbers of trials that are named one by one. */
const NAMED = 10;

const columns: readonly Column[] = [
  { title: "output", align: "left" },
  { title: "mean", align: "right" },
  { title: "se", align: "right" },
  { title: "spread", align: "right" },
  { title: "min", align: "right" },
  { title: "max", align: "right" },
];

/** One table per width, without a final newline. */
export function simulationTable(simulation: Simulation): string {
  const tables = simulation.runs.map((run) =>
    [headline(run), renderTable(columns, run.outputs.map(row)), ...nonFiniteLines(run)].join("\n"),
  );
  return [`seed ${simulation.seed}, ${simulation.device}`, ...tables].join("\n\n");
}

/** How one width ran: `width 1024: 200 trials in 1.20 s, conditioned sampler (every matrix ..)`. */
function headline(run: WidthSummary): string {
  const { width, seconds, sampler, samplerReason } = run;
  return `width ${width}: ${trialCount(run)} ${plural(run.requested)} in ${formatSeconds(seconds)}, ${sampler} sampler (${samplerReason})`;
}

/** How every width ran, one line each. */
export function runsTable(runs: readonly WidthSummary[]): string {
  return renderTable(runColumns, runs.map(runCells));
}

export const runColumns: readonly Column[] = [
  { title: "width", align: "right" },
  { title: "trials", align: "right" },
  { title: "time", align: "right" },
  { title: "sampler", align: "left" },
  { title: "because", align: "left" },
];

export function runCells(run: WidthSummary): readonly string[] {
  return [String(run.width), trialCount(run), formatSeconds(run.seconds), run.sampler, run.samplerReason];
}

function trialCount({ trials, requested }: WidthSummary): string {
  return trials === requested ? `${trials}` : `${trials} of ${requested}`;
}

function plural(count: number): string {
  return count === 1 ? "trial" : "trials";
}

/** One line for each output that some trials did not leave finite. */
export function nonFiniteLines({ width, outputs }: WidthSummary): string[] {
  return outputs
    .filter(({ nonFinite }) => nonFinite.length > 0)
    .map(({ name, nonFinite, samples }) => {
      const named = nonFinite.slice(0, NAMED).join(", ");
      const more = nonFinite.length > NAMED ? ` and ${nonFinite.length - NAMED} more` : "";
      const counted = `${nonFinite.length} of ${samples.length} ${plural(samples.length)} at width ${width}`;
      return `${name} was not finite in ${counted}, which its statistics leave out: ${plural(nonFinite.length)} ${named}${more}`;
    });
}

function row({ name, mean, sd, se, min, max }: OutputSummary): string[] {
  if (!Number.isFinite(mean)) return [name, "none finite", "", "", "", ""];
  const single = Number.isNaN(sd);
  return [
    name,
    formatValue(mean, single ? 0 : se),
    single ? "unknown" : formatError(se),
    single ? "unknown" : formatPlain(sd, 3),
    formatPlain(min, 4),
    formatPlain(max, 4),
  ];
}
