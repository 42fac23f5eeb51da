/**
 * Where vectors live: buffers whose lifetimes do not overlap share a slot, and the slots of one trial are its memory.
 * A step's results never share a slot with what it reads.
 */
import type { Closed, Program, WidthId } from "../ir/program.ts";
import type { FusedBuffer } from "./fuse.ts";
import { lifetimesOf } from "./lifetimes.ts";
import type { BufferId, Step } from "./simulation-plan.ts";
import { widthsAt } from "./widths.ts";

const BYTES = 8;

export interface Slots {
  /** By buffer. */
  readonly slotOf: readonly number[];
  /** By slot the width of what it holds. */
  readonly widths: readonly WidthId[];
}

/**
 * Gives each buffer a slot, taking the one that became free last. Only equal widths share slots, so that the answer
 * is the same at every `n`; widths with the same ratio are equal.
 */
export function assignSlots(program: Program, buffers: readonly FusedBuffer[], steps: readonly Step[]): Slots {
  const lifetimes = lifetimesOf(steps);
  const slotOf: number[] = buffers.map(() => -1);
  const widths: WidthId[] = [];
  const free = new Map<Closed | undefined, number[]>();
  const ratioOf = (width: WidthId): Closed | undefined => program.widths[width]?.ratio;
  const born: BufferId[][] = steps.map(() => []);
  const dying: BufferId[][] = steps.map(() => []);
  for (const [buffer, { first, last }] of lifetimes) {
    born[first]?.push(buffer);
    dying[last]?.push(buffer);
  }
  for (const s of steps.keys()) {
    for (const buffer of born[s] ?? []) {
      const width = (buffers[buffer] as FusedBuffer).width;
      const slot = free.get(ratioOf(width))?.pop() ?? widths.length;
      if (slot === widths.length) widths.push(width);
      slotOf[buffer] = slot;
    }
    for (const buffer of dying[s] ?? []) {
      const ratio = ratioOf((buffers[buffer] as FusedBuffer).width);
      const slots = free.get(ratio) ?? [];
      slots.push(slotOf[buffer] as number);
      free.set(ratio, slots);
    }
  }
  return { slotOf, widths };
}

/** Bytes of the slots of one trial at given widths. */
export function trialBytes(slots: Slots, widths: readonly number[]): number {
  return slots.widths.reduce((sum, width) => sum + BYTES * (widths[width] ?? 0), 0);
}

/** The largest first width at which one trial needs at most `bound` bytes; 0 when there is none. */
export function largestWidth(program: Program, ratios: readonly number[], slots: Slots, bound: number): number {
  const fits = (n: number): boolean => {
    const widths = widthsAt(program, ratios, n);
    return widths.ok && trialBytes(slots, widths.value) <= bound;
  };
  const smallest = smallestWidth(program, ratios);
  if (!fits(smallest)) return 0;
  let low = smallest;
  let high = 2 * smallest;
  while (fits(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The smallest first width at which every width is at least 1. */
function smallestWidth(program: Program, ratios: readonly number[]): number {
  let n = Math.max(1, ...ratios.map((ratio) => Math.floor(0.5 / ratio)));
  while (!widthsAt(program, ratios, n).ok) n++;
  return n;
}
