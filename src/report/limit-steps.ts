/** The steps of a derivation as text, as Markdown, and as the body of a LaTeX document. */

import { positionIn } from "../diagnostics/line-table.ts";
import type { Rule } from "../limit/limit-program.ts";
import type { LimitStep, StepLine } from "../limit/limit-report.ts";
import { formatEstimate } from "./numbers.ts";
import { toUnicode } from "./unicode.ts";
import { wrapFormula } from "./wrap.ts";

/** Where a step stands in the source. */
export function lineOf({ place }: Pick<LimitStep, "place">): number {
  return positionIn(place.source, place.span.start).line;
}

/** All rules that the steps use, once each, in the order of their first use. */
export function rulesOf(steps: readonly LimitStep[]): readonly Rule[] {
  const rules = steps.flatMap(({ lines }) => lines.flatMap((line) => line.rules));
  return [...new Map(rules.map((rule) => [rule.name, rule])).values()];
}

/** `1 ± 1e-15, closed: Wick; Stein`: the number of a line, how it was got, and by which rules. */
export function reasonOf({ estimate, rules, remark }: StepLine): string {
  const value = estimate === undefined ? "" : `${formatEstimate(estimate.value, estimate.error)}, ${estimate.method}`;
  const names = rules.map(({ name }) => name).join("; ");
  return [[value, names].filter((text) => text !== "").join(": "), remark ?? ""].filter((t) => t !== "").join("; ");
}

/** Numbered steps, broken to `columns`, and the rules that they name. */
export function stepsText(steps: readonly LimitStep[], columns: number): string {
  const room = Math.max(40, columns - 4);
  const blocks = steps.map((step, k) => {
    const lines = step.lines.flatMap((line) => {
      const formula = line.formula === undefined ? [] : wrapFormula(toUnicode(line.formula.text), room);
      const reason = reasonOf(line);
      return [
        ...formula,
        ...(reason === "" ? [] : wrapFormula(`  ${formula.length > 0 ? "— " : ""}${toUnicode(reason)}`, room)),
      ];
    });
    const head = `${k + 1}. ${toUnicode(step.title.text)}  (line ${lineOf(step)})`;
    return [head, ...lines.map((text) => `    ${text}`)].join("\n");
  });
  const rules = rulesOf(steps).map(({ name, statement, source }) =>
    wrapFormula(`${name}: ${toUnicode(statement)} (${source})`, room + 2).join("\n  "),
  );
  return [...blocks, ...(rules.length === 0 ? [] : [["Rules", ...rules.map((text) => `  ${text}`)].join("\n")])].join(
    "\n\n",
  );
}
