/** Pieces of HTML as text. Everything that comes from a user passes `escaped`. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML, also inside of attributes between quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

export interface HtmlColumn {
  /** As HTML. */
  readonly title: string;
  readonly align: "left" | "right";
}

/** A table; cells are HTML. */
export function htmlTable(columns: readonly HtmlColumn[], rows: readonly (readonly string[])[]): string {
  const shape = (k: number) => (columns[k]?.align === "right" ? ' class="number"' : "");
  const head = columns.map(({ title }, k) => `<th scope="col"${shape(k)}>${title}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((cell, k) => `<td${shape(k)}>${cell}</td>`).join("")}</tr>`);
  return `<div class="wide"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table></div>`;
}

/** Lines of text as a list without marks; empty ones are left out, and without lines there is no list. */
export function textList(lines: readonly string[]): string {
  const shown = lines.filter((line) => line !== "");
  return shown.length === 0
    ? ""
    : `<ul class="plain">${shown.map((line) => `<li>${escaped(line)}</li>`).join("\n")}</ul>`;
}
