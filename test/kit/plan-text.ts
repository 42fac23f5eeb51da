/** From text to a verified plan, for tests whose programs have no mistakes. */
import { type PlanOptions, planSimulation } from "../../src/plan/plan.ts";
import type { SimulationPlan } from "../../src/plan/simulation-plan.ts";
import { verifyPlan } from "../../src/plan/verify.ts";
import { lower } from "./lower.ts";

/** The plan of a program at width `width`, for the explicit sampler unless `options` say otherwise. */
export function planText(text: string, width: number, options: Partial<PlanOptions> = {}): SimulationPlan {
  const defaults: PlanOptions = {
    width,
    sampler: "explicit",
    matrixLaw: undefined,
    settings: new Map(),
    memoryBytes: 1e9,
  };
  const outcome = planSimulation(lower(text), { ...defaults, ...options });
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join("; "));
  verifyPlan(outcome.value);
  return outcome.value;
}
