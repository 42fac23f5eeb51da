/**
 * The engine on the processor in single precision and WebGPU on a device that computes `fma` as product and sum give
 * the same samples, bit for bit, whether matrices are kept or drawn again: arithmetic and order of sums are one.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Program } from "../../src/ir/program.ts";
import { planSimulation } from "../../src/plan/plan.ts";
import type { SimulationPlan } from "../../src/plan/simulation-plan.ts";
import { openCpuEngine } from "../../src/runtime/cpu/engine.ts";
import type { Engine } from "../../src/runtime/engine.ts";
import { findNodeGpu } from "../../src/runtime/webgpu/adapter-node.ts";
import { openWebGpuEngine } from "../../src/runtime/webgpu/engine.ts";
import { everything, tensorPrograms } from "../../src/testing/programs.ts";
import { lower } from "../kit/lower.ts";
import { unwrap } from "../kit/unwrap.ts";
import { deviceTitle, testGpu } from "../kit/webgpu.ts";
import { conformanceCases } from "./programs.ts";

const request = { seed: 0x0123_4567_89ab_cdefn, firstTrial: 5, trials: 3, signal: undefined, onProgress: undefined };

const found = await testGpu();
const isSplit = found.there && /llvmpipe/i.test(found.adapter.info.description);

describe.skipIf(!isSplit)(deviceTitle("the bits of the processor and of the device", found), () => {
  const opened: { gpu: Engine; cpu: Engine }[] = [];
  beforeAll(async () => {
    if (!isSplit) return;
    const gpu = unwrap(await openWebGpuEngine({ source: findNodeGpu, software: "accept", limits: {} }));
    const cpu = unwrap(await openCpuEngine({ threads: 1, precision: "single", samplers: ["explicit"] }));
    opened.push({ gpu, cpu });
  });
  afterAll(async () => {
    for (const { gpu, cpu } of opened) await Promise.all([gpu.close(), cpu.close()]);
  });

  const expectSame = async (program: Program, width: number, settings: ReadonlyMap<string, number>) => {
    const options = { width, sampler: "explicit", matrixLaw: undefined, settings } as const;
    const wide = unwrap(planSimulation(program, { ...options, memoryBytes: 2 ** 28 }));
    const narrow = { ...wide, memory: { ...wide.memory, bound: wide.memory.trial } };
    const [engines] = opened;
    if (engines === undefined) throw new Error("no engines");
    const samples = async (engine: Engine, plan: SimulationPlan) => {
      const prepared = unwrap(await engine.prepare(plan));
      const run = unwrap(await prepared.run(request));
      await prepared.release();
      return run.samples;
    };
    const theirs = await samples(engines.gpu, wide);
    expect(await samples(engines.cpu, wide)).toEqual(theirs);
    expect(await samples(engines.cpu, narrow)).toEqual(theirs);
  };

  for (const { name, program, widths, settings } of conformanceCases) {
    it.each(widths.slice(-1))(`are the same for ${name}, n = %i`, (width) => expectSame(program, width, settings));
  }

  it.each(fc.sample(tensorPrograms(everything), { seed: 77, numRuns: 6 }))("are the same for %j", async (text) => {
    await expectSame(lower(text), 40, new Map());
  });
});
