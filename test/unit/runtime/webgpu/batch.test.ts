import { describe, expect, it } from "vitest";
import { batchSize, programFor, tooLarge, trialBytes } from "../../../../src/runtime/webgpu/batch.ts";
import type { DeviceLimits } from "../../../../src/runtime/webgpu/device.ts";
import { planText } from "../../../kit/plan-text.ts";

const limits: DeviceLimits = { binding: 2 ** 27, buffer: 2 ** 28, uniforms: 2 ** 14, workgroups: 65535 };
const software = { software: true, subgroups: false };
const hardware = { software: false, subgroups: false };
const text = "width n\nvector x ~ normal(0, 1)\nmatrix W ~ normal(0, 1 / n)\noutput q = moment((W @ x)^2)\n";

describe("batchSize", () => {
  it("takes all trials that are wanted when they fit", () => {
    expect(batchSize(planText(text, 64), 100, limits, software).trials).toBe(100);
  });

  it.each([
    ["binding", { binding: 2 ** 20 }, 1024],
    ["buffer", { buffer: 2 ** 20 }, 1024],
  ])("respects the limit of a %s", (_name, lower, width) => {
    const { trials, program } = batchSize(planText(text, width), 1e6, { ...limits, ...lower }, hardware);
    expect(trials * trialBytes(program).memory).toBeLessThanOrEqual(2 ** 20);
    expect((trials + 1) * trialBytes(program).memory).toBeGreaterThan(2 ** 20);
  });

  it("respects the bound of the plan", () => {
    const { trials, program } = batchSize(planText(text, 64, { memoryBytes: 100_000 }), 1e6, limits, software);
    const { memory, scalars } = trialBytes(program);
    expect(trials * (memory + scalars)).toBeLessThanOrEqual(100_000);
    expect(trials).toBeGreaterThan(100);
  });

  it("respects the workgroups of a dimension", () => {
    // The kernel with the fewest trials to a workgroup has 8 by 8: 64 coordinates are 8 octets.
    expect(batchSize(planText(text, 64), 1e6, { ...limits, workgroups: 100 }, hardware).trials).toBe(800);
  });

  it("bounds the length of a batch on a processor", () => {
    expect(batchSize(planText(text, 4096), 1e6, limits, software).trials).toBe(2 ** 28 / 4096 ** 2);
    expect(batchSize(planText(text, 30_000), 10, limits, software).trials).toBe(1);
  });
});

describe("tooLarge", () => {
  it("is silent when a trial fits", () => {
    const plan = planText(text, 100_000);
    expect(tooLarge(plan, programFor(plan, software), limits)).toBeUndefined();
  });

  it("names the largest width that fits", () => {
    const plan = planText(text, 100_000);
    const small = { ...limits, binding: 2 ** 18 };
    const fault = tooLarge(plan, programFor(plan, software), small);
    expect(fault).toMatchObject({
      code: "TP411",
      message: "one trial at width 100000 takes 813 kB, and the WebGPU device offers 262 kB at once",
    });
    const largest = Number(/about (\d+)/.exec(fault?.hint ?? "")?.[1]);
    const fits = planText(text, largest);
    expect(tooLarge(fits, programFor(fits, software), small)).toBeUndefined();
    const next = planText(text, Math.ceil(largest * 1.02));
    expect(tooLarge(next, programFor(next, software), small)).toBeDefined();
  });
});
