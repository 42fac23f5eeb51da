/** The program with colours and line numbers. */
import type { ReportContent } from "./content.ts";
import { escaped } from "./markup.ts";

const classOf = {
  keyword: "keyword",
  builtin: "builtin",
  number: "number-literal",
  string: "text",
  comment: "comment",
};

export function htmlProgram({ source }: Pick<ReportContent, "source">): string {
  const marked = source.map(({ text, kind }) =>
    // A piece with a colour never crosses a line.
    kind === "other" ? escaped(text) : `<span class="${classOf[kind]}">${escaped(text)}</span>`,
  );
  const lines = marked.join("").replace(/\n$/, "").split("\n");
  const numbered = lines.map((line, k) => `<span class="line" data-line="${k + 1}"></span>${line}`);
  return `<pre><code>${numbered.join("\n")}</code></pre>`;
}
