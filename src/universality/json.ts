/**
 * A study as a JSON document. The names of the fields are a contract with scripts: fields may be added, never renamed.
 * A number that does not exist is `null`.
 */
import type { Rate } from "../report/slopes.ts";
import { version } from "../version.ts";
import { conclusions } from "./conclusions.ts";
import type { Experiment, StudiedOutput, UniversalityStudy } from "./study.ts";

export function universalityJson(study: UniversalityStudy) {
  const { program, seed, trials, widths, device, tensors, limits, experiments, alpha, partial } = study;
  return {
    program,
    version,
    seed: seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seed) : String(seed),
    device,
    trials,
    widths,
    alpha,
    partial,
    tensors: tensors.map(({ kind, ...tensor }) => ({ class: kind, ...tensor })),
    limits: Object.fromEntries(limits.map(({ name, value, error }) => [name, { value, error }])),
    experiments: experiments.map(experimentJson),
    conclusions: conclusions(study),
  };
}

function experimentJson({ swap, outputs, kernels, verdict, reach, ...rest }: Experiment) {
  return {
    ...rest,
    swapped: swap ?? "nothing",
    theory: reach,
    verdict: verdict ?? null,
    outputs: Object.fromEntries(outputs.map((output) => [output.name, outputJson(output)])),
    kernels: Object.fromEntries(kernels.map(({ name, distances }) => [name, distances.map(withNulls)])),
  };
}

function outputJson({ distances, reading, slope, differenceSlope, pHolm, tendency }: StudiedOutput) {
  return {
    distances,
    reading: reading ?? null,
    slope: rateJson(slope),
    differenceSlope: rateJson(differenceSlope),
    pHolm,
    ...withNulls(tendency),
  };
}

function rateJson(rate: Rate | undefined) {
  return rate === undefined ? null : { slope: rate.slope, se: rate.se, interval: [rate.low, rate.high] };
}

function withNulls(record: object) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, value ?? null]));
}
