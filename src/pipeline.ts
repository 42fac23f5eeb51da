/**
 * The whole house on one page: text -> Ast -> Program -> limit and plan -> runs -> comparison. Each stage announces
 * itself before it starts, so that a fault can be told by where it happened.
 */
import { andThen, type Diagnostic, diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import type { Source } from "./diagnostics/source.ts";
import { lowerProgram } from "./ir/lower/lower.ts";
import { defaultLowerOptions, type LowerOptions } from "./ir/lower/options.ts";
import type { Program } from "./ir/program.ts";
import { deriveLimit } from "./limit/derive.ts";
import { describeLimit } from "./limit/describe.ts";
import { describeSteps } from "./limit/describe-steps.ts";
import { type EvaluateOptions, evaluateLimit, type LimitValues } from "./limit/evaluate.ts";
import { findInfiniteVariance } from "./limit/infinite-variance.ts";
import type { LimitProgram } from "./limit/limit-program.ts";
import type { LimitReport, LimitStep } from "./limit/limit-report.ts";
import { readableLimit } from "./limit/readable.ts";
import { closeEvenly } from "./limit/recurrence/close-evenly.ts";
import { symbolFreePart } from "./limit/symbol-free.ts";
import { trustIn } from "./limit/symbolic/trust.ts";
import type { Shape } from "./math/laws.ts";
import { parseSource } from "./parser/parse.ts";
import { chooseSampler, type SamplerChoice } from "./plan/choose-sampler.ts";
import { planSimulation } from "./plan/plan.ts";
import type { Sampler, SimulationPlan } from "./plan/simulation-plan.ts";
import { type Comparison, compareWithLimit } from "./report/compare.ts";
import { type CheckedExpectation, checkExpectations } from "./report/expectations.ts";
import { summariseOutput, type WidthSummary } from "./report/run-summary.ts";
import type { Simulation } from "./report/simulation.ts";
import type { Engine } from "./runtime/engine.ts";

/** The stages in their order, as faults name them. */
export type Stage = "parse" | "lower" | "derive" | "evaluate" | "plan" | "open engine" | "run" | "compare";

/** Is told each stage before it starts. */
export type Watch = (stage: Stage) => void;

/**
 * Values of params and scalars, a reader of files, and where they are not the default ones, bounds on the unrolling and
 * the params and scalars that stay symbols.
 */
export type CompileOptions = Pick<LowerOptions, "settings" | "files"> &
  Partial<Pick<LowerOptions, "maxIterations" | "maxValues" | "symbolic">>;

/** Text to program. */
export function compile(source: Source, options: CompileOptions, enter: Watch): Outcome<Program> {
  enter("parse");
  return andThen(parseSource(source), (ast) => {
    enter("lower");
    return lowerProgram(ast, { ...defaultLowerOptions, ...options });
  });
}

export type LimitOptions = Pick<EvaluateOptions, "method" | "tolerance">;

/** What a report has besides definitions and outputs. */
export interface LimitDetails {
  /** The numbers that gradient independence would give: all Onsager terms 0. */
  readonly independent: boolean;
  /** The steps of the derivation. */
  readonly steps: boolean;
}

export interface FoundLimit {
  readonly report: LimitReport;
  /** Empty where they were not asked for. */
  readonly steps: readonly LimitStep[];
  readonly expectations: readonly CheckedExpectation[];
}

/** The limit of every output, and of every scalar that the program expects something of. */
export function findLimit(
  program: Program,
  options: LimitOptions,
  enter: Watch,
  details: LimitDetails = { independent: false, steps: false },
): Outcome<FoundLimit> {
  const { outputs, expectations } = program;
  const whole = { ...program, outputs: [...outputs, ...expectations] };
  enter("derive");
  return andThen(deriveLimit(whole), (limit) => {
    enter("evaluate");
    return andThen(evaluateKnown(limit, options), (counted) => {
      const dropped = details.independent ? evaluateIndependent(whole, options) : success(undefined);
      return andThen(dropped, (without) => {
        const closed = readableLimit(closeEvenly(limit, trustIn(limit, counted)));
        const report = describeLimit(closed, counted, without);
        return success({
          report: { ...report, outputs: report.outputs.slice(0, outputs.length) },
          steps: details.steps ? describeSteps(closed, counted) : [],
          expectations: checkExpectations(expectations, report.outputs.slice(outputs.length)),
        });
      });
    });
  });
}

/** The numbers of what does not depend on scalars without value. */
function evaluateKnown(limit: LimitProgram, options: LimitOptions): Outcome<LimitValues> {
  const known = symbolFreePart(limit.program);
  if (known.outputs.length === 0) return success({ estimates: new Map(), missing: new Map() });
  // Settings have become constants when lowering; the seed fixes the points of quasi-Monte Carlo.
  return evaluateLimit({ ...limit, program: known }, { ...options, symbols: new Map(), seed: 1n });
}

function evaluateIndependent(program: Program, options: LimitOptions): Outcome<LimitValues> {
  return andThen(deriveLimit(program, { onsager: "dropped" }), (limit) => evaluateKnown(limit, options));
}

export interface PlanningOptions {
  readonly device: "auto" | "cpu" | "webgpu";
  readonly sampler: Sampler | "auto";
  /** Replaces the law of the entries of every matrix; variances stay. */
  readonly matrixLaw: Shape | undefined;
  /** Bound on the memory of all trials that are under way together. */
  readonly memoryBytes: number;
}

export interface Planned {
  readonly plan: SimulationPlan;
  readonly choice: SamplerChoice;
}

/** The plan for one width. */
export function plan(program: Program, width: number, options: PlanningOptions, enter: Watch): Outcome<Planned> {
  enter("plan");
  const { matrixLaw, memoryBytes } = options;
  const choice = samplerFor(program, width, options);
  const request = { width, sampler: choice.sampler, matrixLaw, memoryBytes, settings: new Map<string, number>() };
  return andThen(planSimulation(program, request), (made) => success({ plan: made, choice }));
}

function samplerFor(program: Program, width: number, { sampler, device, matrixLaw }: PlanningOptions): SamplerChoice {
  if (sampler !== "auto") return { sampler, reason: "as asked for" };
  // What a device cannot do is known only to its engine, but a choice that it would refuse helps nobody.
  if (device === "webgpu") return { sampler: "explicit", reason: "the one that WebGPU has" };
  return chooseSampler(program, width, matrixLaw);
}

export interface SimulateOptions extends PlanningOptions {
  /** Ascending. */
  readonly widths: readonly number[];
  readonly trials: number;
  readonly seed: bigint;
  /** Threads of the CPU engine; `undefined` for all cores. */
  readonly threads: number | undefined;
  /** Ends the simulation after the current batch. */
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((width: number, done: number, of: number) => void) | undefined;
}

/**
 * Simulates `program` at each width. All widths are planned before the first one runs, so that what cannot fit is
 * refused at once. The trials of different widths have different numbers, hence independent random numbers. When a
 * run fails or is interrupted, what was finished before is kept, marked as partial.
 */
export async function simulate(program: Program, options: SimulateOptions, enter: Watch): Promise<Outcome<Simulation>> {
  const plans: Planned[] = [];
  for (const width of options.widths) {
    const planned = plan(program, width, options, enter);
    if (!planned.ok) return planned;
    plans.push(planned.value);
  }
  enter("open engine");
  // Loaded only by those who simulate: engines are the largest part of the house.
  const { openEngine } = await import("./runtime/open.ts");
  const samplers = plans.map((planned) => planned.choice.sampler);
  const opened = await openEngine(options.device, { threads: options.threads, samplers });
  if (!opened.ok) return opened;
  const engine = opened.value;
  try {
    enter("run");
    return await runAll(program, plans, engine, options, opened.diagnostics);
  } finally {
    await engine.close();
  }
}

async function runAll(
  program: Program,
  plans: readonly Planned[],
  engine: Engine,
  options: SimulateOptions,
  before: readonly Diagnostic[],
): Promise<Outcome<Simulation>> {
  const runs: WidthSummary[] = [];
  const diagnostics = [...before];
  for (const [k, planned] of plans.entries()) {
    if (options.signal?.aborted) break;
    const run = await runOne(engine, planned, k * options.trials, options);
    diagnostics.push(...run.diagnostics);
    if (!run.ok) {
      if (runs.length === 0) return failure(diagnostics);
      break;
    }
    if (run.value.trials > 0) runs.push(run.value);
  }
  const partial = runs.length < plans.length || runs.some((run) => run.trials < run.requested);
  const { name, description } = engine;
  const simulation = { program: program.name, seed: options.seed, engine: name, device: description, runs, partial };
  return success(simulation, diagnostics);
}

async function runOne(
  engine: Engine,
  { plan: { widths, outputs }, plan: planned, choice }: Planned,
  firstTrial: number,
  { seed, trials, signal, onProgress }: SimulateOptions,
): Promise<Outcome<WidthSummary>> {
  const [width = 0] = widths;
  const prepared = await engine.prepare(planned);
  if (!prepared.ok) return prepared;
  try {
    const run = await prepared.value.run({
      seed,
      firstTrial,
      trials,
      signal,
      onProgress: onProgress && ((done, of) => onProgress(width, done, of)),
    });
    return andThen(run, ({ samples, seconds, trials: finished }) =>
      success({
        width,
        firstTrial,
        trials: finished,
        requested: trials,
        seconds,
        sampler: choice.sampler,
        samplerReason: choice.reason,
        outputs: outputs.map(({ name }, i) => summariseOutput(name, samples[i] ?? new Float64Array(), firstTrial)),
      }),
    );
  } finally {
    await prepared.value.release();
  }
}

/** Of float64 and float32; the relative ones count what a deep program collects. */
const rounding = {
  cpu: { relative: 1e-9, absolute: 1e-15 },
  webgpu: { relative: 3e-5, absolute: 1e-7 },
} as const;

export interface Compared extends FoundLimit {
  readonly simulation: Simulation;
  readonly comparison: Comparison;
}

/** Limit and simulation, and whether they agree; `alpha` is the chance of a false disagreement. */
export async function compare(
  program: Program,
  options: LimitOptions & SimulateOptions & { readonly alpha: number },
  enter: Watch,
): Promise<Outcome<Compared>> {
  const limit = findLimit(program, options, enter);
  // Outputs without a limit cannot be compared, and simulating them takes long.
  if (!limit.ok || limit.diagnostics.some(({ severity }) => severity === "error")) return failure(limit.diagnostics);
  const simulated = await simulate(program, options, enter);
  const diagnostics = [...limit.diagnostics, ...simulated.diagnostics];
  if (!simulated.ok) return failure(diagnostics);
  enter("compare");
  const limits = limit.value.report.outputs.map(({ name, estimate }) => ({
    name,
    value: estimate?.value ?? Number.NaN,
    error: estimate?.error ?? Number.POSITIVE_INFINITY,
  }));
  const { engine, runs } = simulated.value;
  const comparison = compareWithLimit(limits, runs, {
    alpha: options.alpha,
    rounding: rounding[engine],
    infiniteVariance(name) {
      const found = findInfiniteVariance(program, name);
      return found && `the second moment behind ${found.of} is infinite (${found.reason})`;
    },
  });
  diagnostics.push(...heavyTails(program, comparison));
  return success({ ...limit.value, simulation: simulated.value, comparison }, diagnostics);
}

function heavyTails(program: Program, { outputs }: Comparison): readonly Diagnostic[] {
  return outputs.flatMap(({ name, heavyTail }) => {
    const place = program.outputs.find((output) => output.name === name)?.place;
    if (heavyTail === undefined || place === undefined) return [];
    const hint =
      heavyTail.kind === "known"
        ? "bound the function, or take a law with lighter tails"
        : "take more trials, bound the function, or take a law with lighter tails";
    return [diagnostic("TP421", place, `${name} cannot be compared: ${heavyTail.text}`, hint)];
  });
}
