/**
 * The order in which trials are added until a verdict is reached: looks at 200, 400, 800, .. trials of every width, so
 * that nothing depends on the speed of a machine but where it stops.
 *
 * Errors. Look k (from 0) is a test of its own at level `alpha / ((k + 1)(k + 2))`. These add up to alpha over any
 * number of looks, and by the union bound so do the probabilities of a false disagreement, whatever the dependence of
 * the looks; the same for beta, the probability of an agreement with a limit that is off. Adding trials doubles the
 * information while the level falls like 1 / k^2: the price is a critical value of 4.9 instead of 3.9 standard errors
 * at the eighth look, for alpha = 1e-4.
 *
 * Allocation. Every width gets the same number of trials. With spreads of n^(-1/2) and a time per trial of n, as for
 * the conditioned sampler, the variance of the intercept for a given time is within a tenth of its least value: the
 * large widths are the dear ones and the ones that matter, in the same proportion.
 */
import type { Verdict } from "./compare.ts";

/** How many trials a comparison may take. */
export type Effort =
  | { readonly kind: "fixed"; readonly trials: number }
  | { readonly kind: "sequential"; readonly first: number; readonly most: number; readonly budgetSeconds: number };

/** A test after so many trials of every width. */
export interface Look {
  readonly trials: number;
  /** The part of the errors that is spent on it. */
  readonly alpha: number;
  readonly beta: number;
  /** Wall-clock seconds of simulation up to here. */
  readonly seconds: number;
  readonly verdict: Verdict;
}

/**
 * Why no more trials were added: the verdict was reached, or no trials could change it; the number was fixed, or at its
 * bound; the budget was spent; a person or a fault ended it.
 */
export type Ending = "decided" | "settled" | "fixed" | "trials" | "budget" | "interrupted" | "failed";

export interface Sequence {
  readonly looks: readonly Look[];
  readonly ending: Ending;
  /** Over all looks. */
  readonly alpha: number;
  readonly beta: number;
  readonly effort: Effort;
}

/** The part of the errors that is spent on look `k`, from 0. */
export function spentOnLook(effort: Effort, k: number): number {
  return effort.kind === "fixed" ? 1 : 1 / ((k + 1) * (k + 2));
}

/** The trials of every width at look `k`; `undefined` when there is none. */
export function trialsOfLook(effort: Effort, k: number): number | undefined {
  if (effort.kind === "fixed") return k === 0 ? effort.trials : undefined;
  const trials = effort.first * 2 ** k;
  return trials <= effort.most || k === 0 ? trials : undefined;
}

/**
 * Whether the next look can be expected to end within the budget: it takes as long as all before it together. The first
 * is always taken.
 */
export function affordable(effort: Effort, looks: readonly Look[]): boolean {
  const last = looks.at(-1);
  return effort.kind === "fixed" || last === undefined || 2 * last.seconds <= effort.budgetSeconds;
}
