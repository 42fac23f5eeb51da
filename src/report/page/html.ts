/** A report as one HTML file that needs nothing else: verdict, figures, derivation, program, and how to make it again. */
import { comparisonCells, comparisonColumns, verdictLine } from "../comparison-table.ts";
import { runCells, runColumns } from "../simulation-table.ts";
import type { ReportContent } from "./content.ts";
import { htmlPage } from "./frame.ts";
import { htmlFigures } from "./html-figures.ts";
import { htmlDerivation, htmlLimit } from "./html-limit.ts";
import { htmlProgram } from "./html-program.ts";
import { circumstances, noteLines, partialLines, warningLines } from "./lines.ts";
import { escaped, htmlTable, textList } from "./markup.ts";
import type { Draw } from "./plot.ts";
import type { Typeset } from "./typeset.ts";

export function reportHtml(content: ReportContent, draw: Draw, typeset: Typeset): string {
  const { comparison, simulation } = content;
  return htmlPage({
    title: `${simulation.program}: limit and simulation`,
    circumstances: circumstances(content),
    style: "",
    content: `<p class="verdict ${comparison.verdict}">${escaped(verdictLine(comparison, { color: false }))}</p>
<pre><code>${escaped(content.command)}</code></pre>
${textList(warningLines(content))}
<h2>Outputs</h2>
${htmlTable(
  comparisonColumns.map(({ title, align }) => ({ title: escaped(title), align })),
  comparison.outputs.map((output) => {
    const cells = comparisonCells(output).map(escaped);
    const last = cells.length - 1;
    return cells.map((cell, k) => (k === last ? `<strong class="${output.verdict}">${cell}</strong>` : cell));
  }),
)}
${textList(noteLines(content))}
${htmlFigures(content, draw)}
<h2>The program</h2>
${htmlProgram(content)}
<h2>The limit</h2>
${htmlLimit(content, typeset)}
${htmlDerivation(content, typeset)}
${theorems(content)}
<h2>The simulation</h2>
${textList(partialLines(content))}
${runs(content)}`,
  });
}

function theorems({ theorems: lines }: ReportContent): string {
  return `<h2>Theorems</h2>\n<pre>${lines.map(escaped).join("\n")}</pre>`;
}

function runs({ simulation }: ReportContent): string {
  return htmlTable(
    runColumns,
    simulation.runs.map((run) => runCells(run).map(escaped)),
  );
}
