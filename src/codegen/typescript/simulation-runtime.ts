/**
 * The part of a generated simulation module that is the same for every program: batches of trials, calls of kernels in
 * pieces of bounded length, and the way back of the results. It mirrors src/runtime/webgpu, whose samples it gives.
 */

/** The body of `simulate(device, request)`, after the data of the program. */
export const simulateBody = `const { seed = 1n, firstTrial = 0, trials } = request;
const samples = outputs.map(() => new Float32Array(trials));
const machine = await prepare(device, trials);
try {
  for (let done = 0; done < trials; done += machine.capacity) {
    const count = Math.min(machine.capacity, trials - done);
    const values = await runBatch(machine, BigInt(seed) ^ (BigInt(width) << 32n), firstTrial + done, count);
    samples.forEach((all, k) => all.set(values.subarray(k * count, (k + 1) * count), done));
  }
} finally {
  for (const buffer of machine.buffers) buffer.destroy();
}
return Object.fromEntries(outputs.map((name, k) => [name, samples[k]])) as Record<OutputName, Float32Array>;`;

/** Types and functions of `simulate`. */
export const simulationRuntime = `interface Kernel {
  readonly entryPoint: string;
  readonly shape: readonly [items: number, trials: number];
  readonly code: string;
}

interface Call {
  readonly kernel: number;
  readonly items: number;
  readonly cost: number;
  readonly words: readonly number[];
}

interface Machine {
  readonly device: GPUDevice;
  readonly pipelines: readonly GPUComputePipeline[];
  readonly bindings: GPUBindGroup;
  readonly scalars: GPUBuffer;
  readonly words: GPUBuffer;
  readonly results: GPUBuffer;
  readonly buffers: readonly GPUBuffer[];
  /** Trials of a batch. */
  readonly capacity: number;
}

/** Cost of a submission and of a batch: fractions of a second, so that no device is busy for long. */
const submissionCost = 2 ** 26;
const batchCost = 2 ** 28;
/** Pieces of calls in a submission, and the bytes of the words of each. */
const mostPieces = 256;
const pitch = 256 * Math.ceil((4 * (8 + Math.max(...calls.map(({ words }) => words.length)))) / 256);

/** Compiles the kernels and takes the memory of a batch of at most \`trials\` trials. */
async function prepare(device: GPUDevice, trials: number): Promise<Machine> {
  const { limits } = device;
  const binding = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const rows = Math.min(...kernels.map(({ shape }) => shape[1])) * limits.maxComputeWorkgroupsPerDimension;
  const dearest = Math.max(...calls.map(({ items, cost }) => items * cost));
  const fitting = Math.floor(binding / (4 * Math.max(stride, scalarCount)));
  if (fitting < 1) throw new RangeError("a trial does not fit into the memory that the device binds");
  const capacity = Math.max(1, Math.min(trials, fitting, rows, Math.floor(batchCost / dearest)));
  const layout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: 4, buffer: { type: "storage" } },
      { binding: 1, visibility: 4, buffer: { type: "storage" } },
      { binding: 2, visibility: 4, buffer: { type: "uniform", hasDynamicOffset: true } },
    ],
  });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const pipelines = await Promise.all(
    kernels.map(({ entryPoint, code }) =>
      device.createComputePipelineAsync({
        layout: pipelineLayout,
        compute: { module: device.createShaderModule({ code }), entryPoint },
      }),
    ),
  );
  // Usage flags of the specification: storage 128, copy source 4, copy goal 8, uniform 64, mapped for reading 1.
  const buffer = (size: number, usage: number) => device.createBuffer({ size: Math.max(16, size), usage });
  const memory = buffer(4 * capacity * stride, 128);
  const scalars = buffer(4 * capacity * scalarCount, 128 | 4);
  const words = buffer(pitch * mostPieces, 64 | 8);
  const results = buffer(4 * capacity * outputs.length, 1 | 8);
  const bindings = device.createBindGroup({
    layout,
    entries: [
      { binding: 0, resource: { buffer: memory } },
      { binding: 1, resource: { buffer: scalars } },
      { binding: 2, resource: { buffer: words, offset: 0, size: pitch } },
    ],
  });
  const buffers = [memory, scalars, words, results];
  return { device, pipelines, bindings, scalars, words, results, buffers, capacity };
}

/** The values of each output in turn. */
async function runBatch(machine: Machine, seed: bigint, firstTrial: number, count: number): Promise<Float32Array> {
  const { device, scalars, results, capacity } = machine;
  const head = [count, capacity, Number(BigInt.asUintN(32, seed)), Number(BigInt.asUintN(32, seed >> 32n)), firstTrial, stride];
  let call = 0;
  let item = 0;
  while (call < calls.length) {
    const pieces: { readonly call: number; readonly first: number; readonly end: number }[] = [];
    for (let cost = 0; call < calls.length && cost < submissionCost && pieces.length < mostPieces; ) {
      const work = calls[call]!;
      const along = kernels[work.kernel]!.shape[0];
      const most = device.limits.maxComputeWorkgroupsPerDimension;
      const affordable = Math.floor((submissionCost - cost) / (work.cost * count * along));
      const end = Math.min(work.items, item + along * Math.min(Math.max(1, affordable), most * most));
      pieces.push({ call, first: item, end });
      cost += (end - item) * work.cost * count;
      [call, item] = end === work.items ? [call + 1, 0] : [call, end];
    }
    submit(machine, pieces, head, count);
    await device.queue.onSubmittedWorkDone();
  }
  const encoder = device.createCommandEncoder();
  positions.forEach((position, k) => {
    encoder.copyBufferToBuffer(scalars, 4 * position * capacity, results, 4 * k * count, 4 * count);
  });
  device.queue.submit([encoder.finish()]);
  await results.mapAsync(1, 0, 4 * count * outputs.length);
  const values = new Float32Array(results.getMappedRange(0, 4 * count * outputs.length).slice(0));
  results.unmap();
  return values;
}

function submit(
  { device, pipelines, bindings, words }: Machine,
  pieces: readonly { readonly call: number; readonly first: number; readonly end: number }[],
  head: readonly number[],
  count: number,
): void {
  const all = new Uint32Array((pitch / 4) * pieces.length);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pieces.forEach(({ call, first, end }, k) => {
    const work = calls[call]!;
    const [along, across] = kernels[work.kernel]!.shape;
    all.set([first, end, ...head, ...work.words], (pitch / 4) * k);
    const groups = Math.max(1, Math.ceil((end - first) / along));
    const x = Math.min(groups, device.limits.maxComputeWorkgroupsPerDimension);
    pass.setPipeline(pipelines[work.kernel]!);
    pass.setBindGroup(0, bindings, [k * pitch]);
    pass.dispatchWorkgroups(x, Math.ceil(count / across), Math.ceil(groups / x));
  });
  pass.end();
  device.queue.writeBuffer(words, 0, all);
  device.queue.submit([encoder.finish()]);
}`;
