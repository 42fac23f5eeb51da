/** A report as one HTML file that needs nothing else: verdict, figures, derivation, program, and how to make it again. */
import { positionAt } from "../../diagnostics/source.ts";
import { version } from "../../version.ts";
import { comparisonCells, comparisonColumns, expectationLines, verdictLine } from "../comparison-table.ts";
import { formatSeconds } from "../numbers.ts";
import { sequenceLines } from "../sequence-lines.ts";
import { nonFiniteLines } from "../simulation-table.ts";
import type { ReportContent } from "./content.ts";
import { htmlPage } from "./frame.ts";
import { htmlFigures } from "./html-figures.ts";
import { htmlDerivation, htmlLimit } from "./html-limit.ts";
import { htmlProgram } from "./html-program.ts";
import { escaped, htmlTable, textList } from "./markup.ts";
import type { Draw } from "./plot.ts";
import type { Typeset } from "./typeset.ts";

export function reportHtml(content: ReportContent, draw: Draw, typeset: Typeset): string {
  const { comparison, simulation } = content;
  const plain = { color: false };
  return htmlPage({
    title: `${simulation.program}: limit and simulation`,
    circumstances: circumstances(content),
    style: "",
    content: `<p class="verdict ${comparison.verdict}">${escaped(verdictLine(comparison, plain))}</p>
<pre><code>${escaped(content.command)}</code></pre>
${warnings(content)}
<h2>Outputs</h2>
${htmlTable(
  comparisonColumns.map(({ title, align }) => ({ title: escaped(title), align })),
  comparison.outputs.map((output) => {
    const cells = comparisonCells(output).map(escaped);
    const last = cells.length - 1;
    return cells.map((cell, k) => (k === last ? `<strong class="${output.verdict}">${cell}</strong>` : cell));
  }),
)}
${textList([
  ...comparison.outputs.flatMap((output) => output.notes.map((note) => `${output.name}: ${note}`)),
  ...simulation.runs.flatMap(nonFiniteLines),
  ...sequenceLines(content.sequence),
  ...expectationLines(content.expectations, plain),
])}
${htmlFigures(content, draw)}
<h2>The program</h2>
${htmlProgram(content)}
<h2>The limit</h2>
${htmlLimit(content, typeset)}
${htmlDerivation(content, typeset)}
${theorems(content)}
<h2>The simulation</h2>
${runs(content)}`,
  });
}

function circumstances({ simulation, sequence }: ReportContent): string {
  const { seed, device, runs } = simulation;
  const widths = runs.map(({ width, trials }) => `${width} (${trials} trials)`).join(", ");
  return `tpc ${version}; seed ${seed}; ${device}; widths ${widths}; chance of a false disagreement ${sequence.alpha}`;
}

function warnings({ warnings: found }: ReportContent): string {
  return textList(
    found.map(({ code, severity, message, place }) => {
      const { line, column } = positionAt(place.source.text, place.span.start);
      return `${severity}[${code}] at ${place.source.name}:${line}:${column}: ${message}`;
    }),
  );
}

function theorems({ theorems: lines }: ReportContent): string {
  return `<h2>Theorems</h2>\n<pre>${lines.map(escaped).join("\n")}</pre>`;
}

function runs({ simulation: { runs: all, partial } }: ReportContent): string {
  const columns = [
    { title: "width", align: "right" },
    { title: "trials", align: "right" },
    { title: "time", align: "right" },
    { title: "sampler", align: "left" },
  ] as const;
  const table = htmlTable(
    columns,
    all.map(({ width, trials, requested, seconds, sampler, samplerReason }) => [
      String(width),
      trials === requested ? String(trials) : `${trials} of ${requested}`,
      formatSeconds(seconds),
      `${sampler} (${escaped(samplerReason)})`,
    ]),
  );
  return partial ? `<p class="undecided">Partial: interrupted before all trials were done.</p>${table}` : table;
}
