/** Reporting mistakes: at a place of the source, once for each place, with the calls that led there. */
import type { DiagnosticCode } from "../../diagnostics/catalogue.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Place, Span } from "../../diagnostics/source.ts";
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
  const place = placeIn(frame, span);
  const isKnown = ({ code: other, place: { source, span: at } }: Diagnostic): boolean =>
    other === code && source === place.source && at.start === span.start && at.end === span.end;
  if (!frame.cx.diagnostics.some(isKnown)) {
    const all = [...related, ...callTrace(frame)];
    frame.cx.diagnostics.push(diagnostic(code, place, message, hint, all));
  }
  return failed;
}

const longestTrace = 3;

function callTrace(frame: Frame): Diagnostic["related"] {
  const trace: { place: Place; message: string }[] = [];
  for (let call = frame.call; call !== undefined && trace.length < longestTrace; call = call.caller.call) {
    trace.push({ place: call.place, message: `in the call of ${call.fn.statement.name.name}` });
  }
  return trace;
}
