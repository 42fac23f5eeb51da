/** A plan on a device: checked against its limits, compiled, and run in batches of trials. */
import type { ShaderProgram } from "../../codegen/wgsl/emit-shaders.ts";
import { type Diagnostic, failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import { bytesText } from "../../plan/bytes-text.ts";
import type { SimulationPlan } from "../../plan/simulation-plan.ts";
import type { Prepared, Run, RunRequest } from "../engine.ts";
import { batchSize, programFor, tooLarge, trialBytes, trialCost, wholeProgram } from "./batch.ts";
import { createBatchBuffers, wordsPitch } from "./batch-buffers.ts";
import type { OpenDevice } from "./device.ts";
import { deviceFault, endedEarly, outOfMemory, planPlace, shaderFault, tooManyValues } from "./faults.ts";
import { type Pace, trialsAtPace } from "./pace.ts";
import type { Pipelines } from "./pipelines.ts";
import { type Loaded, runBatch, submit, workDone } from "./run-batch.ts";

/** A device with what lasts as long as it does. */
export interface Machine {
  readonly open: OpenDevice;
  readonly pipelines: Pipelines;
  readonly pace: Pace;
}

/** Refuses what the device cannot do, and compiles the rest. */
export async function preparePlan(machine: Machine, plan: SimulationPlan): Promise<Outcome<Prepared>> {
  const { limits } = machine.open;
  const program = wholeProgram(plan, machine.open);
  const refusal = tooLarge(plan, program, limits) ?? tooManyValues(program, wordsPitch(program), limits.uniforms);
  if (refusal !== undefined) return failure([refusal]);
  const warm = await warmUp(machine, plan, programFor(plan, machine.open));
  if (warm !== undefined) return failure([warm]);
  const batches = keptBatches(machine, plan);
  let last: Promise<unknown> = Promise.resolve();
  return success({
    run(request) {
      // One run after the other: they share the buffers.
      const run = last.then(() => runPlan(machine, plan, request, batches));
      last = run.catch(() => {});
      return run;
    },
    async release() {
      await last;
      batches.release();
    },
  });
}

/** The batch of the last run, which serves the next one too when it is large enough. */
interface KeptBatches {
  load(trials: number): Promise<Outcome<Loaded>>;
  release(): void;
}

function keptBatches(machine: Machine, plan: SimulationPlan): KeptBatches {
  let kept: { readonly loaded: Loaded; readonly wanted: number } | undefined;
  const release = () => {
    kept?.loaded.buffers.destroy();
    kept = undefined;
  };
  return {
    async load(trials) {
      const isFull = kept !== undefined && kept.loaded.capacity < kept.wanted;
      if (kept !== undefined && (isFull || kept.loaded.capacity >= trials)) return success(kept.loaded);
      release();
      const loaded = await loadBatch(machine, plan, trials);
      if (loaded.ok) kept = { loaded: loaded.value, wanted: trials };
      return loaded;
    },
    release,
  };
}

/** Compiles all kernels and calls each once without work, because drivers finish compiling at the first call. */
async function warmUp(machine: Machine, plan: SimulationPlan, program: ShaderProgram): Promise<Diagnostic | undefined> {
  const loaded = await load(machine, plan, program, 0);
  if (!loaded.ok) return loaded.diagnostics[0];
  const pieces = program.kernels.map((_, kernel) => ({
    call: program.calls.findIndex((call) => call.kernel === kernel),
    first: 0,
    end: 0,
  }));
  submit(machine.open, loaded.value, { seed: 0n, first: 0, count: 1 }, pieces);
  const lost = await workDone(machine.open);
  loaded.value.buffers.destroy();
  return lost === undefined ? undefined : deviceFault(machine.open, planPlace(plan), lost);
}

/** Compiles the kernels and makes the buffers of a batch. */
async function load(
  { open, pipelines }: Machine,
  plan: SimulationPlan,
  program: ShaderProgram,
  capacity: number,
): Promise<Outcome<Loaded>> {
  const compiled: GPUComputePipeline[] = [];
  for (const [k, kernel] of program.kernels.entries()) {
    const pipeline = await pipelines.compile(kernel);
    if ("rejected" in pipeline) {
      const place = program.calls.find((call) => call.kernel === k)?.place ?? planPlace(plan);
      return failure([shaderFault(open, place, pipeline.rejected)]);
    }
    compiled.push(pipeline);
  }
  const buffers = await createBatchBuffers(open.device, pipelines.layout, program, capacity);
  if (buffers.done) return success({ program, pipelines: compiled, buffers: buffers.value, capacity });
  const { memory, scalars } = trialBytes(program);
  return failure([
    buffers.memory ? outOfMemory(plan, bytesText(memory + scalars)) : deviceFault(open, planPlace(plan), buffers.fault),
  ]);
}

/** The largest batch for which the device has memory now. */
async function loadBatch(machine: Machine, plan: SimulationPlan, wanted: number): Promise<Outcome<Loaded>> {
  for (let most = wanted; ; ) {
    const { trials, program } = batchSize(plan, most, machine.open.limits, machine.open);
    const loaded = await load(machine, plan, program, trials);
    const lacksMemory = !loaded.ok && loaded.diagnostics.some(({ code }) => code === "TP411");
    if (!lacksMemory || trials === 1) return loaded;
    most = Math.floor(trials / 2);
  }
}

async function runPlan(
  machine: Machine,
  plan: SimulationPlan,
  request: RunRequest,
  batches: KeptBatches,
): Promise<Outcome<Run>> {
  invariant(
    request.firstTrial >= 0 && request.firstTrial + request.trials <= 2 ** 32,
    () => "trials beyond the counters",
  );
  const begin = performance.now();
  const samples = plan.outputs.map(() => new Float64Array(request.trials));
  let done = 0;
  const finish = (): Run => ({
    trials: done,
    samples: samples.map((values) => (done === request.trials ? values : values.slice(0, done))),
    seconds: (performance.now() - begin) / 1000,
  });
  if (request.trials === 0) return success(finish());
  const loaded = await batches.load(request.trials);
  if (!loaded.ok) return loaded;
  const { capacity, program } = loaded.value;
  const cost = trialCost(program);
  while (done < request.trials) {
    const count = Math.min(capacity, request.trials - done, trialsAtPace(machine.pace, cost));
    const trials = { seed: request.seed, first: request.firstTrial + done, count };
    const batch = await runBatch(machine.open, machine.pace, loaded.value, trials, request.signal);
    if (batch.ended === "aborted") break;
    if (batch.ended === "failed") {
      const cause = deviceFault(machine.open, planPlace(plan), batch.fault);
      return done === 0 ? failure([cause]) : success(finish(), [endedEarly(cause, done, request.trials)]);
    }
    for (const [k, values] of samples.entries()) values.set(batch.values.subarray(k * count, (k + 1) * count), done);
    done += count;
    request.onProgress?.(done, request.trials);
  }
  return success(finish());
}
