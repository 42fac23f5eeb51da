/** Which engine runs a plan. `auto` takes a real graphics device where it can do the work, and the processor otherwise. */
import { diagnostic, type Outcome, success } from "../diagnostics/diagnostic.ts";
import type { Sampler } from "../plan/simulation-plan.ts";
import { openCpuEngine } from "./cpu/engine.ts";
import type { Engine } from "./engine.ts";
import type { PrecisionChoice } from "./precision.ts";

export interface EngineOptions {
  /** Threads on the processor at most; `undefined` for all cores. */
  readonly threads: number | undefined;
  /** Of the engine on the processor. */
  readonly precision: PrecisionChoice;
  /** The samplers of the plans that are to be run. */
  readonly samplers: readonly Sampler[];
}

/**
 * Opens an engine. `webgpu` fails with TP401 when there is no adapter, and accepts one that computes on the processor;
 * `auto` does not, and notes why it took the processor where a graphics device would have been taken.
 */
export async function openEngine(name: "auto" | "cpu" | "webgpu", options: EngineOptions): Promise<Outcome<Engine>> {
  if (name === "cpu") return openCpuEngine(options);
  if (name === "webgpu") return openGpu("accept");
  // Conditioned trials are so short that opening a device would take longer than most runs.
  if (options.samplers.includes("conditioned")) return openCpuEngine(options);
  const gpu = await openGpu("refuse");
  if (gpu.ok) return gpu;
  const cpu = await openCpuEngine(options);
  if (!cpu.ok) return cpu;
  const notes = gpu.diagnostics.map(({ place, message }) => diagnostic("TP409", place, `not on WebGPU: ${message}`));
  return success(cpu.value, [...notes, ...cpu.diagnostics]);
}

async function openGpu(software: "accept" | "refuse"): Promise<Outcome<Engine>> {
  const { openWebGpuEngine } = await import("./webgpu/engine.ts");
  return openWebGpuEngine({ source: await platformSource(), software, limits: {} });
}

/** Node's WebGPU comes from a package, a browser's from the browser. */
async function platformSource() {
  if (typeof process !== "undefined" && process.versions?.node !== undefined) {
    return (await import("./webgpu/adapter-node.ts")).findNodeGpu;
  }
  return (await import("./webgpu/adapter-browser.ts")).findBrowserGpu;
}
