/** The exit statuses, a contract with scripts, and which diagnostics lead to which. */
import type { DiagnosticCode } from "../diagnostics/catalogue.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/**
 * 0: done, and what was to be checked agrees. 1: it ran, and does not agree. 2: the program or the arguments are
 * wrong. 3: something outside failed, or the run was interrupted.
 */
export type ExitStatus = 0 | 1 | 2 | 3;

/** Diagnostics about the machine, not about the program. */
const outside: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>(["TP401", "TP405", "TP407", "TP408"]);

/** The status that the errors among `diagnostics` call for. */
export function statusOf(diagnostics: readonly Diagnostic[]): ExitStatus {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.some(({ code }) => !outside.has(code))) return 2;
  return errors.length > 0 ? 3 : 0;
}
