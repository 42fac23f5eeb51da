import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/diagnostics/diagnostic.ts";
import { reachable } from "../../../src/ir/expr.ts";
import type { Program } from "../../../src/ir/program.ts";
import { type PlanOptions, planSimulation } from "../../../src/plan/plan.ts";
import { printPlan } from "../../../src/plan/print.ts";
import type { SimulationPlan, Step } from "../../../src/plan/simulation-plan.ts";
import { verifyPlan } from "../../../src/plan/verify.ts";
import { programBuilder } from "../../kit/programs.ts";

const OPTIONS: PlanOptions = {
  width: 100,
  sampler: "explicit",
  matrixLaw: undefined,
  settings: new Map(),
  memoryBytes: 1e9,
};

function planned(program: Program, options: Partial<PlanOptions> = {}): SimulationPlan {
  const outcome = planSimulation(program, { ...OPTIONS, ...options });
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => d.message).join("; "));
  verifyPlan(outcome.value);
  return outcome.value;
}

function messages(outcome: Outcome<SimulationPlan>): readonly string[] {
  expect(outcome.ok).toBe(false);
  return outcome.diagnostics.map(({ code, message, hint }) => `${code}: ${message} (${hint})`);
}

function stepsOf<Op extends Step["op"]>(plan: SimulationPlan, op: Op): (Step & { readonly op: Op })[] {
  return plan.steps.filter((step): step is Step & { readonly op: Op } => step.op === op);
}

/** How often the plan computes `fn`, over all of its passes. */
function evaluations(plan: SimulationPlan, fn: string): number {
  return stepsOf(plan, "pass").reduce((sum, pass) => {
    const nodes = reachable(
      plan.pool,
      [...pass.outputs, ...pass.reductions].map((result) => result.body),
    );
    return sum + nodes.map(plan.pool.get).filter((node) => node.op === "call" && node.fn === fn).length;
  }, 0);
}

/** A tanh network on `batch` inputs with the given number of hidden matrices; reports the last kernel's diagonal. */
function network(batch: number, layers: number): Program {
  const p = programBuilder("network.tp");
  const n = p.width("n");
  const matrices = Array.from({ length: layers }, (_, l) => p.matrix(`W[${l + 1}]`, n, n));
  for (let i = 1; i <= batch; i++) {
    let h = p.vector(`h[0,${i}]`, n);
    for (const [l, matrix] of matrices.entries()) {
      const x = p.nonlin(`x[${l},${i}]`, n, (e, v) => e.call("tanh", v(0)), [h]);
      h = p.matmul(`h[${l + 1},${i}]`, matrix, x);
    }
    p.output(p.moment(`q[${i}]`, (e, v) => e.pow(v(0), 2), [h]));
  }
  return p.build();
}

