/** Who turns the steps of a plan into calls, one after the other: each sampler has its own. */
import type { Step } from "../../plan/simulation-plan.ts";

export type ScalarStep = Step & { readonly op: "scalar" };

export interface StepEmitter {
  /** Scalar steps in a row, from step number `s` on. */
  scalars(run: readonly ScalarStep[], s: number): void;
  step(step: Exclude<Step, ScalarStep>, s: number): void;
  /** After the last step. */
  finish(): void;
}
