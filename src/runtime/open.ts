/** Opens the engines of this platform; which of them runs a plan is decided in placement.ts. */
import type { Outcome } from "../diagnostics/diagnostic.ts";
import { type CpuOptions, openCpuEngine } from "./cpu/engine.ts";
import type { Engine } from "./engine.ts";

/** The engine on the processor. */
export function openProcessorEngine(options: CpuOptions): Promise<Outcome<Engine>> {
  return openCpuEngine(options);
}

/** Fails with TP401 when there is no adapter, and where it is refused, when there is only one that computes on the processor. */
export async function openWebGpu(software: "accept" | "refuse"): Promise<Outcome<Engine>> {
  const { openWebGpuEngine } = await import("./webgpu/engine.ts");
  return openWebGpuEngine({ source: await platformSource(), software, limits: {} });
}

/** Whether the engine is WebGPU on an adapter that computes on the processor, which its description says. */
export function isSoftware({ description }: Engine): boolean {
  return description.endsWith("(software)");
}

/** Node's WebGPU comes from a package, a browser's from the browser. */
async function platformSource() {
  if (typeof process !== "undefined" && process.versions?.node !== undefined) {
    return (await import("./webgpu/adapter-node.ts")).findNodeGpu;
  }
  return (await import("./webgpu/adapter-browser.ts")).findBrowserGpu;
}
