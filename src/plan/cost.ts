/**
 * What a trial of a plan costs: what has to be drawn, read, multiplied and computed, counted from its steps, times what
 * each takes on an engine. Good to a factor of three, which is enough to choose between samplers whose costs grow with
 * different powers of the width.
 */
import { unreachable } from "../diagnostics/invariant.ts";
import { reachable } from "../ir/expr.ts";
import { costOf } from "./keep.ts";
import type { PlannedMatrix, Sampler, SimulationPlan, Step } from "./simulation-plan.ts";

/** The parts of the work of a trial; as counts, or as seconds for one of each. */
export interface Parts {
  /** Steps of the plan. */
  readonly steps: number;
  /** Random numbers: coordinates of vectors and of noise, entries of matrices. */
  readonly drawn: number;
  /** Entries of kept matrices that are read again. */
  readonly read: number;
  /** Entries times the vectors that each is multiplied with. */
  readonly multiplied: number;
  /** Operations on coordinates, in units of an addition. */
  readonly operations: number;
  /** Coordinates multiplied and added by the conditioned sampler: inner products, and sums of known directions. */
  readonly combined: number;
}

export const partNames = ["steps", "drawn", "read", "multiplied", "operations", "combined"] as const;

/** How an engine runs the plans of one sampler. */
export interface SamplerCosts {
  /** In seconds; on the processor of one thread. */
  readonly seconds: Parts;
  /** Whether matrices that are used again are kept, as far as the memory allows, or drawn again. */
  readonly keeps: boolean;
  /** Vectors that an entry is multiplied with while it is there. */
  readonly together: number;
}

export type EngineCosts = Readonly<Record<Sampler, SamplerCosts>>;

/** Part of the memory of a run that the matrices kept for one trial may take. */
const KEPT_PART = 0.25;

/** Counts the work of one trial. */
export function countWork(plan: SimulationPlan, { keeps, together }: Omit<SamplerCosts, "seconds">): Parts {
  const counts = { steps: plan.steps.length, drawn: 0, read: 0, multiplied: 0, operations: 0, combined: 0 };
  const kept = keeps ? keptMatrices(plan) : new Set<number>();
  const seen = plan.matrices.map(() => ({ plain: 0, transposed: 0 }));
  const known = new Set<number>();
  const add = (step: Step): void => {
    switch (step.op) {
      case "scalar":
        break;
      case "draw":
        counts.drawn += plan.buffers[step.out]?.length ?? 0;
        break;
      case "pass": {
        const bodies = [...step.outputs, ...step.reductions].map(({ body }) => body);
        const each = reachable(plan.pool, bodies).reduce(
          (sum, id) => sum + 1 + costOf(plan.pool, plan.pool.get(id)),
          0,
        );
        counts.operations += step.length * each;
        break;
      }
      case "matmul": {
        const matrix = plan.matrices[step.matrix];
        const sides = seen[step.matrix];
        if (matrix === undefined || sides === undefined) break;
        if (plan.sampler === "explicit") {
          const entries = matrix.rows * matrix.cols;
          const passes = Math.max(1, Math.ceil(step.inputs.length / together));
          const again = known.has(step.matrix) && kept.has(step.matrix);
          counts.read += again ? entries * passes : 0;
          counts.drawn += again ? 0 : entries * passes;
          counts.multiplied += entries * step.inputs.length;
          known.add(step.matrix);
        } else {
          for (const _ of step.inputs) condition(counts, matrix, step.transposed, sides);
        }
        break;
      }
      default:
        unreachable(step);
    }
  };
  for (const step of plan.steps) add(step);
  return counts;
}

/**
 * One product given `own` directions of its side and `other` of the other one: two rounds of Gram and Schmidt, the sum
 * of known products, and the correction of the noise.
 */
function condition(
  counts: { drawn: number; combined: number },
  { rows, cols }: PlannedMatrix,
  transposed: boolean,
  sides: { plain: number; transposed: number },
): void {
  const [length, outLength] = transposed ? [rows, cols] : [cols, rows];
  const [own, other] = transposed ? [sides.transposed, sides.plain] : [sides.plain, sides.transposed];
  counts.drawn += outLength;
  counts.combined += own * (4 * length + outLength) + other * (length + 2 * outLength);
  if (transposed) sides.transposed++;
  else sides.plain++;
}

/** Matrices with several products, those that fit. */
function keptMatrices({ matrices, steps, memory }: SimulationPlan): ReadonlySet<number> {
  const visits = matrices.map(() => 0);
  for (const step of steps) if (step.op === "matmul") visits[step.matrix]! += 1;
  const kept = new Set<number>();
  let left = KEPT_PART * memory.bound;
  for (const [m, { rows, cols }] of matrices.entries()) {
    if ((visits[m] ?? 0) < 2 || 8 * rows * cols > left) continue;
    left -= 8 * rows * cols;
    kept.add(m);
  }
  return kept;
}

/** Seconds that a trial takes: on the processor on one thread, on a graphics device as one of many. */
export function trialSeconds(plan: SimulationPlan, costs: EngineCosts): number {
  const { seconds, ...ways } = costs[plan.sampler];
  const counts = countWork(plan, ways);
  return partNames.reduce((sum, part) => sum + counts[part] * seconds[part], 0);
}
