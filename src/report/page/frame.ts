/** What reports of all kinds are set in: a page of HTML, and a sheet of SVG with figures in rows under titles. */
import { version } from "../../version.ts";
import { escaped } from "./markup.ts";
import type { Draw, Figure } from "./plot.ts";
import { colours, style } from "./style.ts";

export interface Page {
  /** Also the heading. */
  readonly title: string;
  /** Under the heading: with what it was made. */
  readonly circumstances: string;
  /** Rules of style after those of all pages. */
  readonly style: string;
  /** As HTML. */
  readonly content: string;
}

/** A document that needs no other file. */
export function htmlPage({ title, circumstances, style: more, content }: Page): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="tpc ${version}">
<title>${escaped(title)}</title>
<style>
${style}
${more}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p class="faint">${escaped(circumstances)}</p>
${content}
</body>
</html>
`;
}

export interface SheetRow {
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** The size of a figure with the space around it, in pixels. */
export interface Cell {
  readonly width: number;
  readonly height: number;
}

const TITLE = 34;
const MARGIN = 16;

/** `label` says what is seen to those who do not see it. */
export function svgSheet(label: string, rows: readonly SheetRow[], cell: Cell, draw: Draw): string {
  const across = Math.max(1, ...rows.map(({ figures }) => figures.length));
  const width = across * cell.width + 2 * MARGIN;
  const height = rows.length * (cell.height + TITLE) + 2 * MARGIN;
  const body = rows.map(({ title, figures }, k) => {
    const top = MARGIN + k * (cell.height + TITLE);
    const cells = figures.map((figure, j) => placed(draw(figure), MARGIN + j * cell.width, top + TITLE));
    return `<text x="${MARGIN}" y="${top + 22}" font-size="16" font-weight="600">${escaped(title)}</text>\n${cells.join("\n")}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" role="img" aria-label="${escaped(label)}" style="color: var(--ink)" fill="currentColor">
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
