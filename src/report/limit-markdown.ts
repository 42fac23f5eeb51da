/** The limit as Markdown with formulas between dollar signs, as GitHub, GitLab and notebooks show them. */
import type { LimitEntry, LimitReport, LimitStep } from "../limit/limit-report.ts";
import { conventionNotes } from "./convention-note.ts";
import { lineOf, reasonOf, rulesOf } from "./limit-steps.ts";
import { acrossMembers, methodsOf, shownDifference, shownIndependents, shownNumbers } from "./limit-table.ts";
import { markdownTable, plainMarkdown } from "./markdown-text.ts";

/** The document, with the steps of the derivation where there are any. */
export function limitMarkdown(report: LimitReport, steps: readonly LimitStep[]): string {
  const { equations, outputs } = report;
  const compared = outputs.some(({ independent }) => independent !== undefined);
  const titles = ["", "value", "method", ...(compared ? ["if independent", "difference"] : [])];
  const row = (latex: string, of: readonly LimitEntry[]): readonly string[] => {
    const extra = compared ? [shownIndependents(of), acrossMembers(of, shownDifference)] : [];
    return [`$${latex}$`, shownNumbers(of), methodsOf(of), ...extra];
  };
  const definitions = equations.map(({ latex, members }) => row(latex, members));
  const results = outputs.map((entry) => row(entry.latex, [entry]));
  return [
    `# The limit of ${code(report.program)}`,
    ...(definitions.length === 0 ? [] : ["## Definitions", markdownTable(titles, definitions)]),
    "## Outputs",
    markdownTable(titles, results),
    ...conventionNotes(report).map(plainMarkdown),
    ...(steps.length === 0 ? [] : ["## Derivation", ...steps.map(stepText), ...rulesText(steps)]),
  ].join("\n\n");
}

function stepText(step: LimitStep, k: number): string {
  const lines = step.lines.map((line) => {
    const reason = reasonOf(line);
    const formula = line.formula === undefined ? "" : `$${line.formula.latex}$`;
    return `- ${[formula, reason === "" ? "" : plainMarkdown(reason)].filter((text) => text !== "").join("  \n  ")}`;
  });
  return [`### ${k + 1}. $${step.title.latex}$ (line ${lineOf(step)})`, lines.join("\n")].join("\n\n");
}

function rulesText(steps: readonly LimitStep[]): readonly string[] {
  const rules = rulesOf(steps);
  const lines = rules.map(
    ({ name, statement, source }) => `- **${name}**: ${code(statement)} (${plainMarkdown(source)})`,
  );
  return rules.length === 0 ? [] : ["## Rules", lines.join("\n")];
}

function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}
