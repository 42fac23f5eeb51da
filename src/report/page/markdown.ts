/** A report as Markdown, with the figures in a file beside it. */
import { comparisonCells, comparisonColumns, verdictLine } from "../comparison-table.ts";
import { limitMarkdown } from "../limit-markdown.ts";
import { markdownTable, plainMarkdown } from "../markdown-text.ts";
import { runCells, runColumns } from "../simulation-table.ts";
import type { ReportContent } from "./content.ts";
import { circumstances, noteLines, partialLines, warningLines } from "./lines.ts";
import { shortenEquations, shortenSteps } from "./shorten.ts";

/** `figures` is the name of the file of figures, as a link. */
export function reportMarkdown(content: ReportContent, figures: string): string {
  const { comparison, simulation, limit, steps, theorems, source } = content;
  const [equations, derivation] = [shortenEquations(limit.equations), shortenSteps(steps)];
  return `${[
    `# ${plainMarkdown(simulation.program)}: limit and simulation`,
    `**${verdictLine(comparison, { color: false })}**`,
    fenced("sh", content.command),
    plainMarkdown(circumstances(content)),
    bullets(warningLines(content)),
    "## Outputs",
    table(
      comparisonColumns.map(({ title }) => title),
      comparison.outputs.map(comparisonCells),
    ),
    bullets(noteLines(content)),
    `![Means against 1/n with the limit, rates of spread and bias, and the law of the trials, for each output of the table](${encodeURI(figures)})`,
    "## The program",
    fenced("", source.map(({ text }) => text).join("")),
    limitMarkdown({ ...limit, equations: equations.shown }, derivation.shown)
      .replace(/^# .*$/m, "## The limit")
      .replace(/^## (?!The limit)/gm, "### "),
    bullets([equations.note, derivation.note].filter((note) => note !== undefined)),
    "## Theorems",
    fenced("", theorems.join("\n")),
    "## The simulation",
    ...partialLines(content),
    table(
      runColumns.map(({ title }) => title),
      simulation.runs.map(runCells),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** A fence that is longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${plainMarkdown(line)}`).join("\n");
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(
    titles,
    rows.map((cells) => cells.map(plainMarkdown)),
  );
}
