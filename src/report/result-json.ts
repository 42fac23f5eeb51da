/**
 * The results as JSON documents. The names of the fields are a contract with scripts: fields may be added, never
 * renamed. A number that does not exist, such as the spread of one trial, is `null`.
 */
import { positionAt } from "../diagnostics/source.ts";
import { version } from "../version.ts";
import type { Comparison } from "./compare.ts";
import type { CheckedExpectation } from "./expectations.ts";
import type { OutputSummary } from "./run-summary.ts";
import type { Simulation } from "./simulation.ts";

/** `samples` adds the value of every trial. */
export function simulationJson(simulation: Simulation, options: { readonly samples: boolean }) {
  return {
    program: simulation.program,
    version,
    // A seed of 64 bits does not always fit into a JSON number.
    seed: simulation.seed <= Number.MAX_SAFE_INTEGER ? Number(simulation.seed) : String(simulation.seed),
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
  simulation: Simulation,
  expectations: readonly CheckedExpectation[],
  options: { readonly samples: boolean },
) {
  const { runs, ...rest } = simulationJson(simulation, options);
  return {
    ...rest,
    verdict: comparison.verdict,
    alpha: comparison.alpha,
    outputs: byName(comparison.outputs, (o) => ({
      limit: o.limit,
      limitError: o.limitError,
      extrapolated: o.extrapolation?.value ?? null,
      extrapolatedSe: o.extrapolation?.se ?? null,
      z: o.z,
      p: o.p,
      pHolm: o.pHolm,
      resolution: o.resolution,
      sdSlope: o.sdSlope?.slope ?? null,
      sdSlopeSe: o.sdSlope?.se ?? null,
      biasSlope: o.biasSlope?.slope ?? null,
      biasSlopeSe: o.biasSlope?.se ?? null,
      heavyTail: o.heavyTail?.kind ?? null,
      verdict: o.verdict,
      notes: o.notes,
    })),
    expects: expectations.map(expectationJson),
    runs,
  };
}

export function expectationJson({ name, expected, tolerance, value, error, verdict, place }: CheckedExpectation) {
  const { line } = positionAt(place.source.text, place.span.start);
  return { name, expected, tolerance, value, error, verdict, file: place.source.name, line };
}

function byName<T extends { readonly name: string }, J>(items: readonly T[], json: (item: T) => J): Record<string, J> {
  return Object.fromEntries(items.map((item) => [item.name, json(item)]));
}

function onlyOne<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
