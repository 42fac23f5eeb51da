/** The limit as a LaTeX document of its own, for any LaTeX with the packages of the American Mathematical Society. */
import type { LimitEntry, LimitReport, LimitStep } from "../limit/limit-report.ts";
import { conventionNotes } from "./convention-note.ts";
import { lineOf, reasonOf, rulesOf } from "./limit-steps.ts";
import { acrossMembers, shownDifference, shownIndependents, shownNumbers } from "./limit-table.ts";

const head = `\\documentclass[a4paper]{article}
\\usepackage[utf8]{inputenc}
\\usepackage[T1]{fontenc}
\\usepackage[margin=2cm]{geometry}
\\usepackage{amsmath,amssymb}
\\allowdisplaybreaks
\\setlength{\\parindent}{0pt}
\\begin{document}`;

/** The document, with the steps of the derivation where there are any. */
export function limitLatex(report: LimitReport, steps: readonly LimitStep[]): string {
  const { equations, outputs } = report;
  const definitions = equations.map(({ latex, members }) => row(latex, members));
  const results = outputs.map((entry) => row(entry.latex, [entry]));
  return [
    head,
    `\\section*{The limit of \\texttt{${escaped(report.program)}}}`,
    ...(definitions.length === 0 ? [] : ["\\subsection*{Definitions}", aligned(definitions)]),
    "\\subsection*{Outputs}",
    aligned(results),
    ...conventionNotes(report).map(escaped),
    ...(steps.length === 0 ? [] : ["\\subsection*{Derivation}", ...steps.map(stepText), ...rulesText(steps)]),
    "\\end{document}",
  ].join("\n\n");
}

/** An equation with its number below it. */
function row(latex: string, of: readonly LimitEntry[]): string {
  const number = numberOf(of);
  return `  ${atEquals(latex)}${number === "" ? "" : ` \\\\\n  &\\qquad ${number}`}`;
}

function numberOf(of: readonly LimitEntry[]): string {
  if (of.every(({ estimate, exists }) => exists && estimate === undefined)) return "";
  const value = inMath(shownNumbers(of));
  if (of.every(({ independent }) => independent === undefined)) return value;
  const difference = inMath(acrossMembers(of, shownDifference));
  return `${value} \\quad \\text{(if independent: } ${inMath(shownIndependents(of))} \\text{, difference } ${difference} \\text{)}`;
}

function aligned(rows: readonly string[]): string {
  return `\\begin{align*}\n${rows.join(" \\\\\n")}\n\\end{align*}`;
}

/** The first equality is where equations are aligned. */
function atEquals(latex: string): string {
  return latex.includes(" = ") ? latex.replace(" = ", " &= ") : `&${latex}`;
}

/** `0.5 ± 1.2e-9` in math mode. */
function inMath(number: string): string {
  return number
    .replace(/(\d)e([+-]?\d+)/g, (_, digit: string, exponent: string) => `${digit} \\cdot 10^{${Number(exponent)}}`)
    .replace(/[a-z]+( [a-z]+)*/g, (words) => (words === "cdot" ? words : `\\text{${words}}`))
    .replaceAll("±", "\\pm")
    .replaceAll("…", "\\;\\ldots\\;");
}

function stepText(step: LimitStep, k: number): string {
  const lines = step.lines.map((line) => {
    const reason = reasonOf(line);
    const formula = line.formula === undefined ? "" : `\n${aligned([`  ${atEquals(line.formula.latex)}`])}`;
    return `${formula}${reason === "" ? "" : `\n${escaped(reason)}\\par`}`;
  });
  return `\\paragraph{${k + 1}.} $${step.title.latex}$ (line ${lineOf(step)})${lines.join("")}`;
}

function rulesText(steps: readonly LimitStep[]): readonly string[] {
  const rules = rulesOf(steps);
  if (rules.length === 0) return [];
  const items = rules.map(
    ({ name, statement, source }) =>
      `  \\item \\textbf{${escaped(name)}}: \\texttt{${escaped(statement)}} (${escaped(source)})`,
  );
  return ["\\subsection*{Rules}", `\\begin{itemize}\n${items.join("\n")}\n\\end{itemize}`];
}

const signs: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "±": "$\\pm$",
  "…": "\\ldots{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
};

/** Text with the signs of LaTeX made harmless. */
function escaped(text: string): string {
  return text.replace(/[\\^~±…<>|{}_#&%$]/g, (sign) => signs[sign] ?? `\\${sign}`);
}