describe("the order of the work", () => {
  it("multiplies a batch of inputs by one matrix at once", () => {
    const products = stepsOf(planned(network(5, 3)), "matmul");
    expect(products.map((step) => step.inputs.length)).toEqual([5, 5, 5]);
  });

  it("makes one pass between two layers, whatever the batch", () => {
    expect(stepsOf(planned(network(5, 3)), "pass")).toHaveLength(4);
  });

  it("lets an early product wait for a later one with the same matrix, but only if that draws less", () => {
    const p = programBuilder();
    const n = p.width("n");
    const [A, B] = [p.matrix("A", n, n), p.matrix("B", n, n)];
    const u = p.vector("u", n);
    const early = p.matmul("A u", A, u);
    const late = p.matmul("A B u", A, p.matmul("B u", B, u));
    p.output(p.moment("q", (e, x) => e.mul(x(0), x(1)), [early, late]));
    const program = p.build();
    const sides = (plan: SimulationPlan) => stepsOf(plan, "matmul").map((s) => [s.matrix, s.inputs.length]);
    expect(sides(planned(program))).toEqual([
      [1, 1],
      [0, 2],
    ]);
    expect(sides(planned(program, { sampler: "conditioned" }))).toEqual([
      [0, 1],
      [1, 1],
      [0, 1],
    ]);
  });

  it("does not wait for a product that depends on the early one", () => {
    const p = programBuilder();
    const n = p.width("n");
    const W = p.matrix("W", n, n);
    const g = p.matmul("W u", W, p.vector("u", n));
    p.output(p.moment("q", (e, x) => e.pow(x(0), 2), [p.matmul("W W u", W, g)]));
    expect(stepsOf(planned(p.build()), "matmul")).toHaveLength(2);
  });

  it("leaves averages that only outputs read to a pass that is made anyway", () => {
    const p = programBuilder();
    const n = p.width("n");
    const W = p.matrix("W", n, n);
    const u = p.vector("u", n);
    p.output(p.moment("a", (e, x) => e.pow(x(0), 2), [u]));
    const x = p.nonlin("x", n, (e, v) => e.call("tanh", v(0)), [u]);
    p.output(p.moment("b", (e, v) => e.pow(v(0), 4), [u]));
    p.output(p.moment("c", (e, v) => e.pow(v(0), 2), [p.matmul("W x", W, x)]));
    const passes = stepsOf(planned(p.build()), "pass");
    expect(passes.map((pass) => [pass.outputs.length, pass.reductions.length])).toEqual([
      [1, 2],
      [0, 1],
    ]);
  });

  it("orders two widths whose averages depend on each other", () => {
    const p = programBuilder();
    const [n, m] = [p.width("n"), p.width("m", 0.5)];
    const [u, v] = [p.vector("u", n), p.vector("v", m)];
    const a = p.moment("a", (e, x) => e.pow(x(0), 2), [u]);
    const b = p.moment("b", (e, x, c) => e.mul(c(0), e.pow(x(0), 2)), [v], [a]);
    const c = p.moment("c", (e, x, s) => e.mul(s(0), x(0), x(0)), [u], [b]);
    p.output(c);
    expect(stepsOf(planned(p.build()), "pass").map((pass) => pass.length)).toEqual([100, 50, 100]);
  });
});

describe("fusion", () => {
  it("computes a shared expensive value once, even across passes and under another name", () => {
    const p = programBuilder();
    const n = p.width("n");
    const W = p.matrix("W", n, n);
    const g = p.matmul("g", W, p.vector("u", n));
    const x = p.nonlin("x", n, (e, v) => e.call("tanh", v(0)), [g]);
    const h = p.matmulT("h", W, x);
    const slope = p.nonlin("slope", n, (e, v) => e.sub(e.num(1), e.pow(e.call("tanh", v(0)), 2)), [g]);
    p.output(p.moment("q", (e, v) => e.mul(v(0), v(1)), [h, slope]));
    expect(evaluations(planned(p.build()), "tanh")).toBe(1);
  });

  it("keeps an expensive part that a later pass needs, and computes a cheap one again", () => {
    const p = programBuilder();
    const n = p.width("n");
    const u = p.vector("u", n);
    const costly = p.nonlin("costly", n, (e, x) => e.call("exp", x(0)), [u]);
    const cheap = p.nonlin("cheap", n, (e, x) => e.call("relu", x(0)), [u]);
    const s = p.moment("s", (e, x) => e.mul(x(0), x(1)), [costly, cheap]);
    p.output(p.moment("q", (e, x, c) => e.mul(c(0), x(0), x(1)), [costly, cheap], [s]));
    const plan = planned(p.build());
    expect(evaluations(plan, "exp")).toBe(1);
    expect(evaluations(plan, "relu")).toBe(2);
    expect(stepsOf(plan, "pass").map((pass) => pass.outputs.length)).toEqual([1, 0]);
  });

  it("does not simplify across values: what overflows in the program overflows in the plan", () => {
    const p = programBuilder();
    const n = p.width("n");
    const u = p.vector("u", n);
    const big = p.nonlin("big", n, (e, x) => e.pow(e.call("exp", x(0)), 1000), [u]);
    p.output(p.moment("q", (e, x) => e.mul(x(0), e.pow(x(1), -1)), [big, big]));
    p.output(
      p.moment("r", (e, x) => e.add(x(0), e.mul(e.num(-1), x(1))), [big, p.nonlin("same", n, (_, x) => x(0), [big])]),
    );
    // Simplified, q would be 1 and r would be 0: arithmetic instead of averages.
    expect(stepsOf(planned(p.build()), "pass")[0]?.reductions).toHaveLength(2);
  });

  it("drops what no output needs", () => {
    const p = programBuilder();
    const n = p.width("n");
    const [dead, W] = [p.matrix("dead", n, n), p.matrix("W", n, n)];
    const [u, v] = [p.vector("u", n), p.vector("v", n)];
    p.moment("unused", (e, x) => e.pow(x(0), 2), [p.matmul("dead u", dead, u)]);
    p.output(p.moment("q", (e, x) => e.pow(x(0), 2), [p.matmul("W v", W, v)]));
    const plan = planned(p.build());
    expect(plan.matrices.map((matrix) => matrix.label)).toEqual(["W"]);
    expect(stepsOf(plan, "draw")).toHaveLength(1);
  });
});

