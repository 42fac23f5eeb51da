/** How long a trial takes, roughly: from this follow the size of a batch and whether threads are worth starting. */
import { unreachable } from "../../diagnostics/invariant.ts";
import { type ExprId, reachable } from "../../ir/expr.ts";
import { costOf } from "../../plan/keep.ts";
import type { PlannedMatrix, SimulationPlan, Step } from "../../plan/simulation-plan.ts";
import type { Precision } from "../precision.ts";

/** Nanoseconds on a present-day core, by measurement. */
const nanoseconds = {
  double: { drawn: 6, multiplied: 1, operation: 1, step: 1000 },
  single: { drawn: 1.3, multiplied: 0.2, operation: 0.3, step: 1000 },
} as const;

type Nanoseconds = (typeof nanoseconds)[Precision];

/** Seconds that one trial takes on one thread, within a factor of a few. */
export function trialSeconds(plan: SimulationPlan, precision: Precision = "double"): number {
  const costs = nanoseconds[precision];
  return plan.steps.reduce((sum, step) => sum + costs.step + stepNanoseconds(plan, step, costs), 0) * 1e-9;
}

function stepNanoseconds(plan: SimulationPlan, step: Step, costs: Nanoseconds): number {
  switch (step.op) {
    case "scalar":
      return 0;
    case "draw":
      return costs.drawn * (plan.buffers[step.out]?.length ?? 0);
    case "pass": {
      const bodies = [...step.outputs, ...step.reductions].map((result) => result.body);
      return step.length * costs.operation * operationsOf(plan, bodies);
    }
    case "matmul": {
      const matrix = plan.matrices[step.matrix];
      return matrix === undefined ? 0 : productNanoseconds(plan, matrix, step.inputs.length, costs);
    }
    default:
      return unreachable(step);
  }
}

function operationsOf(plan: SimulationPlan, bodies: readonly ExprId[]): number {
  return reachable(plan.pool, bodies).reduce((sum, id) => sum + 1 + costOf(plan.pool, plan.pool.get(id)), 0);
}

function productNanoseconds(
  plan: SimulationPlan,
  { rows, cols, uses }: PlannedMatrix,
  inputs: number,
  { drawn, multiplied }: Nanoseconds,
): number {
  if (plan.sampler === "explicit") return rows * cols * (drawn + multiplied * inputs);
  // Each direction seen so far costs four or five passes over a vector, on average over half of all uses.
  const seen = (uses.plain + uses.transposed) / 2;
  return inputs * (rows + cols) * (drawn + 3 * multiplied * seen);
}
