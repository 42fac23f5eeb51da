/**
 * What every phase answers: a value or diagnostics. User mistakes are returned, never thrown; only faults of
 * our own throw (see invariant.ts).
 */
import { catalogue, type DiagnosticCode } from "./catalogue.ts";
import type { Place } from "./source.ts";

export type Severity = "error" | "warning" | "info";

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** One sentence without a final full stop: what is wrong, naming what was found. */
  readonly message: string;
  /** What to write or do instead; shown under the caret. */
  readonly hint: string | undefined;
  readonly place: Place;
  readonly related: readonly { readonly place: Place; readonly message: string }[];
}

/** The result of a phase. `diagnostics` of a success are warnings and notes. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A phase that has found so many mistakes ends: the text is not what it was taken for. */
export const mostMistakes = 1000;

/** Makes a diagnostic; its severity comes from the catalogue. */
export function diagnostic(
  code: DiagnosticCode,
  place: Place,
  message: string,
  hint?: string,
  related: Diagnostic["related"] = [],
): Diagnostic {
  return { code, severity: catalogue[code].severity, message, hint, place, related };
}

export function success<T>(value: T, diagnostics: readonly Diagnostic[] = []): Outcome<T> {
  return { ok: true, value, diagnostics };
}

export function failure<T>(diagnostics: readonly Diagnostic[]): Outcome<T> {
  return { ok: false, diagnostics };
}

/** Runs `next` on the value of `outcome` and keeps the diagnostics of both. */
export function andThen<A, B>(outcome: Outcome<A>, next: (value: A) => Outcome<B>): Outcome<B> {
  if (!outcome.ok) return outcome;
  const result = next(outcome.value);
  return { ...result, diagnostics: [...outcome.diagnostics, ...result.diagnostics] };
}
