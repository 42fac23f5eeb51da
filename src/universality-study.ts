/**
 * How far a program under other laws is from the Gaussian one: with every matrix drawn from the law, and with every
 * initial vector too. The Gaussian program runs twice with independent numbers; the second run shows what chance alone
 * does, and shares its random words with all swapped runs, so that these do not depend on which laws are asked for.
 *
 * Where theory speaks of a law, the means are tested against the limit that it predicts: that of the Gaussian program
 * for matrices, that of the program with the new laws of its vectors for all tensors.
 */
import { type Diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import type { Program } from "./ir/program.ts";
import { findInfiniteVariance } from "./limit/infinite-variance.ts";
import { isSymmetric, type Shape } from "./math/laws.ts";
import { type FoundLimit, findLimit, findTheorems, type LimitOptions, type Watch } from "./pipeline.ts";
import { type ComparedOutput, compareWithLimit, type LimitOf, type Verdict } from "./report/compare.ts";
import type { CompareOptions } from "./report/estimate-limit.ts";
import type { Simulation } from "./report/simulation.ts";
import { type SimulatorOptions, simulate } from "./simulator.ts";
import { findKernels } from "./universality/kernels.ts";
import { measureKernel, measureOutputs } from "./universality/measure.ts";
import { reachOf } from "./universality/reach.ts";
import type { Experiment, Tendency, UniversalityStudy } from "./universality/study.ts";
import { type Swap, swapLaws } from "./universality/swap-laws.ts";
import { classifyTensors } from "./universality/tensors.ts";

export interface StudiedLaw {
  /** As it was asked for. */
  readonly name: string;
  readonly shape: Shape;
}

export interface UniversalityOptions extends LimitOptions, SimulatorOptions {
  readonly laws: readonly StudiedLaw[];
  /** Per width and run. */
  readonly trials: number;
  /** Chance of a false disagreement, over the whole study. */
  readonly alpha: number;
  /** Is told which run is under way: `laplace, matrices`. */
  readonly onProgress: ((run: string, width: number, done: number, of: number) => void) | undefined;
}

/** The largest difference that an agreement may leave open, in parts of the size of an output. */
const RESOLUTION = 0.1;

/** An output of the right limit that is off by the resolution is said to agree with this probability. */
const BETA = 1e-3;

/** Seeds of the reference and of all other runs: the width is in the bits between. */
const OTHER_SEED = 1n << 63n;

/** Of the engines, as in comparisons: the relative one counts what a deep program collects. */
const rounding = {
  double: { relative: 1e-9, absolute: 1e-15 },
  single: { relative: 3e-5, absolute: 1e-7 },
} as const;

const normal: Shape = { kind: "normal" };
const swaps: readonly Swap[] = ["matrices", "all tensors"];

interface Planned {
  readonly law: StudiedLaw;
  readonly swap: Swap | undefined;
}

/** Errors: those of limits, plans and runs; a scalar without value (TP402). What is complete is kept when interrupted. */
export async function studyUniversality(
  program: Program,
  options: UniversalityOptions,
  enter: Watch,
): Promise<Outcome<UniversalityStudy>> {
  const gaussian = swapLaws(program, normal, "matrices");
  if (!gaussian.ok) return gaussian;
  const limit = findLimit(gaussian.value, options, enter);
  if (!limit.ok || limit.diagnostics.some(({ severity }) => severity === "error")) return failure(limit.diagnostics);
  const limits = limitsOf(limit.value);
  const reference = await run(gaussian.value, { law: "the Gaussian reference", swap: undefined }, options, enter, 0n);
  const diagnostics = [...limit.diagnostics, ...reference.diagnostics];
  if (!reference.ok) return failure(diagnostics);

  const planned: readonly Planned[] = [
    { law: { name: "normal", shape: normal }, swap: undefined },
    ...options.laws.flatMap((law) => swaps.map((swap) => ({ law, swap }))),
  ];
  const experiments: Experiment[] = [];
  let partial = reference.value.partial;
  for (const each of partial ? [] : planned) {
    const found = await experiment(gaussian.value, each, limits, reference.value, planned.length, options, enter);
    diagnostics.push(...found.diagnostics);
    if (!found.ok) return failure(diagnostics);
    partial = found.value === undefined;
    if (found.value === undefined) break;
    experiments.push(found.value);
  }
  const study: UniversalityStudy = {
    program: program.name,
    seed: options.seed,
    trials: options.trials,
    widths: options.widths,
    device: reference.value.device,
    tensors: classifyTensors(program),
    limits,
    experiments,
    alpha: options.alpha,
    partial,
  };
  return success(study, withoutRepetitions(diagnostics));
}

/** One law and swap; `undefined` when it was interrupted. */
async function experiment(
  gaussian: Program,
  { law, swap }: Planned,
  limits: readonly LimitOf[],
  reference: Simulation,
  experiments: number,
  options: UniversalityOptions,
  enter: Watch,
): Promise<Outcome<Experiment | undefined>> {
  const swapped = swapLaws(gaussian, law.shape, swap ?? "matrices");
  if (!swapped.ok) return swapped;
  const simulated = await run(swapped.value, { law: law.name, swap }, options, enter, OTHER_SEED);
  if (!simulated.ok) return simulated;
  if (simulated.value.partial) return success(undefined, simulated.diagnostics);
  const { runs } = simulated.value;

  const reach = reachOf(law.shape);
  const { coveredBy } = findTheorems(swapped.value);
  const hasMatrices = classifyTensors(gaussian).some(({ kind, used }) => kind === "matrix-like" && used);
  const covered = reach !== "outside" || !hasMatrices;
  const predicted = !covered ? [] : swap === "all tensors" ? predict(swapped.value, options, enter) : limits;

  const names = gaussian.outputs.map(({ name }) => name);
  const isSkewed = hasMatrices && !isSymmetric(law.shape);
  const tendencies = tendenciesOf(names, predicted, simulated.value, isSkewed, {
    alpha: options.alpha / experiments,
    infiniteVariance: (name) => findInfiniteVariance(swapped.value, name)?.reason,
  });
  const known = new Map(limits.map(({ name, value }) => [name, value]));
  return success(
    {
      law: law.name,
      swap,
      reach,
      isSkewed,
      coveredBy,
      outputs: measureOutputs(names, reference.runs, runs).map((output) => ({
        ...output,
        tendency: tendencies.get(output.name) ?? unknown,
      })),
      kernels: findKernels(names).map((family) => measureKernel(family, known, reference.runs, runs)),
      verdict: overall([...tendencies.values()]),
    },
    simulated.diagnostics,
  );
}

const unknown: Tendency = {
  predicted: undefined,
  predictedError: Number.NaN,
  extrapolated: undefined,
  extrapolatedSe: Number.NaN,
  verdict: undefined,
  notes: [],
};

/** Where the outputs tend, and for those with a prediction whether there. */
function tendenciesOf(
  names: readonly string[],
  predicted: readonly LimitOf[],
  { runs: all, device }: Simulation,
  isSkewed: boolean,
  options: Pick<CompareOptions, "alpha" | "infiniteVariance">,
): ReadonlyMap<string, Tendency> {
  // The powers of 1 / sqrt(n) are those of 1 / n at the widths sqrt(n).
  const runs = isSkewed ? all.map((each) => ({ ...each, width: Math.sqrt(each.width) })) : all;
  const precision = device.includes("float32") ? "single" : "double";
  const compareOptions = { ...options, beta: BETA, resolution: RESOLUTION, rounding: rounding[precision] };
  const known = predicted.filter(({ value }) => Number.isFinite(value));
  const others = names.filter((name) => known.every((one) => one.name !== name));
  const judged = compareWithLimit(known, runs, compareOptions).outputs.map(
    ({ name, limit, limitError, extrapolation, verdict, notes }): readonly [string, Tendency] => [
      name,
      { ...tendency(extrapolation), predicted: limit, predictedError: limitError, verdict, notes },
    ],
  );
  const zeros = others.map((name) => ({ name, value: 0, error: 0 }));
  const seen = compareWithLimit(zeros, runs, compareOptions).outputs.map(
    ({ name, extrapolation }): readonly [string, Tendency] => [name, tendency(extrapolation)],
  );
  return new Map([...judged, ...seen]);
}

function tendency(extrapolation: ComparedOutput["extrapolation"]): Tendency {
  return extrapolation === undefined
    ? unknown
    : { ...unknown, extrapolated: extrapolation.value, extrapolatedSe: extrapolation.se };
}

function overall(tendencies: readonly Tendency[]): Verdict | undefined {
  const verdicts = tendencies.flatMap(({ verdict }) => (verdict === undefined ? [] : [verdict]));
  const order: readonly Verdict[] = ["disagree", "undecided", "agree"];
  return order.find((verdict) => verdicts.includes(verdict));
}

async function run(
  program: Program,
  { law, swap }: { readonly law: string; readonly swap: Swap | undefined },
  options: UniversalityOptions,
  enter: Watch,
  seed: bigint,
): Promise<Outcome<Simulation>> {
  const { onProgress } = options;
  const name = swap === undefined ? law : `${law}, ${swap}`;
  const isGaussian = program.matrices.every(({ shape }) => shape.kind === "normal");
  return simulate(
    program,
    {
      ...options,
      seed: options.seed ^ seed,
      matrixLaw: undefined,
      sampler: isGaussian ? options.sampler : "explicit",
      onProgress: onProgress && ((width, done, of) => onProgress(name, width, done, of)),
    },
    enter,
  );
}

/** The limits under new laws of the vectors: in closed form where there is one, otherwise by particles. */
function predict(program: Program, options: UniversalityOptions, enter: Watch): readonly LimitOf[] {
  const bare = { ...program, expectations: [] };
  const methods = options.method === "auto" ? (["closed", "particles"] as const) : [options.method];
  let found: readonly LimitOf[] = [];
  for (const method of methods) {
    const limit = findLimit(bare, { method, tolerance: options.tolerance }, enter);
    found = limit.ok ? limitsOf(limit.value) : [];
    if (found.length === program.outputs.length && found.every(({ value }) => Number.isFinite(value))) return found;
  }
  return found;
}

function limitsOf({ numbers }: FoundLimit): readonly LimitOf[] {
  return numbers.map(({ name, estimate }) => ({
    name,
    value: estimate?.value ?? Number.NaN,
    error: estimate?.error ?? Number.NaN,
  }));
}

/** Thirteen runs of one program meet the same difficulties. */
function withoutRepetitions(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter(({ code, place }) => {
    const key = `${code} ${place.source.name} ${place.span.start}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
