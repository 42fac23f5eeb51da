/** The limit of a report in typeset mathematics: definitions, outputs, and the steps of the derivation. */
import type { LimitEntry } from "../../limit/limit-report.ts";
import { lineOf, reasonOf, rulesOf } from "../limit-steps.ts";
import { methodsOf, shownNumbers } from "../limit-table.ts";
import { toUnicode } from "../unicode.ts";
import type { ReportContent } from "./content.ts";
import { escaped, textList } from "./markup.ts";
import { shortenEquations, shortenSteps } from "./shorten.ts";
import type { Typeset } from "./typeset.ts";

export function htmlLimit({ limit: { equations, outputs } }: ReportContent, typeset: Typeset): string {
  const item = (latex: string, of: readonly LimitEntry[]) => {
    const number = of.every(({ estimate, exists }) => exists && estimate === undefined) ? "" : shownNumbers(of);
    const value = number === "" ? "" : `<div class="faint">${escaped(`${number} (${methodsOf(of)})`)}</div>`;
    return `<li><div class="formula">${typeset(latex, "inline")}</div>${value}</li>`;
  };
  const { shown, note } = shortenEquations(equations);
  const definitions = shown.map(({ latex, members }) => item(latex, members));
  const results = outputs.map((entry) => item(entry.latex, [entry]));
  return `${definitions.length === 0 ? "" : `<h3>Definitions</h3>${equationList(definitions)}${remark(note)}`}
<h3>Outputs</h3>
${equationList(results)}`;
}

function equationList(items: readonly string[]): string {
  return `<ul class="equations">\n${items.join("\n")}\n</ul>`;
}

function remark(note: string | undefined): string {
  return note === undefined ? "" : `<p class="faint">${escaped(note)}</p>`;
}

/** Folded away: it is long. */
export function htmlDerivation({ steps }: ReportContent, typeset: Typeset): string {
  if (steps.length === 0) return "";
  const { shown, note } = shortenSteps(steps);
  const items = shown.map((step) => {
    const lines = step.lines.map((line) => {
      const formula =
        line.formula === undefined ? "" : `<div class="formula">${typeset(line.formula.latex, "inline")}</div>`;
      const reason = reasonOf(line);
      return `${formula}${reason === "" ? "" : `<div class="faint">${escaped(toUnicode(reason))}</div>`}`;
    });
    return `<li>${typeset(step.title.latex, "inline")} <span class="faint">(line ${lineOf(step)})</span>${lines.join("\n")}</li>`;
  });
  const rules = rulesOf(shown).map(({ name, statement, source }) => `${name}: ${toUnicode(statement)} (${source})`);
  return `<details><summary>The derivation, in ${steps.length} steps</summary>
<ol class="steps">
${items.join("\n")}
</ol>
${remark(note)}
${rules.length === 0 ? "" : `<h3>Rules</h3>${textList(rules)}`}
</details>`;
}
