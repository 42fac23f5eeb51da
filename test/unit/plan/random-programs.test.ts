/** Programs at random: their plans obey the rules, and compute what the programs say. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planSimulation } from "../../../src/plan/plan.ts";
import type { Sampler, SimulationPlan } from "../../../src/plan/simulation-plan.ts";
import { verifyPlan } from "../../../src/plan/verify.ts";
import { createTrialRunner } from "../../../src/runtime/cpu/trial.ts";
import { everything, tensorPrograms } from "../../../src/testing/programs.ts";
import { denseSimulation } from "../../kit/dense-simulation.ts";
import { lower } from "../../kit/lower.ts";

const WIDTH = 6;

function planned(text: string, sampler: Sampler): SimulationPlan {
  const options = {
    width: WIDTH,
    sampler,
    matrixLaw: { kind: "normal" },
    settings: new Map(),
    memoryBytes: 1e9,
  } as const;
  const plan = planSimulation(lower(text), options);
  if (!plan.ok) throw new Error(plan.diagnostics.map((d) => d.message).join("; "));
  return plan.value;
}

describe("plans of random programs", () => {
  const programs = tensorPrograms({ ...everything, gradients: false, jumps: false });

  it("obey the rules and compute the program", () => {
    fc.assert(
      fc.property(programs, (text) => {
        const plan = planned(text, "explicit");
        verifyPlan(plan);
        const samples = plan.outputs.map(() => new Float64Array(1));
        createTrialRunner(plan, new Set()).run(9n, 4, samples, 0);
        const expected = denseSimulation(lower(text), {
          width: WIDTH,
          seed: 9n,
          trial: 4,
          matrixLaw: { kind: "normal" },
        });
        for (const [o, value] of expected.entries()) {
          const found = samples[o]?.[0] ?? Number.NaN;
          // Coordinates are of order 1, and rounding grows with the depth of the program.
          expect(Math.abs(found - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("obey the rules when conditioned, and stay finite", () => {
    fc.assert(
      fc.property(programs, (text) => {
        const plan = planned(text, "conditioned");
        verifyPlan(plan);
        const samples = plan.outputs.map(() => new Float64Array(1));
        createTrialRunner(plan, new Set()).run(9n, 4, samples, 0);
        for (const values of samples) expect(Number.isFinite(values[0])).toBe(true);
      }),
      { seed: 2, numRuns: 60 },
    );
  });
});
