/**
 * Compiled kernels of a device, kept by their text: the same program at another width, or another layer of the same
 * form, is not compiled again. All kernels have one layout of bindings.
 */
import type { Kernel } from "../../codegen/wgsl/kernel.ts";
import { messageOf } from "./device.ts";

/** Flags of the WebGPU specification; Node has no global objects for them. */
export const usage = { mapRead: 0x01, copySource: 0x04, copyGoal: 0x08, uniform: 0x40, storage: 0x80 } as const;
const COMPUTE_STAGE = 0x4;

export interface Pipelines {
  readonly layout: GPUBindGroupLayout;
  /** The pipeline of a kernel, or what the driver has against it. */
  compile(kernel: Kernel): Promise<GPUComputePipeline | { readonly rejected: string }>;
}

export function createPipelines(device: GPUDevice): Pipelines {
  const layout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: COMPUTE_STAGE, buffer: { type: "storage" } },
      { binding: 1, visibility: COMPUTE_STAGE, buffer: { type: "storage" } },
      { binding: 2, visibility: COMPUTE_STAGE, buffer: { type: "uniform", hasDynamicOffset: true } },
    ],
  });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const compiled = new Map<string, GPUComputePipeline>();
  return {
    layout,
    async compile(kernel) {
      const known = compiled.get(kernel.text);
      if (known !== undefined) return known;
      device.pushErrorScope("validation");
      const module = device.createShaderModule({ code: kernel.text });
      const scope = device.popErrorScope().catch(() => null);
      const { messages } = await module.getCompilationInfo();
      const fault = messages.find(({ type }) => type === "error");
      const error = await scope;
      if (fault !== undefined) return { rejected: faultText(kernel, fault) };
      if (error !== null) return { rejected: error.message };
      try {
        const pipeline = await device.createComputePipelineAsync({
          layout: pipelineLayout,
          compute: { module, entryPoint: kernel.name },
        });
        compiled.set(kernel.text, pipeline);
        return pipeline;
      } catch (error) {
        return { rejected: messageOf(error) };
      }
    },
  };
}

/** One line of the compiler's message, and the line of the shader that it is about. */
function faultText(kernel: Kernel, { message, lineNum }: GPUCompilationMessage): string {
  const line = kernel.text.split("\n")[lineNum - 1]?.trim() ?? "";
  return `${message.split("\n")[0]} (line ${lineNum} of \`${kernel.name}\`: ${line})`;
}

export type Guarded<T> =
  | { readonly done: true; readonly value: T }
  /** `memory`: there was not enough of it. */
  | { readonly done: false; readonly fault: string; readonly memory: boolean };

/** Device operations whose errors WebGPU reports later, by its scopes. `work` must not wait for anything. */
export async function guarded<T>(device: GPUDevice, work: () => T): Promise<Guarded<T>> {
  for (const filter of ["validation", "internal", "out-of-memory"] as const) device.pushErrorScope(filter);
  const value = work();
  const [memory, internal, validation] = [0, 1, 2].map(() => device.popErrorScope());
  try {
    const lack = await memory;
    const error = lack ?? (await internal) ?? (await validation) ?? null;
    return error === null
      ? { done: true, value }
      : { done: false, fault: error.message, memory: lack !== null && lack !== undefined };
  } catch (error) {
    // Scopes cannot be read on a device that is lost.
    return { done: false, fault: messageOf(error), memory: false };
  }
}
