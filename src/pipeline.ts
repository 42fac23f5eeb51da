/**
 * The compiler on one page: text -> Ast -> Program -> limit and plan. Plans are run in simulator.ts, limit and runs meet
 * in comparison.ts. Each stage announces itself before it starts, so that a fault can be told by where it happened.
 */
import { andThen, type Outcome, success } from "./diagnostics/diagnostic.ts";
import { lazily } from "./diagnostics/lazily.ts";
import type { Source } from "./diagnostics/source.ts";
import { lowerProgram } from "./ir/lower/lower.ts";
import { defaultLowerOptions, type LowerOptions } from "./ir/lower/options.ts";
import type { Program } from "./ir/program.ts";
import { deriveLimit } from "./limit/derive.ts";
import { describeLimit } from "./limit/describe.ts";
import { describeSteps } from "./limit/describe-steps.ts";
import { type EvaluateOptions, evaluateLimit, type LimitValues } from "./limit/evaluate.ts";
import type { LimitProgram } from "./limit/limit-program.ts";
import type { LimitReport, LimitStep } from "./limit/limit-report.ts";
import { type OutputNumber, outputNumbers } from "./limit/output-numbers.ts";
import type { Performer } from "./limit/particles/evaluate.ts";
import { shownLimit } from "./limit/sums/shown-limit.ts";
import { withSumNumbers } from "./limit/sums/sum-numbers.ts";
import { symbolFreePart } from "./limit/symbol-free.ts";
import type { Shape } from "./math/laws.ts";
import { parseSource } from "./parser/parse.ts";
import { type Candidates, chooseSampler, findCandidates, type SamplerChoice } from "./plan/choose-sampler.ts";
import type { EngineCosts } from "./plan/cost.ts";
import { planSimulation } from "./plan/plan.ts";
import type { Sampler, SimulationPlan } from "./plan/simulation-plan.ts";
import { standardCosts } from "./plan/standard-costs.ts";
import { type CheckedExpectation, checkExpectations } from "./report/expectations.ts";

export { findTheorems } from "./theorems/find-theorems.ts";

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

export type LimitOptions = Pick<EvaluateOptions, "method" | "tolerance" | "perform">;

/** What a report has besides definitions and outputs. */
export interface LimitDetails {
  /** The numbers that gradient independence would give: all Onsager terms 0. */
  readonly independent: boolean;
  /** The steps of the derivation. */
  readonly steps: boolean;
}

export interface FoundLimit {
  /** Of every output. */
  readonly numbers: readonly OutputNumber[];
  /** With formulas, which are derived when it is first read. */
  readonly report: LimitReport;
  /** Empty where they were not asked for. */
  readonly steps: readonly LimitStep[];
  readonly expectations: readonly CheckedExpectation[];
}

/** For `LimitOptions.perform`: runs of particles on all cores. Node only. */
export async function particleThreads(): Promise<Performer> {
  const { performOnThreads } = await import("./limit/particles/threads-node.ts");
  return performOnThreads;
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
        const shown = lazily(() => {
          const closed = shownLimit(limit, counted);
          const numbers = withSumNumbers(closed, counted);
          const report = describeLimit(closed, numbers, without && withSumNumbers(closed, without));
          return { report, steps: details.steps ? describeSteps(closed, numbers) : [] };
        });
        // Beside free symbols some numbers are known from formulas only.
        const numbers = program.symbols.length > 0 ? shown().report.outputs : outputNumbers(limit, counted);
        return success({
          numbers: numbers.slice(0, outputs.length),
          get report() {
            const { report } = shown();
            return { ...report, outputs: report.outputs.slice(0, outputs.length) };
          },
          get steps() {
            return shown().steps;
          },
          expectations: checkExpectations(expectations, numbers.slice(outputs.length)),
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
  /** What trials cost on the device, where it was measured; the standard costs decide wherever they are clear. */
  readonly costs?: EngineCosts | undefined;
}

export interface Planned {
  readonly plan: SimulationPlan;
  readonly choice: SamplerChoice;
}

/** The plan for one width. */
export function plan(program: Program, width: number, options: PlanningOptions, enter: Watch): Outcome<Planned> {
  enter("plan");
  const candidates = options.sampler === "auto" ? candidatesFor(program, width, options) : undefined;
  const choice = candidates === undefined ? asAskedFor(options.sampler) : chooseSampler(candidates);
  const known = candidates?.of.find((candidate) => candidate.plan.sampler === choice.sampler);
  if (known !== undefined) return success({ plan: known.plan, choice });
  const { matrixLaw, memoryBytes } = options;
  const request = { width, sampler: choice.sampler, matrixLaw, memoryBytes, settings: new Map<string, number>() };
  return andThen(planSimulation(program, request), (made) => success({ plan: made, choice }));
}

/** The samplers that the program admits at a width, with their plans and estimated costs. */
export function candidatesFor(
  program: Program,
  width: number,
  { matrixLaw, memoryBytes, device, costs }: PlanningOptions,
): Candidates {
  const request = { width, matrixLaw, memoryBytes, settings: new Map<string, number>() };
  return findCandidates(program, request, {
    standard: standardCosts[device === "webgpu" ? "webgpu" : "cpu"],
    measured: costs,
  });
}

function asAskedFor(sampler: Sampler | "auto"): SamplerChoice {
  return { sampler: sampler === "conditioned" ? sampler : "explicit", reason: "as asked for" };
}
