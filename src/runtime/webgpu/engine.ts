/**
 * The engine on WebGPU: both samplers in float32, by kernels generated from the plan. Numbers agree with those
 * of the processor's engine to the rounding of float32, matrices are the same entry by entry.
 */
import { failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import type { Engine } from "../engine.ts";
import { type DeviceLimits, type OpenDevice, openDevice } from "./device.ts";
import { noDevice } from "./faults.ts";
import type { GpuSource } from "./gpu-source.ts";
import { createPace } from "./pace.ts";
import { createPipelines } from "./pipelines.ts";
import { type Machine, preparePlan } from "./prepared.ts";

export interface WebGpuOptions {
  /** Where WebGPU comes from: `findNodeGpu` or `findBrowserGpu`. */
  readonly source: GpuSource;
  /** Whether an adapter that computes on the processor will do; the processor's own engine has float64 there. */
  readonly software: "accept" | "refuse";
  /** Limits below those of the device. */
  readonly limits: Partial<DeviceLimits>;
}

/** Opens the WebGPU device of this platform. Fails with TP401 when there is none that will do. */
export async function openWebGpuEngine(options: WebGpuOptions): Promise<Outcome<Engine>> {
  const opening = await openDevice(options.source, options.software);
  if (!opening.opened) return failure([noDevice(opening.reason, opening.remedy)]);
  const open: OpenDevice = { ...opening.device, limits: lowered(opening.device.limits, options.limits) };
  const machine: Machine = { open, pipelines: createPipelines(open.device), pace: createPace() };
  return success({
    name: "webgpu",
    description: `WebGPU, float32, on ${open.description}${open.software ? " (software)" : ""}`,
    precision: "single",
    prepare: (plan) => preparePlan(machine, plan),
    close: async () => open.device.destroy(),
  });
}

/** No limit above that of the device. */
function lowered(device: DeviceLimits, wanted: Partial<DeviceLimits>): DeviceLimits {
  const least = (name: keyof DeviceLimits) => Math.min(device[name], wanted[name] ?? Infinity);
  return {
    binding: least("binding"),
    buffer: least("buffer"),
    uniforms: least("uniforms"),
    workgroups: least("workgroups"),
  };
}
