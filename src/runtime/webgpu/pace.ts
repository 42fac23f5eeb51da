/** How much work to submit at a time: learnt from how long the last submissions took. */

export interface Pace {
  /** In the units of `Call.cost`. */
  readonly budget: number;
  /** Learns that work of this cost took so long. */
  took(cost: number, seconds: number): void;
}

/** Far below the two seconds after which Windows resets a device, far above the cost of a submission. */
const TARGET_SECONDS = 0.1;

/** Right for a slow device; a fast one is found out within a few submissions. */
const FIRST_BUDGET = 2 ** 22;

/** The cost of a batch in budgets: a second or less, so that progress is seen and little is lost at an abort. */
const BATCH_BUDGETS = 8;

/** Trials that make such a batch, when one costs `cost`; at least 1. */
export function trialsAtPace(pace: Pace, cost: number): number {
  return Math.max(1, Math.floor((BATCH_BUDGETS * pace.budget) / cost));
}

export function createPace(): Pace {
  let budget = FIRST_BUDGET;
  return {
    get budget() {
      return budget;
    },
    took(cost, seconds) {
      // What is far below the budget says more about overheads than about speed.
      if (cost < budget / 2) return;
      const right = (budget * TARGET_SECONDS) / Math.max(seconds, 1e-4);
      budget = Math.max(2 ** 20, Math.min(4 * budget, right));
    },
  };
}
