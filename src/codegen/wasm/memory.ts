/** Where the numbers of a trial lie, in bytes. */
import { invariant } from "../../diagnostics/invariant.ts";
import type { BufferId, ScalarSlot, SimulationPlan } from "../../plan/simulation-plan.ts";
import { STRIP } from "../wgsl/pass-kernel.ts";
import { FAN } from "../wgsl/sum-kernels.ts";

export interface Memory {
  vectorAt(id: BufferId): number;
  scalarAt(slot: ScalarSlot): number;
  /** Where scratch memory begins that every step may use. */
  readonly scratch: number;
  /** Takes bytes behind everything else. */
  claim(bytes: number): number;
  size(): number;
}

/** Room for the tables of the library. */
const TABLES = 64;

export function roundUp(value: number, multiple: number): number {
  return multiple * Math.ceil(value / multiple);
}

/** How many numbers each level of the sum over `length` coordinates has: shares, then sums of them, down to FAN. */
export function sumLevels(length: number): readonly number[] {
  const levels = [Math.ceil(length / STRIP)];
  for (let last = levels[0] ?? 0; last > FAN; levels.push(last)) last = Math.ceil(last / FAN);
  return levels;
}

/** Bytes of one level, to a multiple of four numbers. */
export function levelBytes(count: number): number {
  return roundUp(4 * count, 16);
}

export function layOutMemory(plan: SimulationPlan): Memory {
  let end = TABLES;
  const claim = (bytes: number): number => {
    const at = end;
    end += roundUp(bytes, 64);
    return at;
  };
  const scalars = claim(4 * plan.scalars.length);
  const slots = new Map<number, number>();
  for (const { slot, length } of plan.buffers) {
    // Functions read and write up to 31 numbers beyond the end.
    if (!slots.has(slot)) slots.set(slot, claim(4 * (roundUp(length, 32) + 32)));
  }
  const scratch = claim(Math.max(0, ...plan.steps.map(sumBytes)));
  return {
    vectorAt(id) {
      const at = slots.get(plan.buffers[id]?.slot ?? -1);
      invariant(at !== undefined, () => `no buffer ${id}`);
      return at;
    },
    scalarAt: (slot) => scalars + 4 * slot,
    scratch,
    claim,
    size: () => end,
  };
}

function sumBytes(step: SimulationPlan["steps"][number]): number {
  if (step.op !== "pass") return 0;
  const each = sumLevels(step.length).reduce((sum, count) => sum + levelBytes(count), 0);
  return step.reductions.length * each;
}
