import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Outcome } from "../../../../src/diagnostics/diagnostic.ts";
import { planSimulation } from "../../../../src/plan/plan.ts";
import type { Sampler, SimulationPlan } from "../../../../src/plan/simulation-plan.ts";
import { trialSeconds } from "../../../../src/runtime/cpu/cost.ts";
import { openCpuEngine } from "../../../../src/runtime/cpu/engine.ts";
import type { Engine, Run, RunRequest } from "../../../../src/runtime/engine.ts";
import type { PrecisionChoice } from "../../../../src/runtime/precision.ts";
import { lower } from "../../../kit/lower.ts";

const program = lower(`
  width n
  vector u ~ normal(0, 1)
  matrix W ~ normal(0, 1 / n)
  g = W @ u
  output moment((W.T @ tanh(g)) * u), moment(g^2)
`);

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => `${d.code}: ${d.message}`).join("; "));
  return outcome.value;
}

function planOf(width: number, sampler: Sampler, memoryBytes = 1e8): SimulationPlan {
  return unwrap(planSimulation(program, { width, sampler, matrixLaw: undefined, settings: new Map(), memoryBytes }));
}

const opened: Engine[] = [];
async function open(threads: number, precision: PrecisionChoice = "double"): Promise<Engine> {
  const engine = unwrap(await openCpuEngine({ threads, precision, samplers: ["explicit", "conditioned"] }));
  opened.push(engine);
  return engine;
}
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((engine) => engine.close()));
});

async function run(engine: Engine, plan: SimulationPlan, request: Partial<RunRequest>): Promise<Outcome<Run>> {
  const prepared = unwrap(await engine.prepare(plan));
  const outcome = await prepared.run({
    seed: 3n,
    firstTrial: 0,
    trials: 1,
    signal: undefined,
    onProgress: undefined,
    ...request,
  });
  await prepared.release();
  return outcome;
}

/** As many trials as take threads a while, by the engine's own estimate. */
function long(plan: SimulationPlan, seconds = 0.51): number {
  return Math.ceil(seconds / trialSeconds(plan));
}

/** The threads that are given work from now on, and how many messages each was sent. */
function watchThreads(): Map<Worker, number> {
  const seen = new Map<Worker, number>();
  const { postMessage } = Worker.prototype;
  vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, ...args) {
    seen.set(this, (seen.get(this) ?? 0) + 1);
    postMessage.apply(this, args);
  });
  return seen;
}

describe("threads", () => {
  it.each(["explicit", "conditioned"] as const)("do not change a bit of the samples: %s", async (sampler) => {
    const plan = planOf(48, sampler);
    const trials = long(plan);
    const threads = watchThreads();
    const alone = unwrap(await run(await open(1), plan, { trials })).samples;
    expect(threads.size).toBe(0);
    for (const count of [2, 3]) {
      threads.clear();
      expect(unwrap(await run(await open(count), plan, { trials })).samples).toEqual(alone);
      expect(threads.size).toBe(count);
    }
  });

  it("do not change a bit where memory for kept matrices runs out", async () => {
    const narrow = planOf(48, "explicit", planOf(48, "explicit").memory.trial);
    const wide = planOf(48, "explicit");
    const [a, b] = [await run(await open(1), narrow, { trials: 50 }), await run(await open(1), wide, { trials: 50 })];
    expect(unwrap(a).samples).toEqual(unwrap(b).samples);
  });

  it("are not started for short runs", async () => {
    const threads = watchThreads();
    unwrap(await run(await open(2), planOf(8, "explicit"), { trials: 10 }));
    expect(threads.size).toBe(0);
  });

  it("are no more than the memory allows", async () => {
    const plan = planOf(48, "explicit");
    const threads = watchThreads();
    const narrow = { ...plan, memory: { ...plan.memory, bound: 2 * plan.memory.trial } };
    unwrap(await run(await open(3), narrow, { trials: long(plan) }));
    expect(threads.size).toBe(2);
  });

  it("that are lost end the run with what was finished, and are started again", async () => {
    const plan = planOf(48, "explicit");
    const trials = long(plan, 2);
    const threads = watchThreads();
    const engine = await open(2);
    // A thread is sent the plan, its first batch and, when that is finished, its second one.
    const onProgress = () => {
      if ([...threads.values()].every((messages) => messages >= 3) && threads.size === 2)
        for (const each of threads.keys()) void each.terminate();
    };
    const outcome = await run(engine, plan, { trials, onProgress });
    expect(outcome.diagnostics.map((d) => d.code)).toEqual(["TP408"]);
    expect(outcome.diagnostics[0]?.message).toContain("a worker thread was lost (exit status 1)");
    const finished = unwrap(outcome);
    expect(finished.trials).toBeLessThan(trials);
    const again = unwrap(await run(engine, plan, { trials: long(plan) }));
    expect(again.trials).toBe(long(plan));
    const shared = Math.min(finished.trials, again.trials);
    expect(finished.samples[0]?.slice(0, shared)).toEqual(again.samples[0]?.slice(0, shared));
  });

  it("that are lost before anything is finished fail the run", async () => {
    const threads = watchThreads();
    const engine = await open(2);
    const plan = planOf(48, "explicit");
    const running = run(engine, plan, { trials: long(plan) });
    await vi.waitUntil(() => threads.size > 0);
    await engine.close();
    const outcome = await running;
    expect(outcome.ok).toBe(false);
    expect(outcome.diagnostics.map((d) => d.code)).toEqual(["TP407"]);
  });
});

