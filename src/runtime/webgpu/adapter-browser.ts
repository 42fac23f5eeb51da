/** WebGPU in a browser: `navigator.gpu`, in a window or a worker. */
import type { FoundGpu } from "./gpu-source.ts";

/** The browser's own WebGPU. Only pages from a secure origin have it. */
export async function findBrowserGpu(): Promise<FoundGpu> {
  // Typed as always there, which it is not.
  const gpu: GPU | undefined = globalThis.navigator?.gpu;
  if (gpu !== undefined) return { found: true, gpu, wait: async (work) => void (await work) };
  return {
    found: false,
    reason: globalThis.isSecureContext
      ? "this browser has no WebGPU"
      : "WebGPU is only there on pages served over https or from localhost",
    remedy: "run on the processor, or take a recent Chrome, Edge, Firefox or Safari",
  };
}
