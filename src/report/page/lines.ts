/** What reports say in lines of plain text, whatever they are written in. */
import { positionIn } from "../../diagnostics/line-table.ts";
import { version } from "../../version.ts";
import { expectationLines } from "../comparison-table.ts";
import { sequenceLines } from "../sequence-lines.ts";
import { nonFiniteLines } from "../simulation-table.ts";
import type { ReportContent } from "./content.ts";

/** With what the report was made. */
export function circumstances({ simulation, sequence }: ReportContent): string {
  const { seed, device, runs } = simulation;
  const widths = runs.map(({ width, trials }) => `${width} (${trials} trials)`).join(", ");
  return `tpc ${version}; seed ${seed}; ${device}; widths ${widths}; chance of a false disagreement ${sequence.alpha}`;
}

export function warningLines({ warnings }: ReportContent): readonly string[] {
  return warnings.map(({ code, severity, message, place }) => {
    const { line, column } = positionIn(place.source, place.span.start);
    return `${severity}[${code}] at ${place.source.name}:${line}:${column}: ${message}`;
  });
}

/** What is to be known of the table of outputs. */
export function noteLines({ comparison, sequence, simulation, expectations }: ReportContent): readonly string[] {
  return [
    ...comparison.outputs.flatMap((output) => output.notes.map((note) => `${output.name}: ${note}`)),
    ...simulation.runs.flatMap(nonFiniteLines),
    ...sequenceLines(sequence),
    ...expectationLines(expectations, { color: false }),
  ].filter((line) => line !== "");
}

/** Where trials are missing. */
export function partialLines({ simulation }: ReportContent): readonly string[] {
  return simulation.partial ? ["Partial: interrupted before all trials were done."] : [];
}