describe("single precision", () => {
  it("gives the same bits on any number of threads, whether matrices are kept or not", async () => {
    const plan = planOf(48, "explicit");
    const trials = Math.ceil(0.51 / trialSeconds(plan, "single"));
    const alone = unwrap(await run(await open(1, "single"), plan, { trials })).samples;
    const threads = watchThreads();
    expect(unwrap(await run(await open(2, "single"), plan, { trials })).samples).toEqual(alone);
    expect(threads.size).toBe(2);
    const narrow = { ...plan, memory: { ...plan.memory, bound: plan.memory.trial } };
    expect(unwrap(await run(await open(1, "single"), narrow, { trials })).samples).toEqual(alone);
  });

  it("refuses what WebAssembly cannot address", async () => {
    const plan = planOf(2 ** 31, "explicit", 1e18);
    const outcome = await (await open(1, "single")).prepare(plan);
    expect(outcome.diagnostics).toMatchObject([{ code: "TP405", hint: expect.stringContaining("--precision double") }]);
  });
});

describe("memory that is not there", () => {
  it.each([1, 2])("is a diagnostic, with %i threads", async (threads) => {
    const outcome = await run(await open(threads), planOf(2 ** 40, "conditioned", 1e18), { trials: 2 });
    expect(outcome.ok).toBe(false);
    expect(outcome.diagnostics.map((d) => d.code)).toEqual(["TP405"]);
    expect(outcome.diagnostics[0]?.message).toContain("TB for each trial");
  });
});

describe("the description", () => {
  it("tells threads and precision", async () => {
    expect((await open(1)).description).toBe("1 thread, float64");
    expect((await open(3)).description).toBe("3 threads, float64");
    expect(await open(2, "auto")).toMatchObject({
      description: "2 threads, float32 (explicit) and float64 (conditioned)",
      precision: "single",
    });
  });

  it("says where single precision is not to be had", async () => {
    const samplers = ["conditioned"] as const;
    const outcome = await openCpuEngine({ threads: 1, precision: "single", samplers });
    expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["TP410"]);
    expect(unwrap(outcome)).toMatchObject({ description: "1 thread, float64", precision: "double" });
    expect((await openCpuEngine({ threads: 1, precision: "auto", samplers })).diagnostics).toEqual([]);
  });

  it("is of double precision where WebAssembly has no vectors", async () => {
    vi.resetModules();
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    const { openCpuEngine: openWithout } = await import("../../../../src/runtime/cpu/engine.ts");
    const outcome = await openWithout({ threads: 1, precision: "single", samplers: ["explicit"] });
    expect(outcome.diagnostics[0]?.message).toContain("no vectors");
    const engine = unwrap(outcome);
    expect(engine).toMatchObject({ description: "1 thread, float64", precision: "double" });
    const judge = unwrap(await run(await open(1), planOf(16, "explicit"), {})).samples;
    expect(unwrap(await run(engine, planOf(16, "explicit"), {})).samples).toEqual(judge);
  });
});
