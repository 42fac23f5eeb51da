/** Calls that add up shares: folds down to at most FAN numbers, then averages into scalars. */
import type { Place } from "../../diagnostics/source.ts";
import type { ScalarSlot } from "../../plan/simulation-plan.ts";
import { type Emission, scalarLabel } from "./emission.ts";
import { floatWord, groupShape, listed, steadyShape } from "./kernel.ts";
import { averageKernel, averagePackedKernel, FAN, foldKernel, foldPackedKernel } from "./sum-kernels.ts";

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

/** Shares that lie in quadruples, those of four rows in each. */
export interface PackedShares {
  readonly start: number;
  /** Of each row. */
  readonly count: number;
  readonly rows: number;
}

/** Sums of rows, times a factor, become scalars. */
export interface SumGoal {
  /** The first scalar. */
  readonly first: number;
  readonly rows: number;
  readonly factor: number;
  readonly labels: readonly string[];
}

/** The sums of shares in quadruples; goals take rows in their order. */
export function emitPackedSums(
  emission: Emission,
  shares: PackedShares,
  goals: readonly SumGoal[],
  place: Place,
): void {
  const level = shares.count > FAN ? emitUnpacking(emission, shares, place) : undefined;
  let row = 0;
  for (const { first, rows, factor, labels } of goals) {
    if (level !== undefined) {
      emitSums(emission, { first, labels }, rows, level.start + level.count * row, level.count, factor, place);
    } else if (rows > 0) {
      const shape = steadyShape(rows, emission.target.invocations === 0);
      const kernel = emission.table.use(`average packed ${shape}`, labels, (all) =>
        averagePackedKernel(shape, averageComment(all)),
      );
      const words = [shares.start, shares.count, first, row, floatWord(factor)];
      emission.calls.push({ kernel, items: rows, words, cost: COST_OF_ADDING * shares.count, place });
    }
    row += rows;
  }
}

/** One level, which leaves at most FAN sums for a row, one row after the other. */
function emitUnpacking(
  emission: Emission,
  { start, count, rows }: PackedShares,
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

function averageComment(labels: readonly string[]): string {
  return labels.length === 0 ? "Sums over coordinates." : `Averages over coordinates: ${listed(labels)}.`;
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
function emitSums(
  emission: Emission,
  goal: { readonly first: number; readonly labels: readonly string[] },
  rows: number,
  start: number,
  count: number,
  factor: number,
  place: Place,
): void {
  if (rows === 0) return;
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
    averageKernel(shape, averageComment(all)),
  );
  emission.calls.push({
    kernel,
    items: rows,
    words: [from, left, goal.first, floatWord(factor)],
    cost: COST_OF_ADDING * left,
    place,
  });
}
