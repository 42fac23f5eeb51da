/** A study as one HTML file that needs nothing else, or its figures as one SVG file. */
import type { Verdict } from "../report/compare.ts";
import { htmlPage, svgSheet } from "../report/page/frame.ts";
import { escaped, htmlTable, textList } from "../report/page/markup.ts";
import { type Draw, loadDraw } from "../report/page/plot.ts";
import { version } from "../version.ts";
import { conclusions } from "./conclusions.ts";
import { type FigureRow, studyFigures } from "./figures.ts";
import { findKernels } from "./kernels.ts";
import type { UniversalityStudy } from "./study.ts";
import { studyTables, trialsText } from "./table.ts";

const CELL = { width: 530, height: 330 };

/** `command` is what to type to have it again. */
export async function universalityReport(
  study: UniversalityStudy,
  format: "html" | "svg",
  command: string,
): Promise<string> {
  const draw = await loadDraw();
  return format === "svg" ? sheet(study, draw) : page(study, command, draw);
}

/** Kernels as wholes; their entries have figures of their own on the page alone. */
function sheet(study: UniversalityStudy, draw: Draw): string {
  const entries = new Set(findKernels(study.limits.map(({ name }) => name)).flatMap((kernel) => kernel.entries));
  const rows = studyFigures(study).filter(({ name }) => !entries.has(name));
  return svgSheet(`${study.program}: universality`, rows, CELL, draw);
}

const howToRead =
  "Distances between the trials of a run with other laws and those of the Gaussian run, against the width. Grey: what two " +
  "runs of one law are apart on average with so many trials; dashed in the colour of the text: the Gaussian program once " +
  "more. Right: against the number of trials at the largest width, where noise falls and a distance stays.";

function page(study: UniversalityStudy, command: string, draw: Draw): string {
  const { seed, device, widths } = study;
  return htmlPage({
    title: `${study.program}: universality`,
    circumstances: `tpc ${version}; seed ${seed}; ${device}; widths ${widths.join(", ")}; ${trialsText(study)}`,
    style: ".figures { grid-template-columns: repeat(auto-fit, minmax(28rem, 1fr)); }\n",
    content: `<div class="verdict ${verdictOf(study)}">${textList(conclusions(study))}</div>
<pre><code>${escaped(command)}</code></pre>
<h2>Figures</h2>
<p class="faint">${escaped(howToRead)}</p>
${studyFigures(study)
  .map((row) => figureRow(row, draw))
  .join("\n")}
<h2>Tables</h2>
${studyTables(study)
  .map(
    ({ title, columns, rows }) =>
      `<h3>${escaped(title)}</h3>\n${htmlTable(
        escapedColumns(columns),
        rows.map((row) => row.map(escaped)),
      )}`,
  )
  .join("\n")}`,
  });
}

/** Of the whole, for its colour: that of a run that was contradicted, or could not be told, if there is one. */
function verdictOf({ experiments, partial }: UniversalityStudy): Verdict {
  const verdicts = experiments.map(({ verdict }) => verdict);
  if (verdicts.includes("disagree")) return "disagree";
  return partial || verdicts.includes("undecided") || !verdicts.includes("agree") ? "undecided" : "agree";
}

function escapedColumns<C extends { readonly title: string }>(columns: readonly C[]): readonly C[] {
  return columns.map((column) => ({ ...column, title: escaped(column.title) }));
}

function figureRow({ title, figures }: FigureRow, draw: Draw): string {
  const drawn = figures.map((figure) => `<figure>${draw(figure)}</figure>`);
  return `<h3>${escaped(title)}</h3>\n<div class="figures">\n${drawn.join("\n")}\n</div>`;
}
