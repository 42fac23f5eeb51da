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
  if (known !== undefined) return { found: true, gpu: known, wait: waitWithNaps };
  // Vulkan drivers print a complaint when they are not told where temporary sockets go.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  try {
    const { create } = await import("webgpu");
    const gpu = create([]);
    Reflect.set(globalThis, instance, gpu);
    return { found: true, gpu, wait: waitWithNaps };
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

/** A nap is this share of the time that was waited before, and at most so many milliseconds. */
const NAP_SHARE = 1 / 8;
const LONGEST_NAP = 5;

const nobody = new Int32Array(new SharedArrayBuffer(4));

/**
 * Dawn asks in every turn of the event loop whether work is done, which keeps a core busy for as long as it takes: on a
 * software driver one of those that should do it. Here the thread sleeps between turns, longer and longer ones.
 */
async function waitWithNaps(work: Promise<unknown>): Promise<void> {
  const begin = performance.now();
  let pending = true;
  const settle = () => {
    pending = false;
  };
  work.then(settle, settle);
  while (pending) {
    Atomics.wait(nobody, 0, 0, Math.min(LONGEST_NAP, NAP_SHARE * (performance.now() - begin)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await work;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";
}
