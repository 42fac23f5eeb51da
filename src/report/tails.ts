/**
 * Whether the trials of an output have a variance, without which a test of means with their standard errors says
 * nothing. Averages of z^2 over student_t(2.1) have none: what would lift their mean to the limit is rarer than the
 * trials, so that means lie below it at every width, by more standard errors than a test allows.
 *
 * What is measured. Where trials have a finite variance, the largest squared deviation is a part of the sum of squares
 * that vanishes as trials are added, like log(T)^2 / T under exponential tails. Where they have none that part stays:
 * the sum is made by its largest terms, however many there are (Logan, Mallows, Rice and Shepp, Ann. Probab. 1, 1973,
 * on self-normalised sums). Only deviations on the side of the limit count against a contradiction: missing trials on
 * the other side cannot explain it. The exponent of the spread would be no help: at tail index 1.5 and 200 trials it is
 * noise between -0.9 and 0.2.
 */
import type { OutputSummary } from "./run-summary.ts";

/**
 * From this part on tails count as heavy. With 100 trials, normal ones and products of ten layers stay below in
 * 99 % of comparisons, exponential ones in 95 %, a chi-square of one degree in half. Of 2,388 false alarms due to tail indices from 1.02 to
 * 1.4, with 10 to 200 trials, 6 lay below.
 */
const HEAVY = 0.25;

/** Contradictions by so many standard errors are not due to heavy tails, unless the tail index is below 1.03. */
const BEYOND_TAILS = 50;

/** The part from which on agreement is not believed either, and the trials with which light tails stay below. */
const DOMINATED = 0.5;
const ENOUGH_TRIALS = 50;

/** Fewer deviations say nothing about a tail index. */
const LEAST_TAIL = 20;

/** Where the limit lies as seen from the simulation that contradicts it; 0 where nothing is contradicted. */
type Side = -1 | 0 | 1;

interface TestOfMeans {
  /** Of the widths at which trials differ by more than rounding. */
  readonly outputs: readonly OutputSummary[];
  readonly side: Side;
  /** The difference in standard errors. */
  readonly z: number;
  /** Why the variance is infinite, as far as the program shows it; asked only where it matters. */
  readonly infiniteVariance: () => string | undefined;
}

/**
 * Tails that a test of means does not bear. `known` from the program, or `seen` in the trials: no test holds. `finite`:
 * heavy, but of finite variance as far as the trials can tell, so that a robust mean is compared. The text is a
 * sentence without a full stop.
 */
export interface HeavyTail {
  readonly kind: "known" | "seen" | "finite";
  readonly text: string;
}

/** Whether tails make a test of means meaningless: its contradiction, or its agreement. */
export function findHeavyTail({ outputs, side, z, infiniteVariance }: TestOfMeans): HeavyTail | undefined {
  const share = largestShare(outputs, side);
  const known = side !== 0 || share >= HEAVY ? infiniteVariance() : undefined;
  if (known !== undefined) {
    return { kind: "known", text: `its trials have infinite variance, and their means no standard error: ${known}` };
  }
  if (share >= (side === 0 ? DOMINATED : HEAVY) && hasVariance(outputs, side)) {
    const text = `single trials make up ${Math.round(100 * share)} % of the spread: a robust mean is compared`;
    return { kind: "finite", text };
  }
  const dominated = `single trials make up ${Math.round(100 * share)} % of the spread, as under heavy tails`;
  if (side !== 0) {
    return share >= HEAVY && Math.abs(z) < BEYOND_TAILS
      ? { kind: "seen", text: `${dominated}: the difference may be due to trials rarer than those seen` }
      : undefined;
  }
  const enough = outputs.some(({ count }) => count >= ENOUGH_TRIALS);
  return share >= DOMINATED && enough
    ? { kind: "seen", text: `${dominated}: the standard error means little` }
    : undefined;
}

/**
 * Whether the largest deviations show a variance: B. M. Hill's estimate of the tail index (Ann. Statist. 3, 1975) from
 * the largest twentieth of them, all widths together in units of their spreads, lies above 2 by 1.645 standard errors.
 */
function hasVariance(outputs: readonly OutputSummary[], side: Side): boolean {
  const deviations = outputs.flatMap(({ samples, mean, sd }) =>
    [...samples]
      .filter((value) => Number.isFinite(value) && (value - mean) * side >= 0)
      .map((v) => Math.abs(v - mean) / sd),
  );
  const order = deviations.sort((a, b) => b - a);
  const largest = Math.floor(order.length / 20);
  if (largest < LEAST_TAIL) return false;
  const edge = order[largest]!;
  const spacing = order.slice(0, largest).reduce((sum, value) => sum + Math.log(value / edge), 0) / largest;
  return (1 - 1.645 / Math.sqrt(largest)) / spacing > 2;
}

/**
 * The part of the largest squared deviation on `side` of the mean (on either for 0) in the sum of all, averaged over
 * widths; 0 where there are none.
 */
function largestShare(outputs: readonly OutputSummary[], side: Side): number {
  const shares = outputs.map(({ samples }) => shareOf(samples.filter(Number.isFinite), side));
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function shareOf(samples: Float64Array, side: Side): number {
  // In units of the largest, so that no square overflows or vanishes.
  const unit = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const mean = samples.reduce((sum, value) => sum + value / unit, 0) / samples.length;
  let total = 0;
  let largest = 0;
  for (const value of samples) {
    const deviation = value / unit - mean;
    total += deviation ** 2;
    if (deviation * side >= 0) largest = Math.max(largest, deviation ** 2);
  }
  return total > 0 ? largest / total : 0;
}
