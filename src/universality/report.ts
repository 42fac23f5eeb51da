/** A study as one HTML file that needs nothing else, or its figures as one SVG file. */
import { escaped, htmlTable, textList } from "../report/page/markup.ts";
import { type Draw, loadDraw } from "../report/page/plot.ts";
import { colours, style } from "../report/page/style.ts";
import { version } from "../version.ts";
import { conclusions } from "./conclusions.ts";
import { type FigureRow, studyFigures } from "./figures.ts";
import { findKernels } from "./kernels.ts";
import type { UniversalityStudy } from "./study.ts";
import { studyTables } from "./table.ts";

const CELL = { width: 530, height: 330 };
const TITLE = 34;
const MARGIN = 16;

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
  const across = Math.max(1, ...rows.map(({ figures }) => figures.length));
  const width = across * CELL.width + 2 * MARGIN;
  const height = rows.length * (CELL.height + TITLE) + 2 * MARGIN;
  const body = rows.map(({ title, figures }, k) => {
    const top = MARGIN + k * (CELL.height + TITLE);
    const cells = figures.map((figure, j) =>
      draw(figure).replace("<svg ", `<svg x="${MARGIN + j * CELL.width}" y="${top + TITLE}" `),
    );
    return `<text x="${MARGIN}" y="${top + 22}" font-size="16" font-weight="600">${escaped(title)}</text>\n${cells.join("\n")}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-label="${escaped(study.program)}: universality" style="color: var(--ink)" fill="currentColor">
<style>${colours}</style>
<rect width="100%" height="100%" fill="var(--page)"/>
${body.join("\n")}
</svg>
`;
}

const howToRead =
  "Distances between the trials of a run with other laws and those of the Gaussian run, against the width. Grey: what two " +
  "runs of one law are apart on average with so many trials; dashed in the colour of the text: the Gaussian program once " +
  "more. Right: against the number of trials at the largest width, where noise falls and a distance stays.";

function page(study: UniversalityStudy, command: string, draw: Draw): string {
  const name = escaped(study.program);
  const { seed, device, trials, widths } = study;
  const disagrees = study.experiments.some(({ verdict }) => verdict === "disagree");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="tpc ${version}">
<title>${name}: universality</title>
<style>
${style}
.figures { grid-template-columns: repeat(auto-fit, minmax(28rem, 1fr)); }
</style>
</head>
<body>
<h1>${name}: universality</h1>
<p class="faint">${escaped(`tpc ${version}; seed ${seed}; ${device}; widths ${widths.join(", ")}; ${trials} trials per width and run`)}</p>
<div class="verdict ${disagrees ? "disagree" : "agree"}">${textList(conclusions(study))}</div>
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
  .join("\n")}
</body>
</html>
`;
}

function escapedColumns<C extends { readonly title: string }>(columns: readonly C[]): readonly C[] {
  return columns.map((column) => ({ ...column, title: escaped(column.title) }));
}

function figureRow({ title, figures }: FigureRow, draw: Draw): string {
  const drawn = figures.map((figure) => `<figure>${draw(figure)}</figure>`);
  return `<h3>${escaped(title)}</h3>\n<div class="figures">\n${drawn.join("\n")}\n</div>`;
}
