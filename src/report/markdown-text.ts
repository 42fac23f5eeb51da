/** Tables and text of Markdown documents. */

/** A table with a line of titles; cells are Markdown. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text with the signs of Markdown made harmless; a bar is harmless outside of tables, which take care of theirs. */
export function plainMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#$]/g, "\\$&");
}
