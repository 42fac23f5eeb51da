/** How often comparisons with true limits disagree, and comparisons with wrong ones do not. */
import { type LookOptions, lookUntilDecided, type TrialSource } from "../../../src/looks.ts";
import type { LimitOf } from "../../../src/report/estimate-limit.ts";
import type { Effort, Sequence } from "../../../src/report/sequence.ts";
import { createRandom } from "../random.ts";
import { unwrap } from "../unwrap.ts";
import type { TrialLaw } from "./laws.ts";
import type { NamedProgram, PlantedError } from "./programs.ts";
import { drawn, from, limitsOf, opened, remembered } from "./sources.ts";

const common = { infiniteVariance: () => undefined, signal: undefined, onProgress: undefined };

/** Trials 50, 100, 200, 400: every look is taken that the test has not decided before. */
const effort: Effort = { kind: "sequential", first: 50, most: 400, budgetSeconds: Number.POSITIVE_INFINITY };
const mostTrials = 400;

/** Small, so that thousands of comparisons take minutes; the bias is large there, and the model is put to the test. */
const smallWidths = [32, 64, 128, 256];

export interface FalseAlarms {
  readonly name: string;
  readonly comparisons: number;
  /** One per level. */
  readonly alarms: readonly number[];
}

/** No difference can be excluded to a part of 1e-12: nothing but a disagreement ends a comparison early. */
const never = 1e-12;

/** Comparisons of a program with its true limit, each with trials of its own, at each of the levels. */
export async function falseAlarmsOf(
  { name, text }: NamedProgram,
  comparisons: number,
  levels: readonly number[],
): Promise<FalseAlarms> {
  const limits = limitsOf(text, "counted");
  const simulator = await opened(text, smallWidths, 2);
  const source = await remembered(simulator, comparisons * mostTrials);
  await simulator.close();
  const alarms: number[] = [];
  for (const alpha of levels) {
    let count = 0;
    for (let i = 0; i < comparisons; i++) {
      const sequence = await sequenceOf(from(source, i * mostTrials), limits, {
        ...common,
        alpha,
        resolution: never,
        effort,
      });
      if (disagrees(sequence)) count++;
    }
    alarms.push(count);
  }
  return { name, comparisons, alarms };
}

/** The same for trials drawn from a law. `like` is any program with one output `q` at the widths wanted. */
export async function falseAlarmsOfLaw(
  { name, draw }: TrialLaw,
  like: TrialSource,
  comparisons: number,
  levels: readonly number[],
): Promise<FalseAlarms> {
  const limits = [{ name: "q", value: 1, error: 0 }];
  const alarms: number[] = [];
  for (const alpha of levels) {
    // The same trials at each level.
    const random = createRandom(`calibration ${name}`);
    let count = 0;
    for (let i = 0; i < comparisons; i++) {
      const sequence = await sequenceOf(drawn(like, random, draw), limits, {
        ...common,
        alpha,
        resolution: never,
        effort,
      });
      if (disagrees(sequence)) count++;
    }
    alarms.push(count);
  }
  return { name, comparisons, alarms };
}

/** A source that lends its plans: one output `q` at the small widths. */
export async function plainSource(): Promise<TrialSource> {
  const simulator = await opened("width n\nvector z ~ normal(0, 1)\noutput q = moment(z)", smallWidths, 1);
  await simulator.close();
  return simulator;
}

export interface Power {
  readonly error: PlantedError;
  /** Of the limit, as a part of it. */
  readonly size: number;
  readonly comparisons: number;
  /** How many disagree with the wrong limit, and how many of as many agree with the right one. */
  readonly found: number;
  readonly agreed: number;
  /** Most trials per width, and seconds of simulation, that one comparison took. */
  readonly trials: number;
  readonly seconds: number;
}

/** Of the command line: looks at 200, 400, .. trials, a resolution of 1 %, a level of 1e-4. */
const defaults = {
  ...common,
  alpha: 1e-4,
  resolution: 0.01,
  effort: { kind: "sequential", first: 200, most: 25_600, budgetSeconds: Number.POSITIVE_INFINITY },
} as const satisfies LookOptions;

/** Comparisons of the right program with the wrong limit, and with the right one, with the defaults but for the clock. */
export async function powerAgainst(
  error: PlantedError,
  comparisons: number,
  widths: readonly number[],
  threads: number,
): Promise<Power> {
  const [right] = limitsOf(error.right, "counted");
  const [wrong] = error.wrong === undefined ? limitsOf(error.right, "dropped") : limitsOf(error.wrong, "counted");
  if (right === undefined || wrong === undefined) throw new Error(`${error.name} has no limit`);
  const limits: readonly LimitOf[] = [wrong, right];
  const simulator = await opened(error.right, widths, threads);
  const counts = { found: 0, agreed: 0, trials: 0, seconds: 0 };
  for (let i = 0; i < comparisons; i++) {
    for (const limit of limits) {
      // The trials of other comparisons are beyond the most that one takes.
      const source = from(simulator, i * defaults.effort.most);
      const sequence: Sequence = await sequenceOf(source, [{ ...limit, name: right.name }], defaults);
      const last = sequence.looks.at(-1);
      counts.trials = Math.max(counts.trials, last?.trials ?? 0);
      counts.seconds = Math.max(counts.seconds, last?.seconds ?? 0);
      if (limit === wrong && last?.verdict === "disagree") counts.found++;
      if (limit === right && last?.verdict === "agree") counts.agreed++;
    }
  }
  await simulator.close();
  return { error, size: wrong.value / right.value - 1, comparisons, ...counts };
}

async function sequenceOf(source: TrialSource, limits: readonly LimitOf[], options: LookOptions): Promise<Sequence> {
  return unwrap(await lookUntilDecided(source, limits, options, () => {})).sequence;
}

function disagrees({ looks }: Sequence): boolean {
  return looks.at(-1)?.verdict === "disagree";
}
