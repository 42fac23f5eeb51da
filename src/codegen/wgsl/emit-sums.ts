/** Calls that add up shares: folds down to at most FAN numbers, then averages into scalars. */
import type { Place } from "../../diagnostics/source.ts";
import type { ScalarSlot } from "../../plan/simulation-plan.ts";
import { type Emission, scalarLabel } from "./emission.ts";
import { floatWord, groupShape, listed } from "./kernel.ts";
import { averageKernel, FAN, foldKernel } from "./sum-kernels.ts";

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
  let from = start;
  let left = count;
  while (left > FAN) {
    const goal = Math.ceil(left / FAN);
    const out = emission.claim(goal * slots.length);
    emitFold(emission, from, left, out, goal, slots.length, place);
    from = out;
    left = goal;
  }
  const shape = groupShape(slots.length);
  const labels = slots.map((slot) => scalarLabel(emission.plan, slot));
  const kernel = emission.table.use(`average ${shape}`, labels, (all) =>
    averageKernel(shape, `Averages over coordinates: ${listed(all)}.`),
  );
  emission.calls.push({
    kernel,
    items: slots.length,
    words: [from, left, emission.layout.scalarAt(first), floatWord(1 / length)],
    cost: COST_OF_ADDING * left,
    place,
  });
}
