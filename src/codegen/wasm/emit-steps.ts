/** Steps of a plan as actions, each with the functions that it calls. */
import type { Shape } from "../../math/laws.ts";
import type { BufferId, ScalarSlot, SimulationPlan, Step } from "../../plan/simulation-plan.ts";
import { listed } from "../wgsl/kernel.ts";
import { isLong } from "../wgsl/laws.ts";
import { MOST_VECTORS } from "../wgsl/product-kernel.ts";
import { octetTexts } from "../wgsl/random.ts";
import type { WasmFunction } from "./code.ts";
import { matrixDraws, vectorDraws } from "./draw-functions.ts";
import { type Action, lawName, productName } from "./emission.ts";
import { createFunctionTable, type FunctionTable } from "./function-table.ts";
import { layOutMemory, levelBytes, type Memory, sumLevels } from "./memory.ts";
import { passFunction, scalarFunction } from "./pass-functions.ts";
import { type ColumnSum, scaling, tileProduct, transposedTileProduct } from "./product-functions.ts";
import { shaderFunctions } from "./shader-functions.ts";
import { averageFunction, foldFunction } from "./sum-functions.ts";

export interface WasmEmission {
  readonly plan: SimulationPlan;
  readonly table: FunctionTable;
  readonly memory: Memory;
  readonly actions: Action[];
  readonly words: { readonly at: number; readonly words: readonly number[] }[];
}

export function createEmission(plan: SimulationPlan): WasmEmission {
  return { plan, table: createFunctionTable(), memory: layOutMemory(plan), actions: [], words: [] };
}

function labelOf({ plan }: WasmEmission): (id: BufferId) => string {
  return (id) => plan.buffers[id]?.label ?? "";
}

function scalarLabelOf({ plan }: WasmEmission): (slot: ScalarSlot) => string {
  return (slot) => plan.scalars[slot]?.label ?? "";
}

/** The arguments of a function that reads its words from memory. */
function callWith({ memory, words }: WasmEmission, values: readonly number[]): readonly number[] {
  const at = memory.claim(4 * values.length);
  words.push({ at, words: values });
  return [at];
}

/** A function that does not depend on the program. */
function fixed({ table }: WasmEmission, name: string, make: (name: string) => WasmFunction): string {
  return table.use(name, name, [], () => ({ made: make(name), tables: [] }));
}

export function drawFunction({ table }: WasmEmission, kind: "matrix" | "vector", shape: Shape): string {
  const stem = `draw_${kind}_${lawName(shape)}`;
  return table.use(`${kind} ${JSON.stringify(shape)}`, stem, [], (name) => {
    const functions = shaderFunctions(octetTexts(shape), 0);
    const law = shape.kind.replaceAll("_", " ");
    return { made: (kind === "matrix" ? matrixDraws : vectorDraws)(name, law, functions), tables: functions.tables };
  });
}

/** As the shaders have it. */
export function columnSum(shape: Shape): ColumnSum {
  return isLong(shape) ? "by octets" : "one by one";
}

export function emitDraw(emission: WasmEmission, step: Step & { readonly op: "draw" }): void {
  const { mean, deviation, stream } = step;
  const fn = drawFunction(emission, "vector", stream.shape);
  const out = emission.memory.vectorAt(step.out);
  const length = emission.plan.buffers[step.out]?.length ?? 0;
  emission.actions.push({ op: "draw", fn, variable: stream.variable, out, length, mean, deviation });
}

export function emitProduct(emission: WasmEmission, step: Step & { readonly op: "matmul" }): void {
  const { memory, actions } = emission;
  const { transposed } = step;
  const order = columnSum(emission.plan.matrices[step.matrix]?.stream.shape ?? { kind: "normal" });
  for (let done = 0; done < step.inputs.length; done += MOST_VECTORS) {
    const vectors = Math.min(MOST_VECTORS, step.inputs.length - done);
    fixed(emission, productName(transposed, order, vectors), (name) =>
      transposed ? transposedTileProduct(name, vectors) : tileProduct(name, vectors, order),
    );
  }
  fixed(emission, "scale", scaling);
  const [inputs, outs] = [step.inputs.map(memory.vectorAt), step.outs.map(memory.vectorAt)];
  actions.push({ op: "product", matrix: step.matrix, transposed, inputs, outs });
}

