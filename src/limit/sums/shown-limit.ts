/**
 * The limit as it is shown and written as code: in closed form, with its running sums as variables where that makes
 * the system shorter. In a deep network it does; in a few steps of training, whose vectors all meet each other, the
 * covariances would be more than what they explain.
 */
import type { LimitValues } from "../evaluate.ts";
import type { LimitProgram } from "../limit-program.ts";
import { readableLimit } from "../readable.ts";
import { closeEvenly, lengthOf } from "../recurrence/close-evenly.ts";
import { isEndless } from "../symbolic/close.ts";
import { trustIn } from "../symbolic/trust.ts";
import { nameSums } from "./name-sums.ts";
import { withSumNumbers } from "./sum-numbers.ts";

/**
 * For readers. `limit` is as derived; formulas that contradict `values` are left open, and so are very long ones; a
 * system of thousands of long sums, as of a hundred products without nonlinearities, is shown as it is derived.
 */
export function shownLimit(limit: LimitProgram, values: LimitValues): LimitProgram {
  if (isEndless(limit)) return limit;
  const { closed, before } = shorterSystem(limit, values);
  return readableLimit(closed, before);
}

/** For code, which reads closed forms of any length. */
export function codeLimit(limit: LimitProgram): LimitProgram {
  return shorterSystem(limit, { estimates: new Map(), missing: new Map() }).closed;
}

/** The shorter one of two systems in closed form, and what it was before. */
function shorterSystem(
  limit: LimitProgram,
  values: LimitValues,
): { readonly closed: LimitProgram; readonly before: LimitProgram } {
  const closed = closeEvenly(limit, trustIn(limit, values));
  const before = nameSums(limit);
  if (before === limit) return { closed, before };
  const named = closeEvenly(before, trustIn(before, withSumNumbers(before, values)));
  return lengthOf(named) < lengthOf(closed) ? { closed: named, before } : { closed, before: limit };
}
