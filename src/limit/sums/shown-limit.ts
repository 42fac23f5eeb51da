/**
 * The limit as it is shown and written as code: in closed form, with its running sums as variables where that makes
 * the system shorter. In a deep network it does; in a few steps of training, whose vectors all meet each other, the
 * covariances would be more than what they explain.
 */
import type { LimitValues } from "../evaluate.ts";
import type { LimitProgram } from "../limit-program.ts";
import { closeEvenly, lengthOf } from "../recurrence/close-evenly.ts";
import { trustIn } from "../symbolic/trust.ts";
import { nameSums } from "./name-sums.ts";
import { withSumNumbers } from "./sum-numbers.ts";

/** `limit` is as derived; formulas that contradict `values` are left open. */
export function shownLimit(limit: LimitProgram, values: LimitValues): LimitProgram {
  const plain = closeEvenly(limit, trustIn(limit, values));
  const named = nameSums(limit);
  if (named === limit) return plain;
  const closed = closeEvenly(named, trustIn(named, withSumNumbers(named, values)));
  return lengthOf(closed) < lengthOf(plain) ? closed : plain;
}
