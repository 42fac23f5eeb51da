import { describe, expect, it } from "vitest";
import { planSimulation } from "../../../../src/plan/plan.ts";
import type { Sampler, SimulationPlan } from "../../../../src/plan/simulation-plan.ts";
import { layOut } from "../../../../src/runtime/cpu/layout.ts";
import { lower } from "../../../kit/lower.ts";

/** A is visited once, B twice and C three times; each has 100 x 100 entries, 80 kB. */
const program = lower(`
  width n
  vector u ~ normal(0, 1)
  matrix A ~ normal(0, 1 / n)
  matrix B ~ normal(0, 1 / n)
  matrix C ~ normal(0, 1 / n)
  a = A @ u
  b = B @ tanh(B @ a)
  c = C @ tanh(C.T @ tanh(C @ b))
  output moment(c^2)
`);

function planWith(spare: number, sampler: Sampler = "explicit"): SimulationPlan {
  const options = { width: 100, sampler, matrixLaw: undefined, settings: new Map(), memoryBytes: 1e9 };
  const plan = planSimulation(program, options);
  if (!plan.ok) throw new Error("the example cannot be planned");
  const { trial } = plan.value.memory;
  return { ...plan.value, memory: { trial, bound: trial + spare } };
}

const ENTRIES = 80_000;

describe("layOut", () => {
  it("keeps the matrices that are visited most often, as memory allows, and never one that is visited once", () => {
    expect([...layOut(planWith(0), 1).keep]).toEqual([]);
    expect([...layOut(planWith(ENTRIES - 1), 1).keep]).toEqual([]);
    expect([...layOut(planWith(ENTRIES), 1).keep]).toEqual([2]);
    expect([...layOut(planWith(2 * ENTRIES), 1).keep]).toEqual([2, 1]);
    expect([...layOut(planWith(9 * ENTRIES), 1).keep]).toEqual([2, 1]);
  });

  it("takes threads before it keeps matrices", () => {
    const { trial } = planWith(0).memory;
    expect(layOut(planWith(trial - 1), 4).threads).toBe(1);
    expect(layOut(planWith(trial), 4)).toEqual({ threads: 2, keep: new Set() });
    expect(layOut(planWith(3 * trial + 4 * ENTRIES), 4)).toEqual({ threads: 4, keep: new Set([2]) });
  });

  it("keeps nothing for the conditioned sampler, which has no matrices", () => {
    expect(layOut(planWith(1e9, "conditioned"), 2)).toEqual({ threads: 2, keep: new Set() });
  });
});
