/**
 * The engine on the processor, in float64 the judge of the others, in float32 by WebAssembly. Short runs are computed
 * in the calling thread, long ones on all threads of Node; the samples are the same bit for bit.
 */
import { matrixBytes } from "../../codegen/wasm/emission.ts";
import { emitModule } from "../../codegen/wasm/emit-module.ts";
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "../../diagnostics/diagnostic.ts";
import { invariant } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import { bytesText } from "../../plan/bytes-text.ts";
import type { Sampler, SimulationPlan } from "../../plan/simulation-plan.ts";
import type { Engine, Prepared, Run, RunRequest } from "../engine.ts";
import { numberType, type Precision, type PrecisionChoice, precisionOn } from "../precision.ts";
import { type Finished, type Performer, runBatches } from "./batches.ts";
import { trialSeconds } from "./cost.ts";
import { type Assignment, type Crew, isAllocationFailure, LostThread } from "./crew.ts";
import { layOut } from "./layout.ts";
import { hasSimd } from "./simd.ts";
import { createRunner, outputsOf, singleTask, type Task } from "./task.ts";
import type { TrialRunner } from "./trial.ts";

export interface CpuOptions {
  /** Threads at most; `undefined` for all cores. Outside of Node there is only the calling one. */
  readonly threads: number | undefined;
  /** `auto` takes float32 for the explicit sampler, where WebAssembly has vectors, and float64 otherwise. */
  readonly precision: PrecisionChoice;
  /** The samplers of the plans that are to be run, for the description. */
  readonly samplers: readonly Sampler[];
}

/** What a batch is to take, so that an abort and the display of progress need not wait long. */
const BATCH_SECONDS = 0.05;
/** Runs shorter than this are over before threads would have started. */
const THREADS_PAY_SECONDS = 0.5;
const TRIALS = 2 ** 32;
/** Bytes that WebAssembly can address. */
const ADDRESSES = 2 ** 32;

/** Never fails; notes where float32 was asked for and is not to be had. */
export async function openCpuEngine({ threads, precision, samplers }: CpuOptions): Promise<Outcome<Engine>> {
  const crew = await nodeCrew(threads);
  const size = crew?.size ?? 1;
  const precisions = samplers.map((sampler) => precisionOn(precision, sampler, hasSimd()));
  const single = precisions.includes("single");
  const engine: Engine = {
    name: "cpu",
    description: `${size === 1 ? "1 thread" : `${size} threads`}, ${precisionText(samplers, precisions)}`,
    precision: single ? "single" : "double",
    prepare: async (plan) => prepare(plan, crew, precisionOn(precision, plan.sampler, hasSimd())),
    close: async () => {
      await crew?.close();
    },
  };
  const lacking = precision === "single" && precisions.includes("double") ? doubleInstead(hasSimd()) : [];
  return success(engine, lacking);
}

/** `float32`, or which sampler has which numbers. */
function precisionText(samplers: readonly Sampler[], precisions: readonly Precision[]): string {
  const [first = "double"] = precisions;
  if (precisions.every((each) => each === first)) return numberType[first];
  const texts = samplers.map((sampler, k) => `${numberType[precisions[k] ?? first]} (${sampler})`);
  return [...new Set(texts)].sort().join(" and ");
}

function doubleInstead(simd: boolean): readonly Diagnostic[] {
  const place = { source: { name: "<cpu>", text: "" }, span: { start: 0, end: 0 } };
  const reason = simd ? "the conditioned sampler computes in float64" : "this WebAssembly has no vectors of 128 bits";
  return [diagnostic("TP410", place, `not in single precision: ${reason}`)];
}

/** Threads of Node, unless one is enough; the file that starts them is loaded only there. */
async function nodeCrew(threads: number | undefined): Promise<Crew | undefined> {
  if (threads === 1 || typeof process === "undefined" || process.versions?.node === undefined) return undefined;
  const { availableThreads, startCrew } = await import("./worker.ts");
  const size = threads ?? availableThreads();
  return size > 1 ? startCrew(size) : undefined;
}

/** A plan with what it takes to run it. */
interface Job {
  readonly plan: SimulationPlan;
  readonly task: Task;
  readonly threads: number;
  /** Of one trial on one thread, about. */
  readonly seconds: number;
}

