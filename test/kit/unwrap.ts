/** The value of a phase, for tests whose programs have no mistakes: what is wrong is thrown with all its messages. */
import type { Outcome } from "../../src/diagnostics/diagnostic.ts";

export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.diagnostics.map(({ message }) => message).join("; "));
}
