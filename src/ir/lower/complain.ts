/** Reporting mistakes: at a place of the source, once for each place, with the calls that led there. */
import type { DiagnosticCode } from "../../diagnostics/catalogue.ts";
import { type Diagnostic, diagnostic, mostMistakes } from "../../diagnostics/diagnostic.ts";
import type { Place, Source, Span } from "../../diagnostics/source.ts";
import type { Frame } from "./context.ts";
import { failed, type Term } from "./terms.ts";

export function placeIn(frame: Frame, span: Span): Place {
  return { source: frame.source, span };
}

/**
 * Reports a mistake at `span` of the frame's source, with the calls that led there. A place is reported once for each
 * code, however many iterations meet it.
 */
export function complain(
  frame: Frame,
  code: DiagnosticCode,
  span: Span,
  message: string,
  hint?: string,
  related: Diagnostic["related"] = [],
): Term {
  const known = reportedIn(frame.cx.diagnostics, frame.source);
  const key = `${code} ${span.start} ${span.end}`;
  if (known.has(key)) return failed;
  known.add(key);
  const all = [...related, ...callTrace(frame)];
  frame.cx.diagnostics.push(diagnostic(code, placeIn(frame, span), message, hint, all));
  if (frame.cx.diagnostics.length >= mostMistakes) frame.cx.budget.exhausted = true;
  return failed;
}

/** Codes and places that were reported, by list and source: a search through the list would be quadratic in mistakes. */
const reported = new WeakMap<readonly Diagnostic[], Map<Source, Set<string>>>();

function reportedIn(diagnostics: readonly Diagnostic[], source: Source): Set<string> {
  const bySource = reported.get(diagnostics) ?? new Map<Source, Set<string>>();
  reported.set(diagnostics, bySource);
  const known = bySource.get(source) ?? new Set<string>();
  bySource.set(source, known);
  return known;
}

const longestTrace = 3;

function callTrace(frame: Frame): Diagnostic["related"] {
  const trace: { place: Place; message: string }[] = [];
  for (let call = frame.call; call !== undefined && trace.length < longestTrace; call = call.caller.call) {
    trace.push({ place: call.place, message: `in the call of ${call.fn.statement.name.name}` });
  }
  return trace;
}
