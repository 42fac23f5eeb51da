/** The buffers of a batch: vectors, scalars, the words of calls, and where results are read back. */
import type { ShaderProgram } from "../../codegen/wgsl/emit-shaders.ts";
import { header } from "../../codegen/wgsl/kernel.ts";
import { trialBytes } from "./batch.ts";
import { type Guarded, guarded, usage } from "./pipelines.ts";
import { MOST_PIECES } from "./submission.ts";

export interface BatchBuffers {
  readonly memory: GPUBuffer;
  readonly scalars: GPUBuffer;
  readonly words: GPUBuffer;
  readonly results: GPUBuffer;
  readonly bindings: GPUBindGroup;
  /** Bytes between the words of one piece and the next. */
  readonly pitch: number;
  destroy(): void;
}

/** The words of a piece begin at a multiple of this, which every device allows. */
const ALIGNMENT = 256;

export function wordsPitch(program: ShaderProgram): number {
  const longest = Math.max(...program.kernels.map(({ words }) => words.length));
  return ALIGNMENT * Math.ceil((4 * (header.length + longest)) / ALIGNMENT);
}

/** Memory of a new buffer is zero, which the ends of vectors rely on. With 0 trials the buffers are as small as can be. */
export async function createBatchBuffers(
  device: GPUDevice,
  layout: GPUBindGroupLayout,
  program: ShaderProgram,
  trials: number,
): Promise<Guarded<BatchBuffers>> {
  const bytes = trialBytes(program);
  const pitch = wordsPitch(program);
  return guarded(device, () => {
    const buffer = (size: number, use: number) => device.createBuffer({ size: Math.max(size, 16), usage: use });
    const memory = buffer(trials * bytes.memory, usage.storage);
    const scalars = buffer(trials * bytes.scalars, usage.storage | usage.copySource);
    const words = buffer(pitch * MOST_PIECES, usage.uniform | usage.copyGoal);
    const results = buffer(4 * trials * program.outputs.length, usage.mapRead | usage.copyGoal);
    const bindings = device.createBindGroup({
      layout,
      entries: [
        { binding: 0, resource: { buffer: memory } },
        { binding: 1, resource: { buffer: scalars } },
        { binding: 2, resource: { buffer: words, offset: 0, size: pitch } },
      ],
    });
    const all = [memory, scalars, words, results];
    return {
      memory,
      scalars,
      words,
      results,
      bindings,
      pitch,
      destroy: () => {
        for (const one of all) one.destroy();
      },
    };
  });
}
