/** Carries out one batch of trials: submissions one after the other, then the outputs are read back. */
import type { ShaderProgram } from "../../codegen/wgsl/emit-shaders.ts";
import { header } from "../../codegen/wgsl/kernel.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { BatchBuffers } from "./batch-buffers.ts";
import { messageOf, type OpenDevice } from "./device.ts";
import type { Pace } from "./pace.ts";
import { guarded } from "./pipelines.ts";
import { type Cursor, gridOf, nextSubmission, type Piece } from "./submission.ts";

/** A program, compiled, with the buffers of a batch of at most `capacity` trials. */
export interface Loaded {
  readonly program: ShaderProgram;
  /** By kernel. */
  readonly pipelines: readonly GPUComputePipeline[];
  readonly buffers: BatchBuffers;
  readonly capacity: number;
}

export interface Trials {
  readonly seed: bigint;
  readonly first: number;
  readonly count: number;
}

export type BatchResult =
  /** One array of the outputs' values, `count` for each output in turn. */
  | { readonly ended: "finished"; readonly values: Float32Array }
  | { readonly ended: "aborted" }
  | { readonly ended: "failed"; readonly fault: string };

/** Runs the trials; between submissions it looks at `signal`, and drops the batch when that was raised. */
export async function runBatch(
  open: OpenDevice,
  pace: Pace,
  loaded: Loaded,
  trials: Trials,
  signal: AbortSignal | undefined,
): Promise<BatchResult> {
  const { device, limits } = open;
  const { program } = loaded;
  for (let next: Cursor = { call: 0, item: 0 }; next.call < program.calls.length; ) {
    if (signal?.aborted === true) return { ended: "aborted" };
    const submission = nextSubmission(program, trials.count, next, pace.budget, limits.workgroups);
    const begin = performance.now();
    const attempt = await guarded(device, () => submit(open, loaded, trials, submission.pieces));
    if (!attempt.done) return { ended: "failed", fault: attempt.fault };
    const lost = await workDone(open);
    if (lost !== undefined) return { ended: "failed", fault: lost };
    pace.took(submission.cost, (performance.now() - begin) / 1000);
    next = submission.next;
  }
  return readOutputs(open, loaded, trials.count);
}

/** Waits for what was submitted; answers why the device was lost meanwhile, if it was. */
export async function workDone({ device, wait, lost }: OpenDevice): Promise<string | undefined> {
  try {
    await wait(device.queue.onSubmittedWorkDone());
  } catch (error) {
    return lost() ?? messageOf(error);
  }
  return lost();
}

/** Encodes and submits pieces of calls; without pieces nothing happens. */
export function submit({ device, limits }: OpenDevice, loaded: Loaded, trials: Trials, pieces: readonly Piece[]): void {
  const { program, buffers } = loaded;
  const pitch = buffers.pitch / 4;
  const words = new Uint32Array(pitch * pieces.length);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const [k, piece] of pieces.entries()) {
    const call = program.calls[piece.call];
    const kernel = program.kernels[call?.kernel ?? -1];
    const pipeline = loaded.pipelines[call?.kernel ?? -1];
    invariant(call !== undefined && kernel !== undefined && pipeline !== undefined, () => `no call ${piece.call}`);
    words.set([...headerWords(piece, trials, loaded), ...call.words], k * pitch);
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, buffers.bindings, [k * buffers.pitch]);
    pass.dispatchWorkgroups(...gridOf(piece.end - piece.first, trials.count, kernel.shape, limits.workgroups));
  }
  pass.end();
  device.queue.writeBuffer(buffers.words, 0, words);
  device.queue.submit([encoder.finish()]);
}

/** In the order of `header`. */
function headerWords(piece: Piece, { seed, first, count }: Trials, { program, capacity }: Loaded): readonly number[] {
  const words: Record<(typeof header)[number], number> = {
    first: piece.first,
    end: piece.end,
    trials: count,
    batch: capacity,
    seed_low: Number(BigInt.asUintN(32, seed)),
    seed_high: Number(BigInt.asUintN(32, seed >> 32n)),
    first_trial: first,
    stride: program.stride,
  };
  return header.map((name) => words[name]);
}

async function readOutputs(open: OpenDevice, loaded: Loaded, count: number): Promise<BatchResult> {
  const { device } = open;
  const { program, buffers, capacity } = loaded;
  const attempt = await guarded(device, () => {
    const encoder = device.createCommandEncoder();
    for (const [k, position] of program.outputs.entries()) {
      encoder.copyBufferToBuffer(buffers.scalars, 4 * position * capacity, buffers.results, 4 * k * count, 4 * count);
    }
    device.queue.submit([encoder.finish()]);
  });
  if (!attempt.done) return { ended: "failed", fault: attempt.fault };
  try {
    const bytes = 4 * count * program.outputs.length;
    await buffers.results.mapAsync(1, 0, bytes);
    const values = new Float32Array(buffers.results.getMappedRange(0, bytes).slice(0));
    buffers.results.unmap();
    const lost = open.lost();
    return lost === undefined ? { ended: "finished", values } : { ended: "failed", fault: lost };
  } catch (error) {
    return { ended: "failed", fault: open.lost() ?? messageOf(error) };
  }
}
