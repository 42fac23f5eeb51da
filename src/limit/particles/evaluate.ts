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
}

export interface ParticleLimit {
  /** By meaning key: all scalars, the covariances of all products, the Onsager coefficients of all dependences. */
  readonly values: ReadonlyMap<string, Estimate>;
}

/** However large a program is, its averages are over so many copies. */
const LEAST = 512;

/** Which replicate, of how many copies in each half. */
export interface ReplicateTask {
  readonly seed: bigint;
  readonly replicate: number;
  readonly half: number;
}

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

  const replicates: Replicate[] = [];
  const shares = new Float64Array(program.instrs.length);
  for (let replicate = 0; replicate < options.replicates; replicate++) {
    const task = { seed: options.seed, replicate, half };
    const { whole, first, second } = runReplicate(plan, numbers.value, task);
    const failed = [whole, first, second].findIndex(({ failedAt }) => failedAt !== undefined);
    if (failed >= 0) {
      const part = (["whole", "first", "second"] as const)[failed]!;
      return failure([explain(plan, numbers.value, task, part)]);
    }
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

/** The three runs of one replicate: a function of its arguments alone, so that any worker can do it. */
export function runReplicate(
  plan: ParticlePlan,
  numbers: ProgramNumbers,
  { seed, replicate, half }: ReplicateTask,
): Readonly<Record<Part, RunResult>> {
  const run = (part: Part): RunResult =>
    runOnCopies(plan, numbers, createStrata(seed, replicate, half, part), undefined);
  return { whole: run("whole"), first: run("first"), second: run("second") };
}

/** Repeats a run that ended at a number that is not finite, to see where that began. */
function explain(plan: ParticlePlan, numbers: ProgramNumbers, task: ReplicateTask, part: Part) {
  const infected = new Set<number>();
  const strata = createStrata(task.seed, task.replicate, task.half, part);
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
