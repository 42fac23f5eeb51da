/**
 * A WebGPU device for tests: any adapter will do, software too. Without one the tests are skipped and say why, unless
 * TP_REQUIRE_WEBGPU=1 makes that a failure. VK_DRIVER_FILES chooses among several Vulkan drivers.
 */
import { findNodeGpu } from "../../src/runtime/webgpu/adapter-node.ts";

export type TestGpu =
  | { readonly there: true; readonly gpu: GPU; readonly adapter: GPUAdapter }
  | { readonly there: false; readonly reason: string };

let answer: Promise<TestGpu> | undefined;

export function testGpu(): Promise<TestGpu> {
  answer ??= lookForGpu();
  return answer;
}

async function lookForGpu(): Promise<TestGpu> {
  const source = await findNodeGpu();
  const adapter = source.found ? await source.gpu.requestAdapter() : null;
  if (source.found && adapter !== null) return { there: true, gpu: source.gpu, adapter };
  const reason = source.found ? "no WebGPU adapter (scripts/install-test-tools.sh installs one)" : source.reason;
  if (process.env.TP_REQUIRE_WEBGPU === "1") throw new Error(`TP_REQUIRE_WEBGPU=1, but ${reason}`);
  return { there: false, reason };
}

const STORAGE = 0x80;
const COPY_SRC = 0x04;
const COPY_DST = 0x08;
const MAP_READ = 0x01;

/**
 * Runs a shader that reads words from `source` (binding 0) and writes `outputs` words to `target` (binding 1), with
 * one invocation of `main(id: u32)` per output item.
 */
export async function runShader(
  device: GPUDevice,
  functions: string,
  body: string,
  input: Uint32Array,
  items: number,
  outputs: number,
): Promise<Uint32Array> {
  const code = `@group(0) @binding(0) var<storage, read> source: array<u32>;
@group(0) @binding(1) var<storage, read_write> target_: array<u32>;
${functions}
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) gid: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let id = gid.x + gid.y * groups.x * 64u;
  if (id >= ${items}u) { return; }
${body}
}`;
  device.pushErrorScope("validation");
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
  const source = device.createBuffer({ size: Math.max(input.byteLength, 16), usage: STORAGE | COPY_DST });
  const target = device.createBuffer({ size: outputs * 4, usage: STORAGE | COPY_SRC });
  const read = device.createBuffer({ size: outputs * 4, usage: MAP_READ | COPY_DST });
  device.queue.writeBuffer(source, 0, input as Uint32Array<ArrayBuffer>);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [source, target].map((buffer, binding) => ({ binding, resource: { buffer } }));
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  const groups = Math.ceil(items / 64);
  pass.dispatchWorkgroups(Math.min(groups, 1024), Math.ceil(groups / 1024));
  pass.end();
  encoder.copyBufferToBuffer(target, 0, read, 0, outputs * 4);
  device.queue.submit([encoder.finish()]);
  const error = await device.popErrorScope();
  if (error !== null) throw new Error(`${error.message}\n${code}`);
  await read.mapAsync(1);
  const result = new Uint32Array(read.getMappedRange().slice(0));
  read.unmap();
  for (const buffer of [source, target, read]) buffer.destroy();
  return result;
}

/** f applied to each tuple of numbers, on the device: `f` is WGSL of the variables x, y and z. */
export async function evaluateOnDevice(
  device: GPUDevice,
  functions: string,
  f: string,
  tuples: readonly (readonly number[])[],
): Promise<Float32Array> {
  const arity = tuples[0]?.length ?? 0;
  const packed = new Float32Array(tuples.length * arity);
  for (const [i, tuple] of tuples.entries()) packed.set(tuple, i * arity);
  const names = ["x", "y", "z"].slice(0, arity);
  const body = [
    ...names.map((name, k) => `  let ${name} = bitcast<f32>(source[id * ${arity}u + ${k}u]);`),
    `  target_[id] = bitcast<u32>(${f});`,
  ].join("\n");
  const words = await runShader(device, functions, body, new Uint32Array(packed.buffer), tuples.length, tuples.length);
  return new Float32Array(words.buffer);
}

/** What to write beside the title of a group of device tests: which adapter they run on, or why they do not. */
export function deviceTitle(title: string, gpu: TestGpu): string {
  return `${title} (${gpu.there ? gpu.adapter.info.description : `skipped: ${gpu.reason}`})`;
}
