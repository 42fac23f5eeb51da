/**
 * Where the numbers of a trial lie: vectors at multiples of eight numbers, so that they can be read four at a time and
 * end in zeros, then what the conditioned sampler has seen, then scratch memory for sums on their way; scalars by
 * themselves.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import type { BufferId, ScalarSlot, SimulationPlan } from "../../plan/simulation-plan.ts";
import { type Bases, layOutBases, type MatrixBase } from "./conditioned/bases.ts";
import { padded } from "./padding.ts";

export interface Layout {
  /** Numbers of a trial, without scratch memory. */
  readonly size: number;
  /** Where a vector begins. */
  vectorAt(id: BufferId): number;
  /** Position of a scalar. The averages of a pass follow one another. */
  scalarAt(slot: ScalarSlot): number;
  readonly scalars: number;
  /** What the conditioned sampler keeps of a matrix, by its index. */
  baseOf(matrix: number): MatrixBase;
}

/** With places for all vectors, or only for `wanted`. */
export function layOut(plan: SimulationPlan, wanted?: ReadonlySet<BufferId>): Layout {
  const slots = new Map<number, number>();
  let size = 0;
  for (const [id, { slot, length }] of plan.buffers.entries()) {
    if (slots.has(slot) || wanted?.has(id as BufferId) === false) continue;
    slots.set(slot, size);
    size += padded(length);
  }
  const scalars = new Map<ScalarSlot, number>();
  const place = (slot: ScalarSlot) => {
    invariant(!scalars.has(slot), () => `scalar ${slot} is assigned twice`);
    scalars.set(slot, scalars.size);
  };
  for (const step of plan.steps) {
    if (step.op === "scalar") place(step.out);
    else if (step.op === "pass") for (const { slot } of step.reductions) place(slot);
  }
  const bases: Bases =
    plan.sampler === "conditioned" ? layOutBases(plan, size, scalars.size) : { of: [], size: 0, scalars: 0 };
  return {
    size: size + bases.size,
    vectorAt(id) {
      const at = slots.get(plan.buffers[id]?.slot ?? -1);
      invariant(at !== undefined, () => `no buffer ${id}`);
      return at;
    },
    scalarAt(slot) {
      const at = scalars.get(slot);
      invariant(at !== undefined, () => `scalar ${slot} is read but never assigned`);
      return at;
    },
    scalars: scalars.size + bases.scalars,
    baseOf(matrix) {
      const base = bases.of[matrix];
      invariant(base !== undefined, () => `nothing is kept of matrix ${matrix}`);
      return base;
    },
  };
}
