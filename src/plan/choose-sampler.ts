/**
 * Which sampler suits a program at a width: the one whose trial costs less. The conditioned one costs about n k^2 for k
 * products with a matrix, the explicit one n^2 for each. The sampler is part of the result, so what was measured on this
 * machine overrules the standard costs only where it is clear: `auto` gives the same numbers on nearly every machine.
 */
import { invariant } from "../diagnostics/invariant.ts";
import type { Program } from "../ir/program.ts";
import type { Shape } from "../math/laws.ts";
import { type EngineCosts, trialSeconds } from "./cost.ts";
import { liveUses } from "./liveness.ts";
import { type PlanOptions, planSimulation } from "./plan.ts";
import type { Sampler, SimulationPlan } from "./simulation-plan.ts";

/** Measured costs overrule the standard ones from this ratio on. */
const CLEARLY = 3;

export interface SamplerChoice {
  readonly sampler: Sampler;
  /** Why, as a clause: `35 times faster than explicit by its estimate`. */
  readonly reason: string;
}

export interface Costs {
  readonly standard: EngineCosts;
  /** On this machine, where it was measured. */
  readonly measured: EngineCosts | undefined;
}

/** A sampler that the program admits, with its plan and the estimated seconds of a trial. */
export interface Candidate {
  readonly plan: SimulationPlan;
  readonly standard: number;
  readonly measured: number | undefined;
}

export interface Candidates {
  /** Those that can run: the laws and the memory allow it. */
  readonly of: readonly Candidate[];
  /** Why there is no choice, if there is none. */
  readonly only: SamplerChoice | undefined;
}

/** What the samplers would cost at a width; the sampler in `options` is not looked at. */
export function findCandidates(program: Program, options: Omit<PlanOptions, "sampler">, costs: Costs): Candidates {
  const only = forcedSampler(program, options.matrixLaw);
  const samplers: readonly Sampler[] = only === undefined ? ["conditioned", "explicit"] : [only.sampler];
  const of = samplers.flatMap((sampler) => {
    const plan = planSimulation(program, { ...options, sampler });
    if (!plan.ok) return [];
    const measured = costs.measured === undefined ? undefined : trialSeconds(plan.value, costs.measured);
    return [{ plan: plan.value, standard: trialSeconds(plan.value, costs.standard), measured }];
  });
  return { of, only };
}

/** The sampler of an output without matrices, or with matrices that are not Gaussian. */
function forcedSampler(program: Program, matrixLaw: Shape | undefined): SamplerChoice | undefined {
  const uses = liveUses(program);
  if (uses.size === 0) return { sampler: "explicit", reason: "no output needs a matrix" };
  for (const id of uses.keys()) {
    const matrix = program.matrices[id];
    invariant(matrix !== undefined, () => `no matrix ${id}`);
    const shape = matrixLaw ?? matrix.shape;
    if (shape.kind !== "normal") return { sampler: "explicit", reason: `${matrix.name} is not Gaussian` };
  }
  return undefined;
}

/** Of no candidates the first sampler is named, whose plan then says why it cannot be. */
export function chooseSampler({ of, only }: Candidates): SamplerChoice {
  if (only !== undefined) return only;
  const [first, second] = [...of].sort((a, b) => a.standard - b.standard);
  if (first === undefined) return { sampler: "conditioned", reason: "every matrix is Gaussian" };
  if (second === undefined) {
    return { sampler: first.plan.sampler, reason: "the only one whose trial fits into the memory" };
  }
  if (first.measured !== undefined && second.measured !== undefined && first.measured > CLEARLY * second.measured) {
    return { sampler: second.plan.sampler, reason: faster(first, first.measured / second.measured, "measured here") };
  }
  return { sampler: first.plan.sampler, reason: faster(second, second.standard / first.standard, "by estimate") };
}

function faster(slower: Candidate, ratio: number, how: string): string {
  const digits = ratio < 10 ? 2 : 1;
  const times = ratio < 1.05 ? "as fast as" : `${Number(ratio.toPrecision(digits))} times faster than`;
  return `${times} ${slower.plan.sampler}, ${how}`;
}