describe("random streams", () => {
  it("depend on the order of declaration alone", () => {
    const program = (live: boolean, extra: boolean): Program => {
      const p = programBuilder();
      const n = p.width("n");
      const [V, W] = [p.matrix("V", n, n), p.matrix("W", n, n)];
      const [u, v] = [p.vector("u", n), p.vector("v", n)];
      const q = p.moment("p", (e, x) => e.pow(x(0), 2), [p.matmul("V u", V, u)]);
      if (live) p.output(q);
      if (extra) p.output(p.moment("r", (e, x) => e.pow(x(0), 2), [p.matmulT("W.T v", W, v)]));
      p.output(p.moment("q", (e, x) => e.pow(x(0), 2), [p.matmul("W v", W, v)]));
      return p.build();
    };
    const streams = (plan: SimulationPlan) => [
      plan.matrices.find((matrix) => matrix.label === "W")?.stream.variable,
      stepsOf(plan, "draw").find((step) => plan.buffers[step.out]?.label === "v")?.stream.variable,
    ];
    const expected = streams(planned(program(true, true)));
    expect(streams(planned(program(false, false)))).toEqual(expected);
    expect(streams(planned(program(true, false), { width: 7, sampler: "conditioned" }))).toEqual(expected);
  });
});

describe("initial vectors", () => {
  it("draws as many vectors as a singular covariance has rank", () => {
    const p = programBuilder();
    const n = p.width("n");
    const members = p.joint(
      ["a", "b", "c"],
      n,
      [0, 0, 0],
      [
        [1, 1, 0],
        [1, 1, 0],
        [0, 0, 2],
      ],
    );
    p.output(p.moment("q", (e, x) => e.mul(x(0), x(1), x(2)), members));
    expect(stepsOf(planned(p.build()), "draw")).toHaveLength(2);
  });

  it("makes a vector of variance 0 a constant", () => {
    const p = programBuilder();
    const n = p.width("n");
    const W = p.matrix("W", n, n);
    const ones = p.vector("ones", n, { mean: 1, variance: 0 });
    p.output(p.moment("q", (e, x) => e.pow(x(0), 2), [p.matmul("W ones", W, ones)]));
    const plan = planned(p.build());
    expect(stepsOf(plan, "draw")).toHaveLength(0);
    expect(stepsOf(plan, "pass")[0]).toMatchObject({ vectors: [], length: 100 });
  });
});

describe("memory", () => {
  it("does not grow with depth when the layers have matrices of their own", () => {
    for (const sampler of ["explicit", "conditioned"] as const) {
      const bytes = [2, 20].map((layers) => planned(network(3, layers), { sampler }).memory.trial);
      expect(bytes[1]).toBe(bytes[0]);
    }
  });

  it("refuses what does not fit and names the largest width that does", () => {
    const program = network(3, 2);
    const trial = planned(program).memory.trial;
    const at = (width: number) => planSimulation(program, { ...OPTIONS, width, memoryBytes: trial });
    expect(at(100).ok).toBe(true);
    expect(messages(at(101))).toEqual([
      "TP405: one trial at n = 101 needs 4.85 kB, more than 4.8 kB (the largest width that fits is 100)",
    ]);
    const none = planSimulation(program, { ...OPTIONS, memoryBytes: 8 });
    expect(messages(none)[0]).toContain("no width fits");
  });
});