function prepare(plan: SimulationPlan, crew: Crew | undefined, precision: Precision): Outcome<Prepared> {
  const threads = crew?.size ?? 1;
  const seconds = trialSeconds(plan, precision);
  if (precision === "double") {
    const { keep, ...layout } = layOut(plan, threads);
    return success(preparedOn(crew, { plan, task: { precision, plan, keep }, threads: layout.threads, seconds }));
  }
  const program = emitModule(plan);
  if (program.size > ADDRESSES) {
    const message = `one trial takes ${bytesText(program.size)} in float32, and WebAssembly addresses ${bytesText(ADDRESSES)}`;
    return failure([diagnostic("TP405", wholeProgram(plan), message, "take --precision double, or a smaller width")]);
  }
  const matrices = program.matrices.map(matrixBytes);
  const { keep, ...layout } = layOut(plan, threads, { trial: program.size, matrices, most: ADDRESSES });
  return success(preparedOn(crew, { plan, task: singleTask(program, keep), threads: layout.threads, seconds }));
}

function preparedOn(crew: Crew | undefined, { plan, task, threads, seconds }: Job): Prepared {
  const batchTrials = Math.max(1, Math.floor(BATCH_SECONDS / seconds));
  let assignment: Assignment | undefined;
  let inline: Performer | undefined;

  const performersFor = (trials: number): readonly Performer[] => {
    const short = assignment === undefined && trials * seconds < THREADS_PAY_SECONDS;
    if (crew === undefined || threads === 1 || short) {
      inline ??= inlinePerformer(task);
      return [inline];
    }
    // The memory of a trial in this thread would come on top of that of the others.
    inline = undefined;
    assignment ??= crew.assign(task, threads);
    return assignment.performers;
  };
  return {
    async run(request: RunRequest): Promise<Outcome<Run>> {
      const { firstTrial, trials } = request;
      invariant(firstTrial >= 0 && trials >= 0 && firstTrial + trials <= TRIALS, () => "trials beyond the counters");
      const start = performance.now();
      const finished = await runBatches(request, performersFor(trials), batchTrials, plan.outputs.length);
      const run = { trials: finished.trials, samples: finished.samples, seconds: (performance.now() - start) / 1000 };
      if (finished.failure === undefined) return success(run);
      const cause = causeOf(plan, finished);
      if (finished.trials === 0) return failure([cause]);
      const message = `only ${finished.trials} of ${trials} trials were finished: ${cause.message}`;
      return success(run, [diagnostic("TP408", cause.place, message, cause.hint)]);
    },
    async release() {
      assignment?.release();
      assignment = undefined;
      inline = undefined;
    },
  };
}

/** Computes in this thread, after letting others have their turn: aborts and progress are events like any other. */
function inlinePerformer(task: Task): Performer {
  let runner: TrialRunner | undefined;
  return async ({ seed, firstTrial, trials }) => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    runner ??= createRunner(task);
    const samples = Array.from({ length: outputsOf(task) }, () => new Float64Array(trials));
    for (let t = 0; t < trials; t++) runner.run(seed, firstTrial + t, samples, t);
    return samples;
  };
}

/** The diagnostic for what ended a run. Faults of our own are thrown. */
function causeOf(plan: SimulationPlan, { failure: error }: Finished): Diagnostic {
  const place = wholeProgram(plan);
  if (error instanceof LostThread) {
    return diagnostic(
      "TP407",
      place,
      `a worker thread was lost (${error.message})`,
      "take fewer threads or a smaller width",
    );
  }
  if (isAllocationFailure(error)) {
    const message = `the machine could not give ${bytesText(plan.memory.trial)} for each trial under way`;
    return diagnostic("TP405", place, message, "take fewer threads, a smaller width or a lower --memory");
  }
  throw error;
}

/** The beginning of the source: what happens to a run concerns no single line. */
function wholeProgram(plan: SimulationPlan): Place {
  const [first] = plan.steps;
  const known =
    first === undefined ? undefined : first.op === "draw" || first.op === "scalar" ? first.place : first.places[0];
  const source = known?.source ?? { name: plan.program, text: "" };
  return { source, span: { start: 0, end: 0 } };
}
