/** What the conformance suite (test/engines) does not ask: limits, refusals, failures, and cut products. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../../../../src/diagnostics/diagnostic.ts";
import type { SimulationPlan } from "../../../../src/plan/simulation-plan.ts";
import { openCpuEngine } from "../../../../src/runtime/cpu/engine.ts";
import type { Engine, Run, RunRequest } from "../../../../src/runtime/engine.ts";
import { findNodeGpu } from "../../../../src/runtime/webgpu/adapter-node.ts";
import { programFor, trialBytes } from "../../../../src/runtime/webgpu/batch.ts";
import { type OpenDevice, openDevice } from "../../../../src/runtime/webgpu/device.ts";
import { openWebGpuEngine, type WebGpuOptions } from "../../../../src/runtime/webgpu/engine.ts";
import { createPace } from "../../../../src/runtime/webgpu/pace.ts";
import { createPipelines, usage } from "../../../../src/runtime/webgpu/pipelines.ts";
import { preparePlan } from "../../../../src/runtime/webgpu/prepared.ts";
import { planText } from "../../../kit/plan-text.ts";
import { deviceTitle, testGpu } from "../../../kit/webgpu.ts";

const both = `width n
width m = 1.5 * n
vector x : n ~ normal(0, 1)
matrix W : m x n ~ normal(0, 1 / n)
y = W @ x
z = W.T @ tanh(y)
output q = moment(y^2), r = moment(x * z), s = moment(exp(y) * y)
`;

const request: RunRequest = { seed: 7n, firstTrial: 0, trials: 4, signal: undefined, onProgress: undefined };

function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.diagnostics.map((d) => `${d.code}: ${d.message}`).join("; "));
  return outcome.value;
}

/** A device some of whose methods are others. */
function stingy(device: GPUDevice, methods: Partial<Pick<GPUDevice, "createBuffer" | "popErrorScope">>): GPUDevice {
  return new Proxy(device, {
    get(target, name) {
      const value: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const codes = (outcome: Outcome<unknown>) => outcome.diagnostics.map(({ code }) => code);

async function run(engine: Engine, plan: SimulationPlan, wanted: Partial<RunRequest> = {}): Promise<Run> {
  return unwrap(await unwrap(await engine.prepare(plan)).run({ ...request, ...wanted }));
}

/** In float32 the terms of these sums carry errors of 1e-7 each; a product of 1000 terms some 1e-6. */
function expectAgreement(found: Run, judge: Run): void {
  for (const [k, values] of judge.samples.entries()) {
    for (const [t, value] of values.entries()) {
      expect(Math.abs((found.samples[k]?.[t] ?? NaN) - value) / Math.abs(value), `output ${k}`).toBeLessThan(1e-4);
    }
  }
}

describe("without a device", () => {
  const open = (source: WebGpuOptions["source"]) => openWebGpuEngine({ source, software: "accept", limits: {} });

  it("says why there is none", async () => {
    const outcome = await open(async () => ({
      found: false,
      reason: "there is no such package",
      remedy: "install it",
    }));
    expect(outcome).toMatchObject({
      ok: false,
      diagnostics: [{ code: "TP401", message: "there is no such package", hint: "install it" }],
    });
  });

  it("says when there is no adapter", async () => {
    const gpu: Partial<GPU> = { requestAdapter: async () => null };
    const outcome = await open(async () => ({ found: true, gpu: gpu as GPU, wait: async () => {} }));
    expect(codes(outcome)).toEqual(["TP401"]);
  });
});

const found = await testGpu();

describe.skipIf(!found.there)(deviceTitle("on the device", found), () => {
  const open = async (options: Partial<WebGpuOptions> = {}) =>
    unwrap(await openWebGpuEngine({ source: findNodeGpu, software: "accept", limits: {}, ...options }));
  let engine: Engine;
  let judge: Engine;
  beforeAll(async () => {
    engine = await open();
    judge = unwrap(await openCpuEngine({ threads: 1, precision: "double", samplers: ["explicit"] }));
  });
  afterAll(async () => {
    await engine.close();
    await judge.close();
  });

  it("is described", () => {
    expect(engine.name).toBe("webgpu");
    expect(engine.description).toMatch(/^WebGPU, float32, on \S/);
  });

  it.each([1, 7, 33, 1000])("agrees with the processor at width %d", async (width) => {
    const plan = planText(both, width);
    expectAgreement(await run(engine, plan), await run(judge, plan));
  });

  it.each([
    "normal(0, 1 / n)",
    "uniform(var = 1 / n)",
    "rademacher(var = 1 / n)",
    "truncated_normal(cut = 2, var = 1 / n)",
    "laplace(var = 1 / n)",
    "exponential(var = 1 / n)",
    "student_t(df = 5, var = 1 / n)",
    "cubecauchy(var = 1 / n)",
    "quintcauchy(var = 1 / n)",
  ])("draws the same matrices of law %s, and their transposes", async (law) => {
    const plan = planText(
      `width n\nvector g ~ normal(0, 1)\nmatrix W ~ ${law}\noutput moment((W @ g)^2), moment((W.T @ g)^2)\n`,
      11,
    );
    expectAgreement(await run(engine, plan), await run(judge, plan));
  });

  it.each(["explicit", "conditioned"] as const)(
    "gives the same samples whatever the limits are, %s",
    async (sampler) => {
      const plan = planText(both, 200, { sampler });
      const free = await run(engine, plan, { trials: 150 });
      for (const limits of [{ workgroups: 2 }, { binding: 20_000 }]) {
        const tight = await open({ limits });
        const progress: number[] = [];
        const bound = await run(tight, plan, { trials: 150, onProgress: (done) => progress.push(done) });
        expect(bound.samples).toEqual(free.samples);
        expect(progress.length).toBeGreaterThan(1);
        await tight.close();
      }
    },
  );

  it.each(["explicit", "conditioned"] as const)("gives the same samples in small submissions, %s", async (sampler) => {
    const plan = planText(both, 300, { sampler });
    const free = await run(engine, plan, { trials: 5 });
    const machine = await ownMachine();
    const slow = { ...machine, pace: { budget: 3 * 64 * 300, took: () => {} } };
    const { samples } = unwrap(await unwrap(await preparePlan(slow, plan)).run({ ...request, trials: 5 }));
    expect(samples).toEqual(free.samples);
    machine.open.device.destroy();
  });

  it("agrees with the processor when products are cut into stretches", async () => {
    const machine = await ownMachine();
    const wide = { ...machine, open: { ...machine.open, software: false } };
    // From 512 items on they share what they read of the vectors, where the device has subgroups.
    for (const width of [33, 1000]) {
      const plan = planText(both, width);
      const mine = unwrap(await unwrap(await preparePlan(wide, plan)).run(request));
      expectAgreement(mine, await run(judge, plan));
    }
    machine.open.device.destroy();
  });

  it.each([
    ["fused", both],
    ["looped", both.replace("tanh(y)\n", "tanh(y)\nv = W.T @ tanh(W @ relu(z) + y)\n").replace("x * z", "v * z")],
  ])("agrees with the processor on conditioned sums of more than one level, %s", async (_name, text) => {
    // Of a sum over 5000 coordinates 40 shares are left, and 32 are added up at a time.
    const plan = planText(text, 5000, { sampler: "conditioned" });
    const cpu = unwrap(await openCpuEngine({ threads: 1, precision: "double", samplers: ["conditioned"] }));
    expectAgreement(await run(engine, plan), await run(cpu, plan));
    await cpu.close();
  });

  it("does many trials of a small program", async () => {
    const plan = planText("width n\nvector x ~ normal(0, 1)\noutput q = moment(x), r = moment(x^2)\n", 3);
    const { samples, trials } = await run(engine, plan, { trials: 100_000 });
    expect(trials).toBe(100_000);
    const few = await run(judge, plan, { firstTrial: 99_990, trials: 10 });
    for (const [k, values] of few.samples.entries()) {
      for (const [t, value] of values.entries())
        expect(Math.abs((samples[k]?.[99_990 + t] ?? NaN) - value)).toBeLessThan(1e-5);
    }
  });

  it("runs programs whose names mean something to WGSL or to our kernels", async () => {
    const names = [
      "target",
      "f32",
      "item",
      "memory",
      "final",
      "call",
      "bitcast",
      "tp_exp",
      "group",
      "place",
      "first_item",
      "t",
      "array",
    ];
    const lines = names.map((name, k) => `${name} = tanh(${names[k - 1] ?? "self"} + ${k})`);
    const plan = planText(
      `width n\nvector self ~ normal(0, 1)\n${lines.join("\n")}\nscalars = moment(array * tp_exp)\noutput scalars, select = scalars^2 + 1\n`,
      5,
    );
    expectAgreement(await run(engine, plan), await run(judge, plan));
  });

  it("refuses a software adapter where one is not wanted", async () => {
    const outcome = await openWebGpuEngine({ source: findNodeGpu, software: "refuse", limits: {} });
    if (engine.description.endsWith("(software)")) {
      expect(codes(outcome)).toEqual(["TP401"]);
      expect(outcome.diagnostics[0]?.message).toContain("computes on the processor");
    } else await unwrap(outcome).close();
  });

  it("refuses what does not fit, before anything runs", async () => {
    const small = await open({ limits: { binding: 10_000 } });
    expect(codes(await small.prepare(planText(both, 5000)))).toEqual(["TP411"]);
    await small.close();
    const narrow = await open({ limits: { uniforms: 128 } });
    expect(codes(await narrow.prepare(planText(both, 10)))).toEqual(["TP411"]);
    await narrow.close();
  });

  it("reports what the compiler of shaders says", async () => {
    const { open: device } = await ownMachine();
    const kernel = {
      name: "f",
      text: "@compute @workgroup_size(1)\nfn f() { let x: u32 = 1.5; }",
      shape: [1, 1],
      words: [],
    } as const;
    const outcome = await createPipelines(device.device).compile(kernel);
    expect(outcome).toMatchObject({ rejected: expect.stringMatching(/line 2 of `f`: fn f\(\)/) });
    device.device.destroy();
  });

  it("keeps what was finished when the device is lost", async () => {
    const fragile = await open({ limits: { binding: 100_000 } });
    const prepared = unwrap(await fragile.prepare(planText(both, 200)));
    const outcome = await prepared.run({ ...request, trials: 1000, onProgress: () => void fragile.close() });
    expect(codes(outcome)).toEqual(["TP408"]);
    const kept = unwrap(outcome);
    expect(kept.trials).toBeGreaterThan(0);
    expect(kept.trials).toBeLessThan(1000);
    expect(kept.samples.map((values) => values.length)).toEqual([kept.trials, kept.trials, kept.trials]);
    expect(codes(await prepared.run(request))).toEqual(["TP414"]);
  });

  it("keeps what was finished when the device is lost while it works", async () => {
    const machine = await ownMachine();
    const plan = planText(both, 200, { sampler: "conditioned" });
    const prepared = unwrap(await preparePlan(machine, plan));
    let submissions = 0;
    const { queue } = machine.open.device;
    const submit = queue.submit.bind(queue);
    queue.submit = (buffers) => {
      submit(buffers);
      // In the middle of a batch of the second run: nothing of that batch is there yet.
      if (++submissions === 5) machine.open.device.destroy();
    };
    const first = unwrap(await prepared.run({ ...request, trials: 1 }));
    expect(first.trials).toBe(1);
    while (submissions < 5) {
      const outcome = await prepared.run({ ...request, trials: 1 });
      if (outcome.ok) expect(outcome.value.samples).toEqual(first.samples);
      else expect(codes(outcome)).toEqual(["TP414"]);
    }
    expect(codes(await prepared.run(request))).toEqual(["TP414"]);
  });

  it("says that a shader which does not compile is a fault of its own", async () => {
    const machine = await ownMachine();
    const rejected = "no such function (line 1 of `sweep`: f())";
    const broken = { ...machine, pipelines: { ...machine.pipelines, compile: async () => ({ rejected }) } };
    const outcome = await preparePlan(broken, planText(both, 10));
    expect(codes(outcome)).toEqual(["TP413"]);
    expect(outcome.diagnostics[0]?.message).toBe(
      `a generated shader does not compile, which is a fault of tpc: ${rejected}`,
    );
    machine.open.device.destroy();
  });

  it("takes smaller batches when the device has no memory for larger ones", async () => {
    const machine = await ownMachine();
    const { device } = machine.open;
    const plan = planText(both, 200, { sampler: "conditioned" });
    const most = 2 * trialBytes(programFor(plan, machine.open)).memory;
    let lacking = false;
    const poor = stingy(device, {
      createBuffer(descriptor) {
        lacking ||= (descriptor.usage & usage.storage) !== 0 && descriptor.size > most;
        return device.createBuffer(descriptor);
      },
      // The first scope to be read is that of memory.
      async popErrorScope() {
        const error = await device.popErrorScope();
        const lack = lacking ? ({ message: "there is no memory left" } satisfies Pick<GPUError, "message">) : error;
        lacking = false;
        return lack;
      },
    });
    const small = { ...machine, open: { ...machine.open, device: poor } };
    const progress: number[] = [];
    const prepared = unwrap(await preparePlan(small, plan));
    const found = unwrap(await prepared.run({ ...request, onProgress: (done) => progress.push(done) }));
    expectAgreement(found, await run(judge, plan));
    expect(progress).toEqual([2, 4]);
    device.destroy();
  });

  async function ownMachine() {
    const opening = await openDevice(findNodeGpu, "accept");
    if (!opening.opened) throw new Error(opening.reason);
    const device: OpenDevice = opening.device;
    return { open: device, pipelines: createPipelines(device.device), pace: createPace() };
  }
});
