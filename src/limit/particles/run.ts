/**
 * One run of a program on copies: the Master Theorem with every expectation an average over copies of all basis
 * variables, instruction by instruction in program order. Deterministic; independent runs may go anywhere.
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import { type Instr, outputsOf, type ValueId } from "../../ir/program.ts";
import { runTape } from "../../ir/tape.ts";
import { average, averageSize, largestSize } from "./columns.ts";
import { drawGroup } from "./draw.ts";
import { multiply } from "./multiply.ts";
import type { ProgramNumbers } from "./numbers.ts";
import type { ParticlePlan } from "./plan.ts";
import { columnsOf, companionsAt, createRunState, forget, type RunState } from "./run-state.ts";
import type { Strata } from "./strata.ts";

export interface RunResult {
  /** The numbers, in the order of the plan's record. */
  readonly record: Float64Array;
  /** By step: the largest share that one copy has in an average's sum of sizes. */
  readonly shares: Float64Array;
  /** The step whose number is not finite, where the run ended. */
  readonly failedAt: number | undefined;
}

/**
 * Carries the program out on `strata.length` copies. `watch`, if given, sees every vector as it is made, with the step
 * that made it.
 */
export function runOnCopies(
  plan: ParticlePlan,
  numbers: ProgramNumbers,
  strata: Strata,
  watch: ((step: number, column: Float64Array) => void) | undefined,
): RunResult {
  const run = createRunState(plan, numbers, strata);
  const { record, shares } = run;
  for (const [step, instr] of plan.program.instrs.entries()) {
    if (!carryOut(run, step, instr)) return { record, shares, failedAt: step };
    if (watch !== undefined) {
      for (const value of outputsOf(plan.program, instr)) {
        const column = run.vectors[value];
        if (column !== undefined) watch(step, column);
      }
    }
    forget(run, step);
  }
  return { record, shares, failedAt: undefined };
}

/** False when a number of the limit is not finite. */
function carryOut(run: RunState, step: number, instr: Instr): boolean {
  const { plan, numbers, store, strata, vectors } = run;
  switch (instr.op) {
    case "input": {
      const group = plan.program.inputs[instr.group]!;
      const columns = drawGroup(group, numbers.groups[instr.group]!, strata, store, companionsAt(run, step));
      for (const [k, value] of outputsOf(plan.program, instr).entries()) vectors[value] = columns[k];
      return true;
    }
    case "constant":
      return setScalar(run, step, instr.out, instr.value);
    case "symbol":
      return setScalar(run, step, instr.out, numbers.symbols[plan.program.symbols.indexOf(instr.out)]!);
    case "scalar": {
      const out = new Float64Array(1);
      runTape(plan.bodies[step]!.tape, 1, [], scalarsOf(run, instr.scalars), [out]);
      return setScalar(run, step, instr.out, out[0]!);
    }
    case "moment": {
      const column = store.take();
      const { tape } = plan.bodies[step]!;
      runTape(tape, column.length, columnsOf(run, instr.vectors), scalarsOf(run, instr.scalars), [column]);
      const size = averageSize(column);
      run.shares[step] = size > 0 ? largestSize(column) / size / column.length : 0;
      store.give(column);
      return setScalar(run, step, instr.out, average(column));
    }
    case "nonlin":
      applyBody(run, step, instr);
      return true;
    case "matmul":
      return multiply(run, step, instr.out, instr.vector);
    default:
      return unreachable(instr);
  }
}

function setScalar(run: RunState, step: number, out: ValueId, value: number): boolean {
  run.scalars[out] = value;
  run.record[run.plan.record.start[step]!] = value;
  return Number.isFinite(value);
}

function scalarsOf(run: RunState, values: readonly ValueId[]): number[] {
  return values.map((value) => run.scalars[value]!);
}

/** A Nonlin, with the slopes that later products need, in one pass over the copies. */
function applyBody(run: RunState, step: number, instr: Extract<Instr, { op: "nonlin" }>): void {
  const { tape, columns, uniformTape, uniform } = run.plan.bodies[step]!;
  const params = scalarsOf(run, instr.scalars);
  const out = run.store.take();
  const slopes = columns.map(() => run.store.take());
  runTape(tape, out.length, columnsOf(run, instr.vectors), params, [out, ...slopes]);
  for (const [k, link] of columns.entries()) run.slopes[step]![link] = slopes[k];
  if (uniformTape !== undefined) {
    const values = uniform.map(() => new Float64Array(1));
    runTape(uniformTape, 1, [], params, values);
    for (const [k, link] of uniform.entries()) run.slopes[step]![link] = values[k]![0]!;
  }
  run.vectors[instr.out] = out;
}
