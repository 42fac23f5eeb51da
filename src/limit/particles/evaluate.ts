/**
 * The limit by particles: independent copies of all basis variables carried through the program in order, every
 * covariance and Onsager coefficient an average over copies. Works for every program, however long or deep; the
 * accuracy is that of sampling, about 1 / sqrt(particles * replicates) and often much better.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import { outputsOf, type Program, type ValueId } from "../../ir/program.ts";
import { meaningKey } from "../limit-program.ts";
import type { Estimate } from "../limit-report.ts";
import { combineReplicates, type Replicate } from "./combine.ts";
import { type ProgramNumbers, resolveNumbers } from "./numbers.ts";
import { type ParticlePlan, planParticles } from "./plan.ts";
import { meaningsOf } from "./record.ts";
import { type RunResult, runOnCopies } from "./run.ts";
import { createStrata, type Part } from "./strata.ts";

export interface ParticleOptions {
  /** Copies in each replicate. */
  readonly particles: number;
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

/** More products on one side of a matrix than this part of the copies would leave no room for new directions. */
const MOST_PRODUCTS = 1 / 8;
/** An average in which one copy has more than this share rests on too few copies for an honest error. */
const LARGE_SHARE = 0.05;

/**
 * Evaluates all numbers of the limit. Errors: TP310 (a number that is not finite), TP311 and TP312 (symbols without
 * value, impossible laws), TP313 (too few particles); warning TP314 (averages that rest on a few copies).
 */
export function evaluateByParticles(program: Program, options: ParticleOptions): Outcome<ParticleLimit> {
  invariant(options.replicates >= 2, () => "errors come from at least two replicates");
  const numbers = resolveNumbers(program, options.symbols);
  if (!numbers.ok) return numbers;
  const plan = planParticles(program);
  const half = Math.floor(options.particles / 2);
  const crowded = plan.corrections.products.find((product) => product && product.use >= MOST_PRODUCTS * half);
  if (half < 8 || crowded !== undefined) return failure([tooFew(plan, crowded?.side, options.particles)]);

  const replicates: Replicate[] = [];
  const shares = new Float64Array(program.instrs.length);
  for (let r = 0; r < options.replicates; r++) {
    const runs = runReplicate(plan, numbers.value, { seed: options.seed, replicate: r, half });
    for (const run of Object.values<RunResult>(runs)) {
      if (run.failedAt !== undefined) return failure([notFinite(program, run, run.failedAt)]);
    }
    replicates.push({ whole: runs.whole.record, first: runs.first.record, second: runs.second.record });
    for (const [step, share] of runs.whole.shares.entries()) shares[step]! += share / options.replicates;
  }
  const values = new Map<string, Estimate>();
  const meanings = meaningsOf(program, plan.corrections);
  for (const [k, estimate] of combineReplicates(replicates).entries()) values.set(meaningKey(meanings[k]!), estimate);
  for (const instr of program.instrs) {
    if (instr.op !== "constant" && instr.op !== "symbol") continue;
    const key = meaningKey({ kind: "scalar", value: instr.out });
    values.set(key, { value: values.get(key)!.value, error: 0, method: "given" });
  }
  return success({ values }, rareCopies(program, shares, 2 * half));
}

/** The three runs of one replicate; a function of its arguments alone, so that any worker can do it. */
export function runReplicate(
  plan: ParticlePlan,
  numbers: ProgramNumbers,
  { seed, replicate, half }: { readonly seed: bigint; readonly replicate: number; readonly half: number },
): Readonly<Record<Part, RunResult>> {
  const run = (part: Part): RunResult => runOnCopies(plan, numbers, createStrata(seed, replicate, half, part));
  return { whole: run("whole"), first: run("first"), second: run("second") };
}

function tooFew(plan: ParticlePlan, side: number | undefined, particles: number): Diagnostic {
  const matrix = side === undefined ? undefined : plan.program.matrices[side >> 1];
  const products = Math.max(
    ...plan.corrections.products.map((product) =>
      product !== undefined && product.side === side ? product.use + 1 : 0,
    ),
  );
  const place = matrix?.place ?? placeOf(plan.program, plan.program.outputs[0]?.value);
  const text =
    matrix === undefined
      ? `${particles} particles are too few for any average`
      : `${particles} particles are too few for the ${products} products with ${matrix.name}${side! % 2 === 1 ? ".T" : ""}`;
  return diagnostic("TP313", place, text, `take at least ${Math.max(16, Math.ceil((2 * products) / MOST_PRODUCTS))}`);
}

/** Names the first vector with entries that are not finite below the number that is not. */
function notFinite(program: Program, run: RunResult, failedAt: number): Diagnostic {
  const defined = new Map(program.instrs.flatMap((instr, k) => outputsOf(program, instr).map((v) => [v, k] as const)));
  const below = new Set([failedAt]);
  let first = failedAt;
  for (let step = failedAt; step >= 0; step--) {
    if (!below.has(step)) continue;
    if (run.finite[step] === 0) first = step;
    for (const value of readsOf(program, step)) below.add(defined.get(value) ?? step);
  }
  const [value] = outputsOf(program, program.instrs[first]!);
  const [average] = outputsOf(program, program.instrs[failedAt]!);
  const name = (id: ValueId | undefined): string => (id === undefined ? "?" : (program.values[id]?.name ?? "?"));
  const related =
    first === failedAt ? [] : [{ place: placeOf(program, average), message: `${name(average)} averages over it` }];
  return diagnostic(
    "TP310",
    placeOf(program, value),
    `${name(value)} is not finite in the limit`,
    "the limit must be a finite number; bound the function, or change the law",
    related,
  );
}

function readsOf(program: Program, step: number): readonly ValueId[] {
  const instr = program.instrs[step]!;
  if (instr.op === "matmul") return [instr.vector];
  return instr.op === "nonlin" || instr.op === "moment" ? instr.vectors : [];
}

function placeOf(program: Program, value: ValueId | undefined): Diagnostic["place"] {
  const place = value === undefined ? undefined : program.values[value]?.place;
  return place ?? { source: { name: program.name, text: "" }, span: { start: 0, end: 0 } };
}

/** A warning for the first average that rests on a few copies. */
function rareCopies(program: Program, shares: Float64Array, copies: number): Diagnostic[] {
  const limit = Math.max(LARGE_SHARE, 40 / copies);
  const step = shares.findIndex((share) => share > limit);
  const instr = program.instrs[step];
  if (instr === undefined) return [];
  const [value] = outputsOf(program, instr);
  const share = `${Math.round(100 * shares[step]!)} %`;
  return [
    diagnostic(
      "TP314",
      placeOf(program, value),
      `one copy of ${copies} makes up ${share} of the average in ${program.values[value!]?.name ?? "a value"}`,
      "the expectation has heavy tails and its stated error may be too small: take more particles, or bound the function",
    ),
  ];
}