export function emitPass(emission: WasmEmission, step: Step & { readonly op: "pass" }): void {
  const { plan, table, memory, actions } = emission;
  const { length } = step;
  const roots = { outputs: step.outputs.map(({ body }) => body), reductions: step.reductions.map(({ body }) => body) };
  const labels = {
    vectors: step.vectors.map(labelOf(emission)),
    scalars: step.scalars.map(scalarLabelOf(emission)),
    outputs: step.outputs.map(({ buffer }) => labelOf(emission)(buffer)),
    reductions: step.reductions.map(({ slot }) => scalarLabelOf(emission)(slot)),
  };
  const key = `pass ${JSON.stringify([roots, step.vectors.length, step.scalars.length])}`;
  const fn = table.use(key, "transform", [...labels.outputs, ...labels.reductions], (name, all) =>
    passFunction(name, `Coordinatewise: ${listed(all)}.`, plan.pool, roots, labels),
  );
  const levels = sumLevels(length);
  const [shares = 0] = levels;
  const pitch = levelBytes(shares);
  const bytes = pitch * step.reductions.length;
  if (bytes > 0) actions.push({ op: "clear", at: memory.scratch, bytes });
  const args = callWith(emission, [
    // Without sums the coordinates go in one row.
    ...[length, bytes > 0 ? shares : length, memory.scratch, pitch],
    ...step.vectors.map(memory.vectorAt),
    ...step.scalars.map(memory.scalarAt),
    ...step.outputs.map(({ buffer }) => memory.vectorAt(buffer)),
  ]);
  actions.push({ op: "run", fn, args });
  for (const [k, { slot }] of step.reductions.entries()) {
    emitAverage(emission, slot, memory.scratch + k * pitch, levels, length, memory.scratch + bytes);
  }
}

/** The average over `length` coordinates whose shares lie at `start`; sums on the way go to `scratch`. */
function emitAverage(
  emission: WasmEmission,
  slot: ScalarSlot,
  start: number,
  levels: readonly number[],
  length: number,
  scratch: number,
): void {
  const { actions, memory } = emission;
  let [at, out, count] = [start, scratch, levels[0] ?? 0];
  for (const goal of levels.slice(1)) {
    actions.push({ op: "run", fn: fixed(emission, "fold", foldFunction), args: [at, count, out, goal] });
    [at, out, count] = [out, out + levelBytes(goal), goal];
  }
  const fn = fixed(emission, "average", averageFunction);
  actions.push({ op: "run", fn, args: [at, count, memory.scalarAt(slot), 1 / length] });
}

export function emitScalars(emission: WasmEmission, run: readonly (Step & { readonly op: "scalar" })[]): void {
  const { plan, table, memory, actions } = emission;
  const assigned = new Set(run.map(({ out }) => out));
  const inputs = [...new Set(run.flatMap(({ scalars }) => scalars))].filter((slot) => !assigned.has(slot));
  const variables: readonly ScalarSlot[] = [...inputs, ...assigned];
  const numbers = new Map(variables.map((slot, k) => [slot, k]));
  const roots = {
    inputs: inputs.length,
    assignments: run.map(({ body, scalars }) => ({ body, reads: scalars.map((slot) => numbers.get(slot) ?? -1) })),
  };
  const labels = variables.map(scalarLabelOf(emission));
  const made = run.map(({ out }) => scalarLabelOf(emission)(out));
  const fn = table.use(`scalars ${JSON.stringify(roots)}`, "compute_scalars", made, (name, all) =>
    scalarFunction(name, `Scalars: ${listed(all)}.`, plan.pool, roots, labels),
  );
  actions.push({ op: "run", fn, args: callWith(emission, variables.map(memory.scalarAt)) });
}
