/**
 * From a plan to what a WebGPU device is told: kernels, the calls of them that make a batch of trials, and how much
 * memory a trial takes. Pure: the same plan and target give the same texts, and the texts
 * alone do not depend on widths (but for the shape of workgroups) nor on the number of trials.
 */
import { unreachable } from "../../diagnostics/invariant.ts";
import type { SimulationPlan, Step } from "../../plan/simulation-plan.ts";
import { conditionedSteps } from "./conditioned/emit-conditioned.ts";
import { type Call, createEmission, type Emission, type Target } from "./emission.ts";
import { emitDraw } from "./emit-draw.ts";
import { emitPass } from "./emit-pass.ts";
import { emitProduct } from "./emit-product.ts";
import { emitScalars } from "./emit-scalars.ts";
import type { Kernel } from "./kernel.ts";
import type { ScalarStep, StepEmitter } from "./step-emitter.ts";

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
  emitSteps(plan, emission);
  if (plan.sampler === "explicit") return programOf(plan, emission);
  // Most vectors of conditioned plans are never stored, which is known at the end.
  const slim = createEmission(plan, target, emission.placed);
  emitSteps(plan, slim);
  return programOf(plan, slim);
}

function emitSteps(plan: SimulationPlan, emission: Emission): void {
  const emit = plan.sampler === "explicit" ? explicitSteps(emission) : conditionedSteps(emission);
  for (let at = 0; at < plan.steps.length; ) {
    const run = scalarRun(plan.steps, at);
    const step = plan.steps[at];
    if (step?.op === "scalar") emit.scalars(run, at);
    else if (step !== undefined) emit.step(step, at);
    emission.release();
    at += Math.max(1, run.length);
  }
  emit.finish();
}

function programOf(plan: SimulationPlan, emission: Emission): ShaderProgram {
  return {
    kernels: emission.table.kernels(),
    calls: emission.calls,
    stride: emission.stride,
    scalars: emission.scalars,
    outputs: plan.outputs.map(({ slot }) => emission.layout.scalarAt(slot)),
  };
}

/** The scalar steps from `start` up to the next step of another kind. */
function scalarRun(steps: readonly Step[], start: number): readonly ScalarStep[] {
  const run: ScalarStep[] = [];
  for (let step = steps[start]; step?.op === "scalar"; step = steps[start + run.length]) run.push(step);
  return run;
}

function explicitSteps(emission: Emission): StepEmitter {
  return {
    scalars: (run) => emitScalars(emission, run),
    step(step) {
      switch (step.op) {
        case "draw":
          return emitDraw(emission, step);
        case "matmul":
          return emitProduct(emission, step);
        case "pass":
          return emitPass(emission, step);
        default:
          return unreachable(step);
      }
    },
    finish: () => {},
  };
}
