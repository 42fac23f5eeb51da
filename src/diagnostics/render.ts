/**
 * Diagnostics as people and programs read them: a code frame for a terminal, an object for JSON. Both count lines and
 * columns from 1, columns in UTF-16 code units.
 */
import picocolors from "picocolors";
import { showLine, visible } from "./code-line.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { lineIn, positionIn } from "./line-table.ts";
import type { Place } from "./source.ts";

/** Cells of source text that a frame shows at most. */
const room = 100;

/** Characters of a message or hint that a frame shows at most. */
const longestText = 400;

/** Where something is, as in the JSON of `--json`; the end is exclusive. */
export interface PlaceJson {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface DiagnosticJson extends PlaceJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string | null;
  readonly related: readonly (PlaceJson & { readonly message: string })[];
}

/** More diagnostics than this help nobody: the first ones show what is wrong. */
const mostShown = 50;

/** The first diagnostics in their order, errors before anything else is left out, and how many are not among them. */
export function selectDiagnostics(diagnostics: readonly Diagnostic[]): {
  readonly shown: readonly Diagnostic[];
  readonly omitted: number;
} {
  const isError = ({ severity }: Diagnostic) => severity === "error";
  const ranked = [...diagnostics.filter(isError), ...diagnostics.filter((d) => !isError(d))].slice(0, mostShown);
  const chosen = new Set(ranked);
  const shown = diagnostics.filter((d) => chosen.has(d));
  return { shown, omitted: diagnostics.length - shown.length };
}

/** The selected diagnostics as fields of a JSON document. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]) {
  const { shown, omitted } = selectDiagnostics(diagnostics);
  return { diagnostics: shown.map(diagnosticToJson), diagnosticsOmitted: omitted };
}

/**
 * The diagnostic as a code frame, without a final newline. The hint stands after the carets; every related place
 * follows as a frame of its own.
 */
export function renderDiagnostic(d: Diagnostic, options: { readonly color: boolean }): string {
  const colors = picocolors.createColors(options.color);
  const paint = { error: colors.red, warning: colors.yellow, info: colors.cyan }[d.severity];
  const frames = [
    { place: d.place, note: d.hint, paint },
    ...d.related.map(({ place, message }) => ({ place, note: message, paint: colors.blue })),
  ];
  const gutter = Math.max(...frames.map(({ place }) => String(startOf(place).line).length));
  const head = `${colors.bold(paint(`${d.severity}[${d.code}]`))}${colors.bold(`: ${readable(d.message)}`)}`;
  const dim = (text: string) => colors.dim(text);
  return [head, ...frames.flatMap((frame) => renderFrame(frame, gutter, dim))].join("\n");
}

/** As {@link visible}, without the middle of what is too long to be read, such as a name of a thousand letters. */
function readable(text: string): string {
  const cut = text.length <= longestText ? text : `${text.slice(0, longestText - 40)} … ${text.slice(-37)}`;
  return visible(cut);
}

interface Frame {
  readonly place: Place;
  readonly note: string | undefined;
  readonly paint: (text: string) => string;
}

function renderFrame({ place, note, paint }: Frame, gutter: number, dim: (text: string) => string): string[] {
  const { line, column } = startOf(place);
  const text = lineIn(place.source, line);
  const from = column - 1;
  const shown = showLine(text, from, from + place.span.end - place.span.start, room);
  const margin = " ".repeat(gutter + 1);
  const marks = "^".repeat(shown.cells) + (note === undefined ? "" : ` ${readable(note)}`);
  return [
    `${margin}${dim("-->")} ${visible(place.source.name)}:${line}:${column}`,
    `${dim(`${String(line).padStart(gutter)} |`)} ${shown.text}`.trimEnd(),
    `${margin}${dim("|")} ${" ".repeat(shown.indent)}${paint(marks)}`,
  ];
}

/** The diagnostic with the field names of the JSON output. */
export function diagnosticToJson(d: Diagnostic): DiagnosticJson {
  return {
    code: d.code,
    severity: d.severity,
    message: d.message,
    hint: d.hint ?? null,
    ...placeToJson(d.place),
    related: d.related.map(({ place, message }) => ({ message, ...placeToJson(place) })),
  };
}

/** A place with the field names of the JSON output. */
export function placeToJson({ source, span }: Place): PlaceJson {
  const start = positionIn(source, span.start);
  const end = positionIn(source, span.end);
  return { file: source.name, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

function startOf({ source, span }: Place) {
  return positionIn(source, span.start);
}
