/**
 * WebGPU in Node: Dawn, from the optional package `webgpu`, which only this file imports. Dawn talks to Vulkan, Metal
 * or Direct3D; on Linux without a GPU, Mesa's lavapipe is a Vulkan driver on the CPU.
 */
import { tmpdir } from "node:os";
import type { FoundGpu } from "./gpu-source.ts";

/**
 * Dawn's instance must outlive everything made from it: when it is collected as garbage the process dies without an
 * error. One instance per process is kept where no unloading of modules can drop it.
 */
const instance = Symbol.for("tensor-programs.webgpu-instance");

/** Dawn, when the package can be loaded on this platform. */
export async function findNodeGpu(): Promise<FoundGpu> {
  const known: GPU | undefined = Reflect.get(globalThis, instance);
  if (known !== undefined) return { found: true, gpu: known };
  // Vulkan drivers print a complaint when they are not told where temporary sockets go.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  try {
    const { create } = await import("webgpu");
    const gpu = create([]);
    Reflect.set(globalThis, instance, gpu);
    return { found: true, gpu };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    return {
      found: false,
      reason: missing
        ? "the optional package `webgpu` is not installed"
        : `the package \`webgpu\` does not load: ${firstLine(error)}`,
      remedy: missing
        ? "install it with `npm install webgpu`"
        : "reinstall it, or run on the processor with `--device cpu`",
    };
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";
}
