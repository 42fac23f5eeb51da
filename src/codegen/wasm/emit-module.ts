/**
 * From a plan of the explicit sampler to functions of WebAssembly and the actions of a trial. Pure; the functions do
 * not depend on widths. Sums run in the order of the shaders (src/codegen/wgsl), with the results of a device that
 * computes `fma` as product and sum.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { PlannedMatrix, SimulationPlan, Step } from "../../plan/simulation-plan.ts";
import type { TiledMatrix, WasmProgram } from "./emission.ts";
import {
  columnSum,
  createEmission,
  drawFunction,
  emitDraw,
  emitPass,
  emitProduct,
  emitScalars,
  type WasmEmission,
} from "./emit-steps.ts";
import { roundUp } from "./memory.ts";
import { TILE_ROWS, tileBytes } from "./product-functions.ts";

export function emitModule(plan: SimulationPlan): WasmProgram {
  invariant(plan.sampler === "explicit", () => `no functions for the ${plan.sampler} sampler`);
  const emission = createEmission(plan);
  const matrices = plan.matrices.map((matrix) => tiled(emission, matrix));
  for (let at = 0; at < plan.steps.length; ) {
    const run = scalarRun(plan.steps, at);
    if (run.length > 0) emitScalars(emission, run);
    else emitStep(emission, plan.steps[at]);
    at += Math.max(1, run.length);
  }
  const { memory, actions, words } = emission;
  const { functions, tables } = emission.table.finish();
  return {
    functions,
    matrices,
    actions,
    words: [...words, { at: 0, words: tables }],
    outputs: plan.outputs.map(({ slot }) => memory.scalarAt(slot)),
    tile: memory.claim(tileBytes),
    size: memory.size(),
  };
}

type ScalarStep = Step & { readonly op: "scalar" };

/** The scalar steps from `start` up to the next step of another kind. */
function scalarRun(steps: readonly Step[], start: number): readonly ScalarStep[] {
  const run: ScalarStep[] = [];
  for (let step = steps[start]; step?.op === "scalar"; step = steps[start + run.length]) run.push(step);
  return run;
}

function emitStep(emission: WasmEmission, step: Step | undefined): void {
  invariant(step !== undefined && step.op !== "scalar", () => "no step here");
  switch (step.op) {
    case "draw":
      emitDraw(emission, step);
      break;
    case "matmul":
      emitProduct(emission, step);
      break;
    case "pass":
      emitPass(emission, step);
      break;
    default:
      unreachable(step);
  }
}

function tiled(emission: WasmEmission, { rows, cols, stream, scale }: PlannedMatrix): TiledMatrix {
  return {
    variable: stream.variable,
    draw: drawFunction(emission, "matrix", stream.shape),
    rows: roundUp(rows, TILE_ROWS),
    columns: roundUp(cols, 8),
    lengths: { plain: rows, transposed: cols },
    scale,
    order: columnSum(stream.shape),
  };
}