describe("refusals", () => {
  const scaled = (variance: number | string) => {
    const p = programBuilder();
    const n = p.width("n");
    const m = p.width("m", 0.25);
    const s = p.symbol("s");
    const W = p.matrix("W", m, n, { variance });
    p.output(p.moment("q", (e, x, c) => e.mul(c(0), e.pow(x(0), 2)), [p.matmul("W u", W, p.vector("u", n))], [s]));
    return p.build();
  };

  it("asks for the values of open scalars", () => {
    expect(messages(planSimulation(scaled(1), OPTIONS))).toEqual([
      "TP402: the scalar s has no value (give one with --set s=0.5)",
    ]);
    const infinite = planSimulation(scaled(1), { ...OPTIONS, settings: new Map([["s", Number.POSITIVE_INFINITY]]) });
    expect(messages(infinite)[0]).toContain("the scalar s is set to Infinity");
  });

  it("rounds other widths and refuses those that vanish", () => {
    const settings = new Map([["s", 1]]);
    expect(planned(scaled(1), { settings, width: 10 }).widths).toEqual([10, 3]);
    expect(messages(planSimulation(scaled(1), { ...OPTIONS, settings, width: 1 }))).toEqual([
      "TP403: at n = 1 the width m = 0.25 is rounded to 0 (take n = 2 or larger)",
    ]);
    expect(messages(planSimulation(scaled(1), { ...OPTIONS, settings, width: 2.5 }))[0]).toContain(
      "n = 2.5 is not a width",
    );
    expect(messages(planSimulation(scaled(1), { ...OPTIONS, settings, width: 0 }))[0]).toContain(
      "n = 0 is not a width",
    );
  });

  it("refuses a negative variance that a scalar gives", () => {
    const outcome = planSimulation(scaled("s"), { ...OPTIONS, settings: new Map([["s", -2]]) });
    expect(messages(outcome)[0]).toContain("TP404: the entries of W have the variance -2 / n");
  });

  it("refuses a covariance with a negative eigenvalue", () => {
    const p = programBuilder();
    const n = p.width("n");
    const members = p.joint(
      ["a", "b"],
      n,
      [0, 0],
      [
        [1, 2],
        [2, 1],
      ],
    );
    p.output(p.moment("q", (e, x) => e.mul(x(0), x(1)), members));
    expect(messages(planSimulation(p.build(), OPTIONS))[0]).toContain("the covariance of a, b has the eigenvalue -1");
  });

  it("conditions only on Gaussian matrices", () => {
    const options = { ...OPTIONS, sampler: "conditioned", settings: new Map([["s", 1]]) } as const;
    expect(planSimulation(scaled(1), options).ok).toBe(true);
    const outcome = planSimulation(scaled(1), { ...options, matrixLaw: { kind: "rademacher" } });
    expect(messages(outcome)[0]).toContain("TP406: the conditioned sampler cannot draw W, whose law is rademacher");
  });
});

describe("the printed plan", () => {
  it("shows every step", () => {
    expect(printPlan(planned(network(2, 1)))).toMatchInlineSnapshot(`
      "plan of network.tp: explicit sampler, width 100, 6 vectors in 4 slots, 3.2 kB per trial
      matrix W[1]: 100 x 100, normal, standard deviation 0.1, stream 0; W[1] @ 2 times
         0  draw v0 [slot 0] (h[0,2]) ~ normal, mean 0, deviation 1, stream 1073741825
         1  draw v1 [slot 1] (h[0,1]) ~ normal, mean 0, deviation 1, stream 1073741824
         2  pass over 100
              v2 [slot 2] (x[0,1]) = tanh(v1)
              v3 [slot 3] (x[0,2]) = tanh(v0)
         3  matmul W[1]
              v4 [slot 1] (h[1,1]) = W[1] @ v2
              v5 [slot 0] (h[1,2]) = W[1] @ v3
         4  pass over 100
              c0 (q[1]) = average of v4^2
              c1 (q[2]) = average of v5^2
      output q[1] = c0
      output q[2] = c1
      "
    `);
  });
});
