/** A report as Markdown, with the figures in a file beside it. */
import { version } from "../../version.ts";
import { comparisonCells, comparisonColumns, expectationLines, verdictLine } from "../comparison-table.ts";
import { limitMarkdown } from "../limit-markdown.ts";
import { markdownTable, plainMarkdown } from "../markdown-text.ts";
import { formatSeconds } from "../numbers.ts";
import { sequenceLines } from "../sequence-lines.ts";
import { nonFiniteLines } from "../simulation-table.ts";
import type { ReportContent } from "./content.ts";

/** `figures` is the name of the file of figures, as a link. */
export function reportMarkdown(content: ReportContent, figures: string): string {
  const { comparison, sequence, simulation, expectations, limit, steps, theorems, source } = content;
  const plain = { color: false };
  const notes = [
    ...comparison.outputs.flatMap((output) => output.notes.map((note) => `${output.name}: ${note}`)),
    ...simulation.runs.flatMap(nonFiniteLines),
    ...sequenceLines(sequence),
    ...expectationLines(expectations, plain),
  ].filter((line) => line !== "");
  return `${[
    `# ${simulation.program}: limit and simulation`,
    `**${verdictLine(comparison, plain)}**`,
    fenced("sh", content.command),
    `tpc ${version}; seed ${simulation.seed}; ${simulation.device}`,
    "## Outputs",
    table(
      comparisonColumns.map(({ title }) => title),
      comparison.outputs.map(comparisonCells),
    ),
    bullets(notes),
    `![Means against 1/n with the limit, rates of spread and bias, and the law of the trials, for each output of the table](${encodeURI(figures)})`,
    "## The program",
    fenced("", source.map(({ text }) => text).join("")),
    limitMarkdown(limit, steps)
      .replace(/^# .*$/m, "## The limit")
      .replace(/^## (?!The limit)/gm, "### "),
    "## Theorems",
    fenced("", theorems.join("\n")),
    "## The simulation",
    table(
      ["width", "trials", "time", "sampler"],
      simulation.runs.map(({ width, trials, seconds, sampler, samplerReason }) => [
        String(width),
        String(trials),
        formatSeconds(seconds),
        `${sampler} (${samplerReason})`,
      ]),
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
