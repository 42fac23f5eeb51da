/**
 * Where the numbers of a trial lie: vectors at multiples of eight numbers, so that they can be read four at a time and
 * end in zeros, then scratch memory for sums on their way; scalars by themselves.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import type { BufferId, ScalarSlot, SimulationPlan } from "../../plan/simulation-plan.ts";

export interface Layout {
  /** Numbers of a trial, without scratch memory. */
  readonly size: number;
  /** Where a vector begins. */
  vectorAt(id: BufferId): number;
  /** Position of a scalar. The averages of a pass follow one another. */
  scalarAt(slot: ScalarSlot): number;
  readonly scalars: number;
}

/** `length` rounded up to a multiple of eight. */
export function padded(length: number): number {
  return 8 * Math.ceil(length / 8);
}

export function layOut(plan: SimulationPlan): Layout {
  const slots = new Map<number, number>();
  let size = 0;
  for (const { slot, length } of plan.buffers) {
    if (slots.has(slot)) continue;
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
  return {
    size,
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
    scalars: scalars.size,
  };
}
