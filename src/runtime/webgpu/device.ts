/**
 * Opens a WebGPU device and says what it is: its limits, whether it computes on the processor after all, and when it
 * was lost.
 */
import type { GpuSource } from "./gpu-source.ts";

/** In bytes, but for the workgroups of one dimension of a dispatch. */
export interface DeviceLimits {
  readonly binding: number;
  readonly buffer: number;
  readonly uniforms: number;
  readonly workgroups: number;
}

export interface OpenDevice {
  readonly device: GPUDevice;
  readonly limits: DeviceLimits;
  /** The adapter as its driver calls it. */
  readonly description: string;
  /** Whether it is a rasteriser, which computes on the processor, in float32 all the same. */
  readonly software: boolean;
  /** Whether shaders may use subgroups, which have at least eight lanes. */
  readonly subgroups: boolean;
  /** Waits for work of the device. */
  readonly wait: (work: Promise<unknown>) => Promise<void>;
  /** Why the device was lost, undefined as long as it is there. */
  readonly lost: () => string | undefined;
}

/** Lanes of a subgroup that products of matrices need to pass numbers to each other. */
const LANES = 8;

export type Opening =
  | { readonly opened: true; readonly device: OpenDevice }
  | { readonly opened: false; readonly reason: string; readonly remedy: string };

/** Opens the fastest adapter; one that computes on the processor only if `software` accepts it. */
export async function openDevice(source: GpuSource, software: "accept" | "refuse"): Promise<Opening> {
  const answer = await source();
  if (!answer.found) return { opened: false, reason: answer.reason, remedy: answer.remedy };
  const adapter = await answer.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    return {
      opened: false,
      reason: "WebGPU finds no graphics device with a working driver",
      remedy: "install a Vulkan, Metal or Direct3D driver, or run on the processor with `--device cpu`",
    };
  }
  const description = describe(adapter.info);
  const isOnProcessor = isSoftware(adapter.info);
  if (isOnProcessor && software === "refuse") {
    return {
      opened: false,
      reason: `the only WebGPU adapter, ${description}, computes on the processor`,
      remedy: "take `--device cpu`, which computes there in float64, or ask for this adapter with `--device webgpu`",
    };
  }
  const limits: DeviceLimits = {
    binding: adapter.limits.maxStorageBufferBindingSize,
    buffer: adapter.limits.maxBufferSize,
    uniforms: adapter.limits.maxUniformBufferBindingSize,
    workgroups: adapter.limits.maxComputeWorkgroupsPerDimension,
  };
  // Only there are they known to save time: graphics devices read what neighbours read together anyhow.
  const subgroups = isOnProcessor && adapter.features.has("subgroups") && (adapter.info.subgroupMinSize ?? 0) >= LANES;
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: subgroups ? ["subgroups"] : [],
      requiredLimits: {
        maxStorageBufferBindingSize: limits.binding,
        maxBufferSize: limits.buffer,
        maxUniformBufferBindingSize: limits.uniforms,
        maxComputeWorkgroupsPerDimension: limits.workgroups,
      },
    });
    let lost: string | undefined;
    void device.lost.then(({ message }) => {
      lost = message === "" ? "no reason was given" : message;
    });
    return {
      opened: true,
      device: {
        device,
        limits,
        description,
        software: isOnProcessor,
        subgroups,
        wait: answer.wait,
        lost: () => lost,
      },
    };
  } catch (error) {
    return {
      opened: false,
      reason: `the driver of ${description} does not open the device: ${messageOf(error)}`,
      remedy: "try again, or run on the processor with `--device cpu`",
    };
  }
}

function describe(info: GPUAdapterInfo): string {
  const known = info.description !== "" ? info.description : [info.vendor, info.architecture, info.device].join(" ");
  return known.trim() === "" ? "an adapter without a name" : known.trim();
}

/** llvmpipe and lavapipe are Mesa's, SwiftShader is Chromium's, WARP ("Basic Render Driver") is Windows's. */
function isSoftware(info: GPUAdapterInfo): boolean {
  const text = [info.vendor, info.architecture, info.device, info.description].join(" ");
  return info.isFallbackAdapter === true || /llvmpipe|lavapipe|swiftshader|software|basic render|\bwarp\b/i.test(text);
}

/** What a failed operation of WebGPU says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
