import { describe, expect, it } from "vitest";
import { planSimulation } from "../../../src/plan/plan.ts";
import type { BufferId, ScalarSlot, SimulationPlan, Step } from "../../../src/plan/simulation-plan.ts";
import { verifyPlan } from "../../../src/plan/verify.ts";
import { programBuilder } from "../../kit/programs.ts";

function examplePlan(): SimulationPlan {
  const p = programBuilder();
  const n = p.width("n");
  const W = p.matrix("W", n, n);
  const u = p.vector("u", n);
  const x = p.nonlin("x", n, (e, v) => e.call("tanh", v(0)), [p.matmul("W u", W, u)]);
  const s = p.moment("s", (e, v) => e.mul(v(0), v(1)), [x, u]);
  p.output(p.moment("q", (e, v, c) => e.mul(c(0), e.pow(v(0), 2)), [p.matmulT("W.T x", W, x)], [s]));
  const outcome = planSimulation(p.build(), {
    width: 10,
    sampler: "conditioned",
    matrixLaw: undefined,
    settings: new Map(),
    memoryBytes: 1e6,
  });
  if (!outcome.ok) throw new Error("the example cannot be planned");
  return outcome.value;
}

const plan = examplePlan();

function withStep<Op extends Step["op"]>(op: Op, change: (step: Step & { readonly op: Op }) => Step): SimulationPlan {
  let done = false;
  const isOne = (step: Step): step is Step & { readonly op: Op } => step.op === op;
  const steps = plan.steps.map((step) => {
    if (done || !isOne(step)) return step;
    done = true;
    return change(step);
  });
  return { ...plan, steps };
}

describe("verifyPlan", () => {
  it("accepts what the planner makes", () => {
    expect(() => verifyPlan(plan)).not.toThrow();
  });

  const wrong: Readonly<Record<string, [SimulationPlan, RegExp]>> = {
    "a step before what it reads": [{ ...plan, steps: plan.steps.toReversed() }, /too early/],
    "a step twice": [{ ...plan, steps: plan.steps.flatMap((step) => [step, step]) }, /again/],
    "a missing step": [{ ...plan, steps: plan.steps.slice(0, -1) }, /no step writes/],
    "an unknown buffer": [withStep("draw", (step) => ({ ...step, out: 99 as BufferId })), /which there is not/],
    "an unknown scalar": [
      withStep("pass", (step) => ({
        ...step,
        reductions: step.reductions.map((r) => ({ ...r, slot: 99 as ScalarSlot })),
      })),
      /which there is not/,
    ],
    "an unknown output": [{ ...plan, outputs: [{ name: "z", slot: 99 as ScalarSlot }] }, /never made/],
    "a wrong length": [withStep("pass", (step) => ({ ...step, length: 11 })), /length 10/],
    "a vector that is not read": [
      withStep("pass", (step) => ({ ...step, vectors: [...step.vectors, step.vectors[0] as BufferId] })),
      /names 3 vectors/,
    ],
    "a lost direction": [withStep("matmul", (step) => ({ ...step, directions: [] })), /(directions|no step writes)/],
    "one slot for all": [
      { ...plan, buffers: plan.buffers.map((buffer) => ({ ...buffer, slot: 0 })) },
      /while it is needed/,
    ],
    "a miscounted matrix": [
      { ...plan, matrices: plan.matrices.map((m) => ({ ...m, uses: { plain: 2, transposed: 1 } })) },
      /not used as often/,
    ],
    "a matrix that cannot be conditioned": [
      {
        ...plan,
        matrices: plan.matrices.map((m) => ({ ...m, stream: { ...m.stream, shape: { kind: "uniform" } as const } })),
      },
      /cannot be conditioned/,
    ],
    "one stream for two": [
      { ...plan, matrices: plan.matrices.map((m) => ({ ...m, noise: { plain: m.stream.variable, transposed: 7 } })) },
      /share a random stream/,
    ],
    "wrong sums": [{ ...plan, memory: { ...plan.memory, trial: 1 } }, /bytes/],
    "too much memory": [{ ...plan, memory: { ...plan.memory, bound: plan.memory.trial - 1 } }, /more memory/],
    "a degenerate draw": [withStep("draw", (step) => ({ ...step, deviation: 0 })), /no law/],
  };
  it.each(Object.entries(wrong))("refuses %s", (_, [broken, message]) => {
    expect(() => verifyPlan(broken)).toThrow(message);
  });
});
