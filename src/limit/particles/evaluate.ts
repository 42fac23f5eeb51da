/**
 * The limit by particles: independent copies of all basis variables carried through the program in order, every
 * covariance and Onsager coefficient an average over copies. Works for every program, however long or deep; the
 * accuracy is that of sampling, about 1 / sqrt(particles * replicates) and often much better.
 */
import { failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { Program } from "../../ir/program.ts";
import { meaningKey, type Onsager } from "../limit-program.ts";
import type { Estimate } from "../limit-report.ts";
import { neededInstrs } from "../master-theorem.ts";
import { combineReplicates, type Replicate } from "./combine.ts";
import { leastHalf, notFinite, rareCopies, tooFewParticles } from "./findings.ts";
import { type ProgramNumbers, resolveNumbers } from "./numbers.ts";
import { columnWork, type ParticlePlan, planParticles } from "./plan.ts";
import { meaningsOf } from "./record.ts";
import { type RunResult, runOnCopies } from "./run.ts";
import { createStrata, type Part } from "./strata.ts";

export interface ParticleOptions {
  readonly onsager: Onsager;
  /** Copies in each replicate; an odd number loses one. */
  readonly particles: number;
  /** Column operations times copies in all runs together; where these are more, the copies are fewer. */
  readonly work: number;
  /** Independent repetitions, from which the error comes; at least 2. */
  readonly replicates: number;
  readonly seed: bigint;
  /** Values of the scalars that the program leaves open, by name. */
  readonly symbols: ReadonlyMap<string, number>;
  /** Who carries the runs out; this thread, one after the other, where nobody is named. */
  readonly perform: Performer | undefined;
}

export interface ParticleLimit {
  /** By meaning key: all scalars, the covariances of all products, the Onsager coefficients of all dependences. */
  readonly values: ReadonlyMap<string, Estimate>;
}

/** However large a program is, its averages are over so many copies. */
const LEAST = 512;

/** One run: which part of which replicate, of how many copies in each half. */
export interface RunTask {
  readonly seed: bigint;
  readonly replicate: number;
  readonly half: number;
  readonly part: Part;
}

/** Carries independent runs out, wherever that is; the results in the order of the tasks, the same as of {@link carryOut}. */
export type Performer = (
  plan: ParticlePlan,
  numbers: ProgramNumbers,
  tasks: readonly RunTask[],
) => readonly RunResult[];

/**
 * Evaluates all numbers of the limit. Errors: TP310 (a number that is not finite), TP311 and TP312 (symbols without
 * value, impossible laws), TP313 (too few particles); warning TP314 (averages that rest on a few copies).
 */
export function evaluateByParticles(program: Program, options: ParticleOptions): Outcome<ParticleLimit> {
  invariant(options.replicates >= 2, () => "errors come from at least two replicates");
  const numbers = resolveNumbers(program, options.symbols);
  if (!numbers.ok) return numbers;
  const plan = planParticles({ ...program, instrs: neededInstrs(program) }, options.onsager);
  const half = Math.floor(affordable(plan, options) / 2);
  const crowded = tooFewParticles(plan, half);
  if (crowded.length > 0) return failure(crowded);

  const tasks = Array.from({ length: options.replicates }, (_, replicate) =>
    parts.map((part): RunTask => ({ seed: options.seed, replicate, half, part })),
  ).flat();
  const runs = (options.perform ?? inTurn)(plan, numbers.value, tasks);
  const failed = runs.findIndex(({ failedAt }) => failedAt !== undefined);
  if (failed >= 0) return failure([explain(plan, numbers.value, tasks[failed]!)]);

  const replicates: Replicate[] = [];
  const shares = new Float64Array(program.instrs.length);
  for (let at = 0; at < runs.length; at += parts.length) {
    const [whole, first, second] = runs.slice(at, at + parts.length) as [RunResult, RunResult, RunResult];
    replicates.push({ whole: whole.record, first: first.record, second: second.record });
    for (const [step, share] of whole.shares.entries()) shares[step]! += share / options.replicates;
  }
  return success({ values: keyed(plan, combineReplicates(replicates)) }, rareCopies(program, shares, 2 * half));
}

/** Copies in each replicate: fewer than asked for where the program is large, but enough for it to be carried out. */
function affordable(plan: ParticlePlan, { particles, work, replicates }: ParticleOptions): number {
  // The two halves together do what the whole does.
  const most = work / (2 * replicates * columnWork(plan));
  if (particles <= most) return particles;
  const fewest = Math.max(LEAST, 2 * leastHalf(plan));
  return Math.min(particles, Math.max(fewest, 2 ** Math.floor(Math.log2(most))));
}

const parts = ["whole", "first", "second"] as const satisfies readonly Part[];

const inTurn: Performer = (plan, numbers, tasks) => tasks.map((task) => carryOut(plan, numbers, task));

/** One run: a function of its arguments alone, so that any thread can do it. */
export function carryOut(plan: ParticlePlan, numbers: ProgramNumbers, task: RunTask): RunResult {
  return runOnCopies(plan, numbers, createStrata(task.seed, task.replicate, task.half, task.part), undefined);
}

/** Repeats a run that ended at a number that is not finite, to see where that began. */
function explain(plan: ParticlePlan, numbers: ProgramNumbers, task: RunTask) {
  const infected = new Set<number>();
  const strata = createStrata(task.seed, task.replicate, task.half, task.part);
  const { failedAt } = runOnCopies(plan, numbers, strata, (step, column) => {
    if (!column.every(Number.isFinite)) infected.add(step);
  });
  invariant(failedAt !== undefined, () => "a run that failed did not fail again");
  return notFinite(plan.program, failedAt, (step) => !infected.has(step));
}

function keyed({ program, corrections }: ParticlePlan, estimates: readonly Estimate[]): Map<string, Estimate> {
  const values = new Map<string, Estimate>();
  for (const [k, meaning] of meaningsOf(program, corrections).entries()) {
    const estimate = estimates[k];
    invariant(estimate !== undefined, () => "the record is shorter than its meanings");
    values.set(meaningKey(meaning), estimate);
  }
  for (const instr of program.instrs) {
    if (instr.op !== "constant" && instr.op !== "symbol") continue;
    const key = meaningKey({ kind: "scalar", value: instr.out });
    values.set(key, { value: values.get(key)?.value ?? Number.NaN, error: 0, method: "given" });
  }
  return values;
}
