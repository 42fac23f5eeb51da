/** Calls that add up shares: folds down to at most FAN numbers, then averages into scalars. */
import type { Place } from "../../diagnostics/source.ts";
import type { ScalarSlot } from "../../plan/simulation-plan.ts";
import { type Emission, scalarLabel } from "./emission.ts";
import { floatWord, groupShape, listed } from "./kernel.ts";
import { averageKernel, FAN, foldKernel, foldPackedKernel } from "./sum-kernels.ts";

/** In units of drawing and using one matrix entry: adding one number from memory. */
const COST_OF_ADDING = 2;

/** Each of `rows` rows of `count` numbers from `start` becomes a row of `goal` sums at `out`. */
export function emitFold(
  emission: Emission,
  start: number,
  count: number,
  out: number,
  goal: number,
  rows: number,
  place: Place,
): void {
  const shape = groupShape(goal * rows);
  const kernel = emission.table.use(`fold ${shape}`, [], () => foldKernel(shape, "Sums of shares, one level."));
  const cost = COST_OF_ADDING * Math.ceil(count / goal);
  emission.calls.push({ kernel, items: goal * rows, words: [start, count, out, goal], cost, place });
}

/**
 * One level for shares that lie in quadruples, those of four rows in each: `rows` rows of sums of at most FAN shares.
 * Returns where they begin and how many a row has.
 */
export function emitUnpacking(
  emission: Emission,
  start: number,
  count: number,
  rows: number,
  place: Place,
): { readonly start: number; readonly count: number } {
  const goal = Math.ceil(count / FAN);
  const out = emission.claim(goal * rows);
  const shape = groupShape(goal * rows);
  const kernel = emission.table.use(`unpack ${shape}`, [], () => foldPackedKernel(shape));
  const cost = COST_OF_ADDING * Math.ceil(count / goal);
  emission.calls.push({ kernel, items: goal * rows, words: [start, count, out, goal], cost, place });
  return { start: out, count: goal };
}

/** The averages over `length` coordinates whose `count` shares each lie in rows from `start`. */
export function emitAverages(
  emission: Emission,
  slots: readonly ScalarSlot[],
  start: number,
  count: number,
  length: number,
  place: Place,
): void {
  const [first] = slots;
  if (first === undefined) return;
  const goal = {
    first: emission.layout.scalarAt(first),
    labels: slots.map((slot) => scalarLabel(emission.plan, slot)),
  };
  emitSums(emission, goal, slots.length, start, count, 1 / length, place);
}

/** `rows` scalars from `goal.first` on: the sums of rows of `count` shares, times `factor`. */
export function emitSums(
  emission: Emission,
  goal: { readonly first: number; readonly labels: readonly string[] },
  rows: number,
  start: number,
  count: number,
  factor: number,
  place: Place,
): void {
  let from = start;
  let left = count;
  while (left > FAN) {
    const next = Math.ceil(left / FAN);
    const out = emission.claim(next * rows);
    emitFold(emission, from, left, out, next, rows, place);
    from = out;
    left = next;
  }
  const shape = groupShape(rows);
  const kernel = emission.table.use(`average ${shape}`, goal.labels, (all) =>
    averageKernel(shape, all.length === 0 ? "Sums over coordinates." : `Averages over coordinates: ${listed(all)}.`),
  );
  emission.calls.push({
    kernel,
    items: rows,
    words: [from, left, goal.first, floatWord(factor)],
    cost: COST_OF_ADDING * left,
    place,
  });
}
