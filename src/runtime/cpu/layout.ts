/** How the memory that was granted is used: how many trials at a time, and which matrices are kept for a trial. */
import type { SimulationPlan } from "../../plan/simulation-plan.ts";

export interface Layout {
  /** Trials under way at a time, each on a thread of its own; at least 1. */
  readonly threads: number;
  /** Explicit sampler: matrices by index that are drawn once per trial, the others each time they are used. */
  readonly keep: ReadonlySet<number>;
}

/** What a trial takes without the matrices that are kept, what each of these would take, and the most for all. */
export interface Bytes {
  readonly trial: number;
  readonly matrices: readonly number[];
  readonly most: number;
}

/**
 * As many threads as the memory allows, then as many matrices as fit, those that are visited most often first.
 * Neither changes a result.
 */
export function layOut(plan: SimulationPlan, threads: number, bytes: Bytes = doubleBytes(plan)): Layout {
  const { bound } = plan.memory;
  const { trial } = bytes;
  const most = trial === 0 ? threads : Math.floor(bound / trial);
  const count = Math.max(1, Math.min(threads, most));
  const keep = new Set<number>();
  if (plan.sampler === "conditioned") return { threads: count, keep };

  let left = Math.min(bound / count, bytes.most) - trial;
  const visits = plan.matrices.map(() => 0);
  for (const step of plan.steps) if (step.op === "matmul") visits[step.matrix] = (visits[step.matrix] ?? 0) + 1;
  const candidates = [...visits.keys()].filter((m) => (visits[m] ?? 0) > 1);
  for (const m of candidates.sort((a, b) => (visits[b] ?? 0) - (visits[a] ?? 0) || a - b)) {
    const size = bytes.matrices[m] ?? 0;
    if (size > left) continue;
    left -= size;
    keep.add(m);
  }
  return { threads: count, keep };
}

function doubleBytes({ memory, matrices }: SimulationPlan): Bytes {
  return {
    trial: memory.trial,
    matrices: matrices.map(({ rows, cols }) => 8 * rows * cols),
    most: Number.POSITIVE_INFINITY,
  };
}
