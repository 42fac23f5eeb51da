/** How the memory that was granted is used: how many trials at a time, and which matrices are kept for a trial. */
import type { SimulationPlan } from "../../plan/simulation-plan.ts";

export interface Layout {
  /** Trials under way at a time, each on a thread of its own; at least 1. */
  readonly threads: number;
  /** Explicit sampler: matrices by index that are drawn once per trial, the others each time they are used. */
  readonly keep: ReadonlySet<number>;
}

/**
 * As many threads as the memory allows, then as many matrices as fit, those that are visited most often first.
 * Neither changes a result.
 */
export function layOut(plan: SimulationPlan, threads: number): Layout {
  const { bound, trial } = plan.memory;
  const most = trial === 0 ? threads : Math.floor(bound / trial);
  const count = Math.max(1, Math.min(threads, most));
  const keep = new Set<number>();
  if (plan.sampler === "conditioned") return { threads: count, keep };

  let left = bound / count - trial;
  const visits = plan.matrices.map(() => 0);
  for (const step of plan.steps) if (step.op === "matmul") visits[step.matrix] = (visits[step.matrix] ?? 0) + 1;
  const candidates = [...visits.keys()].filter((m) => (visits[m] ?? 0) > 1);
  for (const m of candidates.sort((a, b) => (visits[b] ?? 0) - (visits[a] ?? 0) || a - b)) {
    const matrix = plan.matrices[m];
    const bytes = matrix === undefined ? 0 : 8 * matrix.rows * matrix.cols;
    if (bytes > left) continue;
    left -= bytes;
    keep.add(m);
  }
  return { threads: count, keep };
}
