/** The figures of a comparison as one SVG file: a row for each output, a title above it. */
import type { ReportContent } from "./content.ts";
import { figuresOf } from "./figures.ts";
import { escaped } from "./markup.ts";
import type { Draw, Figure } from "./plot.ts";
import { colours } from "./style.ts";
import { trajectoriesOf } from "./trajectories.ts";

const CELL = { width: 440, height: 280 };
const TITLE = 34;
const MARGIN = 16;

export function reportSvg({ comparison, simulation }: ReportContent, draw: Draw): string {
  const outputs = figuresOf(comparison, simulation.runs).map(({ output, convergence, rates, fluctuation }) => ({
    title: `${output.name}: ${output.verdict}`,
    figures: [convergence, rates, fluctuation].filter((figure) => figure !== undefined),
  }));
  const courses = trajectoriesOf(comparison, simulation.runs).map((course) => ({
    title: course.name,
    figures: [course],
  }));
  const rows: readonly { readonly title: string; readonly figures: readonly Figure[] }[] = [...courses, ...outputs];
  const across = Math.max(1, ...rows.map(({ figures }) => figures.length));
  const width = across * CELL.width + 2 * MARGIN;
  const height = rows.length * (CELL.height + TITLE) + 2 * MARGIN;
  const body = rows.map(({ title, figures }, k) => {
    const top = MARGIN + k * (CELL.height + TITLE);
    const cells = figures.map((figure, j) => placed(draw(figure), MARGIN + j * CELL.width, top + TITLE));
    return `<text x="${MARGIN}" y="${top + 22}" font-size="16" font-weight="600">${escaped(title)}</text>\n${cells.join("\n")}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-label="${escaped(simulation.program)}: limit and simulation" style="color: var(--ink)" fill="currentColor">
<style>${colours}</style>
<rect width="100%" height="100%" fill="var(--page)"/>
${body.join("\n")}
</svg>
`;
}

/** An SVG element at a place in another one. */
function placed(svg: string, x: number, y: number): string {
  return svg.replace("<svg ", `<svg x="${x}" y="${y}" `);
}
