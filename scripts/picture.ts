/**
 * Draws docs/images/compare.svg: what `npm run demo` prints on a terminal, from a real run. Run it again by hand when
 * the output changes; the seconds in it are those of the machine that drew it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const file = "examples/semicircle.tp";
const cell = { width: 8.4, height: 19 };
const margin = 18;
const paint: Readonly<Record<string, string>> = { "31": "#f47067", "32": "#6bc46d", "33": "#c69026" };

const output = execFileSync(process.execPath, ["dist/cli/main.js", "compare", file], {
  encoding: "utf8",
  env: { ...process.env, FORCE_COLOR: "1" },
});
const lines = [`$ tpc compare ${file}`, ...output.trimEnd().split("\n")];

const colorCode = new RegExp(`(${String.fromCharCode(27)}\\[\\d+m)`);

/** Pieces of one colour, each at its column. */
function pieces(line: string): readonly { readonly text: string; readonly column: number; readonly color: string }[] {
  let column = 0;
  let color = "#d3dce6";
  return line.split(colorCode).flatMap((part) => {
    if (colorCode.test(part)) {
      color = paint[part.slice(2, -1)] ?? "#d3dce6";
      return [];
    }
    const piece = { text: part, column, color };
    column += part.length;
    return part.trim() === "" ? [] : [piece];
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const plainLengths = lines.map((line) => stripVTControlCharacters(line).length);
const width = 2 * margin + cell.width * Math.max(...plainLengths);
const height = 2 * margin + cell.height * lines.length;
const texts = lines.flatMap((line, row) =>
  pieces(line).map(({ text, column, color }) => {
    const x = (margin + column * cell.width).toFixed(1);
    const y = (margin + (row + 0.75) * cell.height).toFixed(1);
    const length = (text.length * cell.width).toFixed(1);
    // The stated length keeps columns aligned in whatever monospaced font there is.
    return `  <text x="${x}" y="${y}" fill="${color}" textLength="${length}" xml:space="preserve">${escaped(text)}</text>`;
  }),
);

mkdirSync("docs/images", { recursive: true });
writeFileSync(
  "docs/images/compare.svg",
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height.toFixed(0)}" width="${width.toFixed(0)}" height="${height.toFixed(0)}" role="img" aria-label="tpc compare ${file}">
  <rect width="100%" height="100%" rx="8" fill="#1c2128"/>
  <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${texts.join("\n")}
  </g>
</svg>
`,
);
