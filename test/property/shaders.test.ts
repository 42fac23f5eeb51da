/** Random programs on a WebGPU device with the conditioned sampler: the samples of the processor. Seeds are fixed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emitShaders } from "../../src/codegen/wgsl/emit-shaders.ts";
import type { SimulationPlan } from "../../src/plan/simulation-plan.ts";
import { openCpuEngine } from "../../src/runtime/cpu/engine.ts";
import type { Engine } from "../../src/runtime/engine.ts";
import { findNodeGpu } from "../../src/runtime/webgpu/adapter-node.ts";
import { openWebGpuEngine } from "../../src/runtime/webgpu/engine.ts";
import { tensorPrograms } from "../../src/testing/programs.ts";
import { planText } from "../kit/plan-text.ts";
import { unwrap } from "../kit/unwrap.ts";
import { deviceTitle, testGpu } from "../kit/webgpu.ts";

it.each(["explicit", "conditioned"] as const)("every program has shaders for the %s sampler", (sampler) => {
  for (const text of fc.sample(tensorPrograms(), { numRuns: 60, seed: 1 })) {
    const { kernels, calls } = emitShaders(planText(text, 24, { sampler }), { invocations: 0, subgroups: false });
    for (const { kernel, words } of calls) expect(words.length).toBe(kernels[kernel]?.words.length);
  }
});

const found = await testGpu();

describe(deviceTitle("conditioned matrices on the device", found), () => {
  it.runIf(found.there)("give the samples of the processor", async () => {
    const device = unwrap(await openWebGpuEngine({ source: findNodeGpu, software: "accept", limits: {} }));
    const judge = unwrap(await openCpuEngine({ threads: 1, precision: "double", samplers: ["conditioned"] }));
    for (const text of fc.sample(tensorPrograms({ jumps: false, maxStatements: 12 }), { numRuns: 3, seed: 7 })) {
      const plan = planText(text, 24, { sampler: "conditioned" });
      const [mine, expected] = [await samplesOf(device, plan), await samplesOf(judge, plan)];
      for (const [o, values] of expected.entries()) {
        for (const [t, value] of values.entries()) {
          // Sums of 24 numbers after some dozen steps, in float32.
          const difference = Math.abs((mine[o]?.[t] ?? Number.NaN) - value);
          expect(difference, text).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
        }
      }
    }
    await device.close();
    await judge.close();
  });
});

async function samplesOf(engine: Engine, plan: SimulationPlan): Promise<readonly Float64Array[]> {
  const prepared = unwrap(await engine.prepare(plan));
  const request = { seed: 3n, firstTrial: 0, trials: 4, signal: undefined, onProgress: undefined };
  const { samples } = unwrap(await prepared.run(request));
  await prepared.release();
  return samples;
}
