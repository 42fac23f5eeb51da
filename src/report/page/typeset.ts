/** LaTeX as MathML, which browsers show without fonts or scripts of ours. The one owner of KaTeX. */

/** One formula as a `math` element; what KaTeX cannot read is shown as it is written. */
export type Typeset = (latex: string, style: "display" | "inline") => string;

export async function loadTypeset(): Promise<Typeset> {
  const { default: katex } = await import("katex");
  return (latex, style) =>
    katex
      .renderToString(latex, { output: "mathml", displayMode: style === "display", throwOnError: false })
      .replace(/^<span class="katex">([\s\S]*)<\/span>$/, "$1");
}
