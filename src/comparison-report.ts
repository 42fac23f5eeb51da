/** A comparison as a document: HTML that stands alone, its figures, or Markdown with the figures beside it. */
import type { Compared } from "./comparison.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { Program } from "./ir/program.ts";
import { markSource } from "./parser/mark.ts";
import type { ReportContent } from "./report/page/content.ts";
import { reportHtml } from "./report/page/html.ts";
import { reportMarkdown } from "./report/page/markdown.ts";
import { loadDraw } from "./report/page/plot.ts";
import { reportSvg } from "./report/page/sheet.ts";
import { loadTypeset } from "./report/page/typeset.ts";
import { formalLines, theoremLines } from "./report/theorem-lines.ts";

export interface ReportRequest {
  readonly format: "html" | "svg" | "md";
  /** Name of the file without its ending, without folders: Markdown names its figures by it. */
  readonly stem: string;
  /** What to type to have the report again. */
  readonly command: string;
  readonly program: Program;
  readonly warnings: readonly Diagnostic[];
}

/** The files of the report, each `stem` and its ending. */
export async function comparisonReport(
  { report: limit, steps, comparison, sequence, simulation, expectations, theorems }: Compared,
  { format, stem, command, program, warnings }: ReportRequest,
): Promise<readonly { readonly ending: ReportRequest["format"]; readonly text: string }[]> {
  // Outputs are declared in the file that was named, not in one that it imports.
  const source = program.outputs[0]?.place.source;
  const content: ReportContent = {
    source: source === undefined ? [] : markSource(source),
    command,
    limit,
    steps,
    comparison,
    sequence,
    simulation,
    expectations,
    theorems: [...theoremLines(theorems), ...formalLines(theorems)],
    warnings,
  };
  const draw = await loadDraw();
  switch (format) {
    case "html":
      return [{ ending: "html", text: reportHtml(content, draw, await loadTypeset()) }];
    case "svg":
      return [{ ending: "svg", text: reportSvg(content, draw) }];
    case "md":
      return [
        { ending: "md", text: reportMarkdown(content, `${stem}.svg`) },
        { ending: "svg", text: reportSvg(content, draw) },
      ];
  }
}
