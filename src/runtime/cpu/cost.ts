/** How long a trial takes, roughly: from this follow the size of a batch and whether threads are worth starting. */
import { unreachable } from "../../diagnostics/invariant.ts";
import { type ExprId, reachable } from "../../ir/expr.ts";
import { costOf } from "../../plan/keep.ts";
import type { PlannedMatrix, SimulationPlan, Step } from "../../plan/simulation-plan.ts";

/** Nanoseconds on a present-day core, by measurement. */
const DRAWN_ENTRY = 6;
const MULTIPLIED_ENTRY = 1;
const OPERATION = 1;
const STEP = 1000;

/** Seconds that one trial takes on one thread, within a factor of a few. */
export function trialSeconds(plan: SimulationPlan): number {
  return plan.steps.reduce((sum, step) => sum + STEP + stepNanoseconds(plan, step), 0) * 1e-9;
}

function stepNanoseconds(plan: SimulationPlan, step: Step): number {
  switch (step.op) {
    case "scalar":
      return 0;
    case "draw":
      return DRAWN_ENTRY * (plan.buffers[step.out]?.length ?? 0);
    case "pass": {
      const bodies = [...step.outputs, ...step.reductions].map((result) => result.body);
      return step.length * operationsOf(plan, bodies);
    }
    case "matmul": {
      const matrix = plan.matrices[step.matrix];
      return matrix === undefined ? 0 : productNanoseconds(plan, matrix, step.inputs.length);
    }
    default:
      return unreachable(step);
  }
}

function operationsOf(plan: SimulationPlan, bodies: readonly ExprId[]): number {
  return reachable(plan.pool, bodies).reduce(
    (sum, id) => sum + OPERATION * (1 + costOf(plan.pool, plan.pool.get(id))),
    0,
  );
}

function productNanoseconds(plan: SimulationPlan, { rows, cols, uses }: PlannedMatrix, inputs: number): number {
  if (plan.sampler === "explicit") return rows * cols * (DRAWN_ENTRY + MULTIPLIED_ENTRY * inputs);
  // Each direction seen so far costs four or five passes over a vector, on average over half of all uses.
  const seen = (uses.plain + uses.transposed) / 2;
  return inputs * (rows + cols) * (DRAWN_ENTRY + 3 * MULTIPLIED_ENTRY * seen);
}
