/** The limit in its formats: KaTeX reads every formula of every example, and no format loses a line. */
import katex from "katex";
import { describe, expect, test } from "vitest";
import { deriveLimit } from "../../../src/limit/derive.ts";
import { describeLimit } from "../../../src/limit/describe.ts";
import { describeSteps } from "../../../src/limit/describe-steps.ts";
import type { LimitReport, LimitStep } from "../../../src/limit/limit-report.ts";
import { shownLimit } from "../../../src/limit/sums/shown-limit.ts";
import { limitJson } from "../../../src/report/limit-json.ts";
import { limitLatex } from "../../../src/report/limit-latex.ts";
import { limitMarkdown } from "../../../src/report/limit-markdown.ts";
import { stepsText } from "../../../src/report/limit-steps.ts";
import { examplePrograms } from "../../kit/example-programs.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

const noNumbers = { estimates: new Map(), missing: new Map() };

function derived(program: Parameters<typeof deriveLimit>[0]): { report: LimitReport; steps: readonly LimitStep[] } {
  const limit = shownLimit(unwrap(deriveLimit(program)), noNumbers);
  return { report: describeLimit(limit, noNumbers), steps: describeSteps(limit, noNumbers) };
}

function check(latex: string): void {
  // All definitions of a long program stand in one environment, which KaTeX would take for a loop.
  const options = { throwOnError: true, strict: "error", output: "mathml", displayMode: true, maxExpand: 1e5 } as const;
  expect(katex.renderToString(latex, options)).toContain("<math");
}

describe.each(examplePrograms.map(({ name, text }) => [name, text] as const))("%s", (_, source) => {
  const { report, steps } = derived(lower(source));

  test("LaTeX", () => {
    const document = limitLatex(report, steps);
    const environments = [...document.matchAll(/\\begin\{align\*\}\n.*?\\end\{align\*\}/gs)].map(([text]) => text);
    expect(environments.length).toBeGreaterThan(steps.length);
    for (const text of environments) check(text);
    const inline = [...document.replaceAll(/\\begin\{align\*\}.*?\\end\{align\*\}/gs, "").matchAll(/\$([^$]+)\$/g)];
    for (const [, formula = ""] of inline) check(formula);
    // Braces and environments are closed, and no sign of the source is left bare.
    expect(document.match(/\\begin\{/g)?.length).toBe(document.match(/\\end\{/g)?.length);
    expect(document).toMatch(/^\\documentclass.*\\end\{document\}$/s);
  });

  test("Markdown", () => {
    const document = limitMarkdown(report, steps);
    const formulas = [...document.matchAll(/\$((?:[^$\\]|\\.)+)\$/g)].map(([, formula = ""]) => formula);
    expect(formulas.length).toBeGreaterThanOrEqual(report.equations.length + report.outputs.length + steps.length);
    for (const formula of formulas) check(formula);
    const rows = document.split("\n").filter((line) => line.startsWith("|"));
    for (const row of rows) expect(row.replaceAll("\\|", "").match(/\|/g)).toHaveLength(4);
  });

  test("text and JSON have every step", () => {
    const text = stepsText(steps, 100);
    expect(text.match(/^\d+\. /gm)).toHaveLength(steps.length);
    expect(limitJson(report, steps).steps).toHaveLength(steps.length);
    expect(text).not.toMatch(/undefined|NaN|\?/);
  });
});
