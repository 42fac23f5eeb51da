/**
 * Why trials are not finite: the first such trial is run again on the processor, statement by statement, and the
 * warning rests on the statement that first left the finite numbers.
 */
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { invariant } from "../diagnostics/invariant.ts";
import type { Place } from "../diagnostics/source.ts";
import type { Program } from "../ir/program.ts";
import { liveValues } from "../plan/liveness.ts";
import type { SimulationPlan } from "../plan/simulation-plan.ts";
import { trialSeconds } from "./cpu/cost.ts";
import { type Origin, traceTrial } from "./cpu/trace/trace-trial.ts";

/** The trials at one width, which are numbered from 0. */
export interface WidthTrials {
  readonly plan: SimulationPlan;
  /** Of this width. */
  readonly seed: bigint;
  readonly trials: number;
  /** Of each output of the program the trials that are not finite, in order. */
  readonly nonFinite: readonly (readonly number[])[];
}

/** Seconds, by the estimate of the engine, beyond which a trial is not run again. */
const PATIENCE = 10;

interface Finding {
  readonly key: string;
  readonly place: Place;
  readonly what: string;
  readonly hint: string | undefined;
  readonly outputs: string[];
  readonly where: string[];
}

/**
 * A warning for each statement that makes outputs not finite, TP451. `single`: the engine computes in float32, whose
 * range the statements are held to.
 */
export function explainNonFinite(
  program: Program,
  runs: readonly WidthTrials[],
  single: boolean,
): readonly Diagnostic[] {
  const findings = new Map<string, Finding>();
  for (const run of runs) {
    for (const finding of findingsAt(program, run, single)) {
      const known = findings.get(finding.key) ?? finding;
      findings.set(finding.key, known);
      if (known === finding) continue;
      for (const name of finding.outputs) if (!known.outputs.includes(name)) known.outputs.push(name);
      known.where.push(...finding.where);
    }
  }
  return [...findings.values()].map(({ place, what, hint, outputs, where }) => {
    const [first = "", ...others] = [...new Set(where)];
    const more = others.length === 0 ? "" : `; also ${others.slice(0, 3).join(", ")}`;
    const verb = outputs.length === 1 ? "is" : "are";
    return diagnostic("TP451", place, `${what}: ${listed(outputs)} ${verb} not finite in ${first}${more}`, hint);
  });
}

function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

/** One for each output that has such trials, from the first of them. */
function findingsAt(program: Program, run: WidthTrials, single: boolean): readonly Finding[] {
  const [width = 0] = run.plan.widths;
  const traces = new Map<number, Traces>();
  return run.nonFinite.flatMap((numbers, o) => {
    const [trial] = numbers;
    const output = program.outputs[o];
    if (trial === undefined || output === undefined) return [];
    const count = `${numbers.length} of ${run.trials} trials at width ${width}, first in trial ${trial}`;
    if (!isWorthTracing(program, run.plan)) {
      const what = "which statement it was takes too long to find out";
      return [finding(`${o}`, output.place, what, "a smaller width may show it", output.name, count)];
    }
    const traced = traces.get(trial) ?? trace(program, run, trial, single);
    traces.set(trial, traced);
    const origin = (single ? traced.single : traced.double)[o];
    const inDouble = traced.double[o];
    if (origin === undefined) {
      const what = "no statement by itself, run again in float64 on the processor, is to blame";
      return [finding(`${o} rounding`, output.place, what, roundingHint, output.name, count)];
    }
    const place = program.values[origin.value]?.place;
    invariant(place !== undefined, () => "a statement without place");
    const name = program.values[origin.value]?.name ?? "";
    const key = `${place.source.name} ${place.span.start} ${place.span.end} ${origin.operation}`;
    const hint = single && inDouble === undefined ? roundingHint : undefined;
    return [finding(key, place, `${origin.text} in ${name}`, hint, output.name, count)];
  });
}

const roundingHint = "in float64 this trial is finite: take --device cpu --precision double";

function finding(
  key: string,
  place: Place,
  what: string,
  hint: string | undefined,
  output: string,
  where: string,
): Finding {
  return { key, place, what, hint, outputs: [output], where: [where] };
}

interface Traces {
  readonly double: readonly (Origin | undefined)[];
  readonly single: readonly (Origin | undefined)[];
}

function trace(program: Program, { plan, seed }: WidthTrials, trial: number, single: boolean): Traces {
  const double = traceTrial(program, plan, { seed, trial, round: (x) => x });
  return { double, single: single ? traceTrial(program, plan, { seed, trial, round: Math.fround }) : double };
}

/** Whether the trial takes seconds and its vectors, which are all kept, fit into the memory of the run. */
function isWorthTracing(program: Program, plan: SimulationPlan): boolean {
  const bytes = [...liveValues(program)].reduce((sum, value) => {
    const type = program.values[value]?.type;
    return sum + (type?.kind === "vector" ? 8 * (plan.widths[type.width] ?? 0) : 0);
  }, 0);
  return bytes <= plan.memory.bound && trialSeconds(plan) <= PATIENCE;
}
