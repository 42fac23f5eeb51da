/**
 * From a plan to what a WebGPU device is told: kernels, the calls of them that make a batch of trials, and how much
 * memory a trial takes. Pure: the same plan and target give the same texts, and the texts
 * alone do not depend on widths (but for the shape of workgroups) nor on the number of trials.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { SimulationPlan, Step } from "../../plan/simulation-plan.ts";
import { conditionedProducts } from "./conditioned/emit-conditioned.ts";
import { drawKernel } from "./draw-kernel.ts";
import { bufferOf, type Call, createEmission, type Emission, type Target } from "./emission.ts";
import { emitPass } from "./emit-pass.ts";
import { emitProduct } from "./emit-product.ts";
import { emitScalars } from "./emit-scalars.ts";
import { floatWord, groupShape, type Kernel, listed } from "./kernel.ts";
import { padded } from "./padding.ts";

export interface ShaderProgram {
  readonly kernels: readonly Kernel[];
  /** In order; each reads what earlier ones have written. */
  readonly calls: readonly Call[];
  /** Numbers of `memory` for a trial. */
  readonly stride: number;
  /** Scalars of a trial. */
  readonly scalars: number;
  /** Position among the scalars of each output of the plan. */
  readonly outputs: readonly number[];
}

export function emitShaders(plan: SimulationPlan, target: Target): ShaderProgram {
  const emission = createEmission(plan, target);
  const emitMatmul = plan.sampler === "explicit" ? emitProduct : conditionedProducts(plan);
  for (let at = 0; at < plan.steps.length; ) {
    const run = scalarRun(plan.steps, at);
    if (run.length > 0) emitScalars(emission, run);
    else emitStep(emission, plan.steps[at], emitMatmul);
    emission.release();
    at += Math.max(1, run.length);
  }
  return {
    kernels: emission.table.kernels(),
    calls: emission.calls,
    stride: emission.stride,
    scalars: emission.scalars,
    outputs: plan.outputs.map(({ slot }) => emission.layout.scalarAt(slot)),
  };
}

type ScalarStep = Step & { readonly op: "scalar" };

/** The scalar steps from `start` up to the next step of another kind. */
function scalarRun(steps: readonly Step[], start: number): readonly ScalarStep[] {
  const run: ScalarStep[] = [];
  for (let step = steps[start]; step?.op === "scalar"; step = steps[start + run.length]) run.push(step);
  return run;
}

type EmitMatmul = (emission: Emission, step: Step & { readonly op: "matmul" }) => void;

function emitStep(emission: Emission, step: Step | undefined, emitMatmul: EmitMatmul): void {
  invariant(step !== undefined && step.op !== "scalar", () => "no step here");
  switch (step.op) {
    case "draw":
      emitDraw(emission, step);
      break;
    case "matmul":
      emitMatmul(emission, step);
      break;
    case "pass":
      emitPass(emission, step);
      break;
    default:
      unreachable(step);
  }
}

/** In units of drawing and using one matrix entry: drawing and keeping eight coordinates. */
const COST_OF_OCTET = 16;

function emitDraw(emission: Emission, step: Step & { readonly op: "draw" }): void {
  const { label, length } = bufferOf(emission.plan, step.out);
  const { shape, variable } = step.stream;
  const items = padded(length) / 8;
  const group = groupShape(items);
  const kernel = emission.table.use(`draw ${JSON.stringify([shape, group])}`, [label], (all) =>
    drawKernel(shape, group, `Initial vectors of the ${shape.kind.replaceAll("_", " ")} law: ${listed(all)}.`),
  );
  emission.calls.push({
    kernel,
    items,
    words: [variable, emission.layout.vectorAt(step.out), length, floatWord(step.mean), floatWord(step.deviation)],
    cost: COST_OF_OCTET,
    place: step.place,
  });
}
