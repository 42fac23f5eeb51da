/**
 * The results as JSON documents. The names of the fields are a contract with scripts: fields may be added, never
 * renamed. A number that does not exist, such as the spread of one trial, is `null`.
 */
import { positionIn } from "../diagnostics/line-table.ts";
import { version } from "../version.ts";
import type { Comparison } from "./compare.ts";
import type { CheckedExpectation } from "./expectations.ts";
import type { Extrapolation } from "./extrapolate.ts";
import type { OutputSummary } from "./run-summary.ts";
import type { Sequence } from "./sequence.ts";
import type { Simulation } from "./simulation.ts";
import type { Rate } from "./slopes.ts";

/** `samples` adds the value of every trial. */
export function simulationJson(simulation: Simulation, options: { readonly samples: boolean }) {
  return {
    program: simulation.program,
    version,
    seed: seedJson(simulation.seed),
    sampler: onlyOne(simulation.runs.map((run) => run.sampler)) ?? "mixed",
    engine: simulation.engine,
    device: simulation.device,
    partial: simulation.partial,
    runs: runsJson(simulation, options),
  };
}

function runsJson(simulation: Simulation, { samples }: { readonly samples: boolean }) {
  return simulation.runs.map((run) => ({
    width: run.width,
    trials: run.trials,
    requestedTrials: run.requested,
    seconds: run.seconds,
    sampler: run.sampler,
    outputs: byName(run.outputs, (output) => ({
      ...outputJson(output),
      ...(samples ? { samples: [...output.samples] } : {}),
    })),
  }));
}

function outputJson({ mean, sd, se, min, max, quantiles, nonFinite }: OutputSummary) {
  return {
    mean,
    sd,
    se,
    min,
    max,
    quantiles: { ...quantiles },
    nonFinite: { count: nonFinite.length, trials: nonFinite },
  };
}

export function comparisonJson(
  comparison: Comparison,
  sequence: Sequence,
  simulation: Simulation,
  expectations: readonly CheckedExpectation[],
  options: { readonly samples: boolean },
) {
  const { runs, ...rest } = simulationJson(simulation, options);
  return {
    ...rest,
    verdict: comparison.verdict,
    alpha: sequence.alpha,
    beta: sequence.beta,
    resolution: comparison.resolution,
    budget: sequence.effort.kind === "sequential" ? sequence.effort.budgetSeconds : null,
    ending: sequence.ending,
    looks: sequence.looks,
    nonFinite: nonFiniteJson(simulation),
    outputs: byName(comparison.outputs, (o) => ({
      limit: o.limit,
      limitError: o.limitError,
      extrapolated: o.extrapolation?.value ?? null,
      extrapolatedSe: o.extrapolation?.se ?? null,
      z: o.z,
      p: o.p,
      pHolm: o.pHolm,
      resolution: o.resolution,
      within: o.within,
      naturalSize: o.naturalSize,
      test: o.test,
      skewness: o.skewness,
      fit: fitJson(o.extrapolation),
      sdSlope: o.sdSlope?.slope ?? null,
      sdSlopeSe: o.sdSlope?.se ?? null,
      sdSlopeInterval: intervalJson(o.sdSlope),
      biasSlope: o.biasSlope?.slope ?? null,
      biasSlopeSe: o.biasSlope?.se ?? null,
      biasSlopeInterval: intervalJson(o.biasSlope),
      heavyTail: o.heavyTail?.kind ?? null,
      verdict: o.verdict,
      notes: o.notes,
    })),
    expects: expectations.map(expectationJson),
    runs,
  };
}

export function expectationJson({ name, expected, tolerance, value, error, verdict, place }: CheckedExpectation) {
  const { line } = positionIn(place.source, place.span.start);
  return { name, expected, tolerance, value, error, verdict, file: place.source.name, line };
}

/** Of the model `c + a/n + b/n^2`: coefficients, and how far its residuals contradict it. */
function fitJson(extrapolation: Extrapolation | undefined) {
  if (extrapolation === undefined) return null;
  const { coefficients, degrees, chiSquare, residualDegrees, misfit } = extrapolation;
  return { coefficients, degrees, chiSquare, residualDegrees, misfit };
}

/** At 95 %. */
function intervalJson(rate: Rate | undefined) {
  return rate === undefined ? null : [rate.low, rate.high];
}

/** Every trial that was not finite, by what it takes to run it again. */
function nonFiniteJson({ seed, runs }: Simulation) {
  return runs.flatMap(({ width, outputs }) =>
    outputs.flatMap(({ name, nonFinite }) =>
      nonFinite.length === 0 ? [] : [{ output: name, seed: seedJson(seed), width, trials: nonFinite }],
    ),
  );
}

/** A seed of 64 bits does not always fit into a JSON number. */
function seedJson(seed: bigint): number | string {
  return seed <= Number.MAX_SAFE_INTEGER ? Number(seed) : String(seed);
}

function byName<T extends { readonly name: string }, J>(items: readonly T[], json: (item: T) => J): Record<string, J> {
  return Object.fromEntries(items.map((item) => [item.name, json(item)]));
}

function onlyOne<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
