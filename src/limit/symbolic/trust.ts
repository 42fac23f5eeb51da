/**
 * Whether a closed form may be shown. Formulas are derived for variances and correlations in general position; where a
 * form of the variables vanishes identically (`step(2 g - W @ (2 a))` with `g = W @ a`) or correlations round to 1, a
 * formula can contradict the number, which is computed in another way. What contradicts its number is not shown.
 */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import { evaluateClosed } from "../../ir/tape.ts";
import type { LimitValues } from "../evaluate.ts";
import { type LimitProgram, meaningKey } from "../limit-program.ts";

/** Tells for a scalar of the limit whether a formula in earlier scalars gives its number. */
export type Trust = (scalar: number, body: ExprId) => boolean;

/** For limits without numbers. */
export const trustAll: Trust = () => true;

/** Digits that a formula may lose near a singular covariance, and errors of the numbers that it reads. */
const RELATIVE = 1e-6;
const ERRORS = 100;

/** Trusts what agrees with `values`, and what cannot be compared. */
export function trustIn({ pool, scalars }: LimitProgram, values: LimitValues): Trust {
  const estimates = scalars.map(({ meaning }) => values.estimates.get(meaningKey(meaning)));
  const numbers = estimates.map((estimate) => estimate?.value ?? Number.NaN);
  return (scalar, body) => {
    const estimate = estimates[scalar];
    if (estimate === undefined) return true;
    let { error } = estimate;
    for (const j of leavesOf(pool, [body]).params) {
      const read = estimates[j];
      if (read === undefined) return true;
      error = Math.max(error, read.error);
    }
    const [value = Number.NaN] = evaluateClosed(pool, [body], numbers);
    return Math.abs(value - estimate.value) <= RELATIVE * Math.abs(estimate.value) + ERRORS * error;
  };
}
