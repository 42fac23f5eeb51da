/** What a run on copies knows at a step. Columns are lent by the store and go back when nothing reads them any more. */
import { invariant } from "../../diagnostics/invariant.ts";
import type { ValueId } from "../../ir/program.ts";
import { type ColumnStore, createColumnStore } from "./columns.ts";
import { type Companion, companion, isBalanced } from "./company.ts";
import type { ProgramNumbers } from "./numbers.ts";
import type { ParticlePlan } from "./plan.ts";
import { createSide, type Side } from "./side.ts";
import type { Strata } from "./strata.ts";
import type { Slope } from "./sweep.ts";

export interface RunState {
  readonly plan: ParticlePlan;
  readonly numbers: ProgramNumbers;
  readonly strata: Strata;
  readonly store: ColumnStore;
  /** By value id. */
  readonly vectors: (Float64Array | undefined)[];
  /** What is known of vectors that have been companions; undefined for those that are unfit. */
  readonly companions: Map<ValueId, Companion | undefined>;
  readonly scalars: Float64Array;
  /** By step and link. */
  readonly slopes: Slope[][];
  readonly sides: readonly Side[];
  /** The numbers so far, in the order of the plan's record. */
  readonly record: Float64Array;
  /** By step: the share that one copy has in an average's sum of sizes. */
  readonly shares: Float64Array;
}

export function createRunState(plan: ParticlePlan, numbers: ProgramNumbers, strata: Strata): RunState {
  const { instrs, values } = plan.program;
  return {
    plan,
    numbers,
    strata,
    store: createColumnStore(strata.length),
    vectors: [],
    companions: new Map(),
    scalars: new Float64Array(values.length),
    slopes: instrs.map(() => []),
    sides: numbers.factors.map(createSide),
    record: new Float64Array(plan.record.length),
    shares: new Float64Array(instrs.length),
  };
}

export function columnsOf(run: RunState, values: readonly ValueId[]): Float64Array[] {
  return values.map((value) => {
    const column = run.vectors[value];
    invariant(column !== undefined, () => `vector ${value} was forgotten too early`);
    return column;
  });
}

/** The living vectors that a fresh normal column of this step heeds. */
export function companionsAt(run: RunState, step: number): Companion[] {
  return run.plan.lifetimes.company[step]!.flatMap((value) => {
    if (!run.companions.has(value)) {
      const candidate = companion(value, columnsOf(run, [value])[0]!);
      run.companions.set(value, isBalanced(candidate) ? candidate : undefined);
    }
    return run.companions.get(value) ?? [];
  });
}

/** Gives back what no step after this one reads. */
export function forget(run: RunState, step: number): void {
  const { store, vectors, slopes, sides } = run;
  const { lifetimes, corrections } = run.plan;
  for (const value of lifetimes.vectorsDone[step]!) {
    const column = vectors[value];
    if (column !== undefined) store.give(column);
    vectors[value] = undefined;
    run.companions.delete(value);
  }
  for (const [of, link] of lifetimes.slopesDone[step]!) {
    const slope = slopes[of]![link];
    if (typeof slope === "object") store.give(slope);
    slopes[of]![link] = undefined;
  }
  const product = corrections.products[step];
  if (product === undefined) return;
  for (const side of [product.side, product.side ^ 1]) {
    const { inputs, innovations } = sides[side]!;
    if (step >= lifetimes.inputsUntil[side]!) for (const column of inputs.splice(0)) store.give(column);
    if (step >= lifetimes.innovationsUntil[side]!) for (const column of innovations.splice(0)) store.give(column);
  }
}
