/** The `expect` statements of a program against the values of its limit. */

import { invariant } from "../diagnostics/invariant.ts";
import type { Place } from "../diagnostics/source.ts";
import type { Expectation } from "../ir/program.ts";
import type { LimitEntry } from "../limit/limit-report.ts";

export interface CheckedExpectation {
  readonly name: string;
  readonly expected: number;
  readonly tolerance: number;
  readonly value: number;
  /** Bound on the error of `value`. */
  readonly error: number;
  /** `undecided` when the error of the value hides the answer, or a scalar without value leaves none (NaN). */
  readonly verdict: "holds" | "fails" | "undecided";
  readonly place: Place;
}

/** Checks each expectation against the entry at its index. */
export function checkExpectations(
  expectations: readonly Omit<Expectation, "value">[],
  entries: readonly Pick<LimitEntry, "estimate">[],
): readonly CheckedExpectation[] {
  return expectations.map(({ name, expected, tolerance, place }, i) => {
    const entry = entries[i];
    invariant(entry !== undefined, () => `no limit for the expectation of ${name}`);
    const { value, error } = entry.estimate ?? { value: Number.NaN, error: Number.POSITIVE_INFINITY };
    const difference = Math.abs(value - expected);
    const verdict =
      difference > tolerance + error ? "fails" : difference <= tolerance && error <= tolerance ? "holds" : "undecided";
    return { name, expected, tolerance, value, error, verdict, place };
  });
}
