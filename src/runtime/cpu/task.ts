/** What the trials of a plan are computed with: in float64 the plan itself, in float32 functions made from it. */
import type { WasmProgram } from "../../codegen/wasm/emission.ts";
import { encodeModule } from "../../codegen/wasm/encode.ts";
import { type Expr, restorePool, serialisePool } from "../../ir/expr.ts";
import type { SimulationPlan } from "../../plan/simulation-plan.ts";
import { type CompiledProgram, createSingleTrialRunner } from "./single-trial.ts";
import { createTrialRunner, type TrialRunner } from "./trial.ts";

export type Task =
  | { readonly precision: "double"; readonly plan: SimulationPlan; readonly keep: ReadonlySet<number> }
  | SingleTask;

export interface SingleTask extends CompiledProgram {
  readonly precision: "single";
}

/** A task as it is sent to a thread: a pool goes as the list of its nodes. */
export type SentTask =
  | {
      readonly precision: "double";
      readonly plan: Omit<SimulationPlan, "pool">;
      readonly nodes: readonly Expr[];
      readonly keep: ReadonlySet<number>;
    }
  | SingleTask;

/** Compiles the functions of a program in float32. */
export function singleTask({ functions, ...program }: WasmProgram, keep: ReadonlySet<number>): SingleTask {
  return { precision: "single", module: new WebAssembly.Module(encodeModule({ functions })), program, keep };
}

export function outputsOf(task: Task): number {
  return task.precision === "single" ? task.program.outputs.length : task.plan.outputs.length;
}

/** Takes the memory of one trial; throws a RangeError when there is not that much. */
export function createRunner(task: Task): TrialRunner {
  return task.precision === "single" ? createSingleTrialRunner(task) : createTrialRunner(task.plan, task.keep);
}

export function sendTask(task: Task): SentTask {
  if (task.precision === "single") return task;
  const { pool, ...rest } = task.plan;
  return { precision: "double", plan: rest, nodes: serialisePool(pool), keep: task.keep };
}

export function receiveTask(sent: SentTask): Task {
  if (sent.precision === "single") return sent;
  return { precision: "double", plan: { ...sent.plan, pool: restorePool(sent.nodes) }, keep: sent.keep };
}
