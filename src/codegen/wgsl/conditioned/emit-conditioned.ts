/**
 * The steps of a plan of the conditioned sampler as calls. Matrices that are used a few times are fused with the
 * passes around them (fused-products.ts), others have kernels that loop over what was seen (looped-products.ts); a
 * pass of many operations has a kernel of its own, as with the explicit sampler.
 */
import { invariant, unreachable } from "../../../diagnostics/invariant.ts";
import { reachable } from "../../../ir/expr.ts";
import { costOf } from "../../../plan/keep.ts";
import type { Step } from "../../../plan/simulation-plan.ts";
import { bufferOf, type Emission, scalarLabel } from "../emission.ts";
import { emitDraw } from "../emit-draw.ts";
import { emitPass } from "../emit-pass.ts";
import { emitScalars } from "../emit-scalars.ts";
import type { StepEmitter } from "../step-emitter.ts";
import { emitFused, type SeenSides } from "./fused-products.ts";
import { isFused } from "./is-fused.ts";
import { createKnownVectors } from "./known-vectors.ts";
import { emitLooped } from "./looped-products.ts";

/** Operations of a fused pass, for one coordinate; its text has them eight times, which takes time to compile. */
const MOST_OPERATIONS = 100;

/** Vectors that a fused pass reads. */
const MOST_READS = 6;

export function conditionedSteps(emission: Emission): StepEmitter {
  const { plan } = emission;
  const known = createKnownVectors(emission);
  const sides: readonly SeenSides[] = plan.matrices.map(() => ({
    plain: { uses: 0, seen: [] },
    transposed: { uses: 0, seen: [] },
  }));

  const pass = (step: Step & { readonly op: "pass" }, s: number): void => {
    known.close(s - 1);
    const [place] = step.places;
    invariant(place !== undefined, () => "a pass without place");
    const bodies = [...step.outputs, ...step.reductions].map(({ body }) => body);
    const operations = reachable(plan.pool, bodies).reduce((sum, id) => sum + costOf(plan.pool, plan.pool.get(id)), 0);
    const outputs = step.outputs.map(({ buffer }) => buffer);
    if (operations > MOST_OPERATIONS || step.vectors.length > MOST_READS) {
      for (const vector of step.vectors) known.store(vector, place);
      emitPass(emission, step);
      for (const buffer of outputs) {
        known.know(buffer, { kind: "stored", label: bufferOf(plan, buffer).label, at: emission.vectorAt(buffer) });
      }
      return;
    }
    const [first] = step.reductions;
    const form = {
      outputs: step.outputs.map(({ buffer, body }) => ({ body, label: bufferOf(plan, buffer).label })),
      averages: step.reductions.map(({ slot, body }) => ({ body, label: scalarLabel(plan, slot) })),
      vectors: step.vectors.map(known.nodeOf),
      scalars: step.scalars.map((slot) => ({ at: emission.layout.scalarAt(slot), label: scalarLabel(plan, slot) })),
      firstAverage: first === undefined ? 0 : emission.layout.scalarAt(first.slot),
      operations,
    };
    known.openPass(step.length, place, form, outputs);
  };

  const matmul = (step: Step & { readonly op: "matmul" }, s: number): void => {
    const [matrix, side] = [plan.matrices[step.matrix], sides[step.matrix]];
    invariant(matrix !== undefined && side !== undefined, () => `no matrix ${step.matrix}`);
    if (isFused(matrix)) {
      for (const k of step.inputs.keys()) emitFused(emission, known, step, s, k, side);
      return;
    }
    known.close(s - 1);
    for (const [k, input] of step.inputs.entries()) {
      const [out, place] = [step.outs[k], step.places[k]];
      invariant(out !== undefined && place !== undefined, () => "a product without ends");
      known.store(input, place);
      const uses = { plain: side.plain.uses, transposed: side.transposed.uses };
      emitLooped(emission, step, k, uses);
      side[step.transposed ? "transposed" : "plain"].uses++;
      known.know(out, { kind: "stored", label: bufferOf(plan, out).label, at: emission.vectorAt(out) });
      emission.release();
    }
  };

  return {
    scalars(run, s) {
      known.close(s - 1);
      emitScalars(emission, run);
    },
    step(step, s) {
      switch (step.op) {
        case "draw": {
          const { mean, deviation, stream } = step;
          const { label } = bufferOf(plan, step.out);
          if (stream.shape.kind === "normal") {
            const noise = { kind: "noise", label, variable: stream.variable, row: 0 } as const;
            const isPlain = mean === 0 && deviation === 1;
            known.know(step.out, isPlain ? noise : { kind: "affine", label, mean, deviation, of: noise });
            return;
          }
          known.close(s - 1);
          emitDraw(emission, step);
          known.know(step.out, { kind: "stored", label, at: emission.vectorAt(step.out) });
          return;
        }
        case "matmul":
          matmul(step, s);
          return;
        case "pass":
          pass(step, s);
          return;
        default:
          unreachable(step);
      }
    },
    finish: () => known.close(plan.steps.length),
  };
}
