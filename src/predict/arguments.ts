/**
 * What a prediction is asked for, as text: which outputs are trained, which are predicted, the targets. The texts are
 * joined to one line as on the command line, so that a mistake in them is shown with its place.
 */
import type { DiagnosticCode } from "../diagnostics/catalogue.ts";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Place, Source, Span } from "../diagnostics/source.ts";

export interface PredictArguments {
  /** Outputs, separated by commas: `y[1],y[2]`, `y[1..20]`, `y` for the whole family. */
  readonly train: string;
  /** All other outputs where undefined. */
  readonly test: string | undefined;
  /** Numbers, separated by commas, or the name of a file. */
  readonly targets: string;
  /** The parameters that are trained, `U,W`; all of them where undefined. */
  readonly wrt: string | undefined;
  /** Positive numbers like the targets, 1 where undefined: how much each training output counts. */
  readonly weights: string | undefined;
}

export type ArgumentName = keyof PredictArguments;

/** The line of arguments, and where each one stands in it. */
export interface ArgumentLine {
  readonly source: Source;
  readonly start: ReadonlyMap<ArgumentName, number>;
  readonly texts: PredictArguments;
}

export function argumentLine(texts: PredictArguments): ArgumentLine {
  const start = new Map<ArgumentName, number>();
  let line = "";
  for (const name of ["train", "test", "targets", "wrt", "weights"] as const) {
    const text = texts[name];
    if (text === undefined) continue;
    line += `${line === "" ? "" : " "}--${name} `;
    start.set(name, line.length);
    line += text.replaceAll(/[\r\n]/g, " ");
  }
  return { source: { name: "arguments", text: line }, start, texts };
}

/** The place of a whole argument, or of a part of it; for an argument that is not there, that of the line. */
export function placeOf({ source, start, texts }: ArgumentLine, name: ArgumentName, part?: Span): Place {
  const at = start.get(name);
  const text = texts[name];
  if (at === undefined || text === undefined) return { source, span: { start: 0, end: source.text.length } };
  const { start: from, end } = part ?? { start: 0, end: text.length };
  return { source, span: { start: at + from, end: at + end } };
}

export function complainOf(
  line: ArgumentLine,
  code: DiagnosticCode,
  name: ArgumentName,
  message: string,
  hint: string,
  part?: Span,
): Diagnostic {
  return diagnostic(code, placeOf(line, name, part), message, hint);
}
