/** The limit of a program beside its simulation, and whether they agree. */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import type { Program } from "./ir/program.ts";
import { findInfiniteVariance } from "./limit/infinite-variance.ts";
import { type FoundLimit, findLimit, type LimitOptions, type Watch } from "./pipeline.ts";
import { type Comparison, compareWithLimit } from "./report/compare.ts";
import type { Simulation } from "./report/simulation.ts";
import { type SimulateOptions, simulate } from "./simulator.ts";

/** Of float64 and float32; the relative ones count what a deep program collects. */
const rounding = {
  cpu: { relative: 1e-9, absolute: 1e-15 },
  webgpu: { relative: 3e-5, absolute: 1e-7 },
} as const;

export interface Compared extends FoundLimit {
  readonly simulation: Simulation;
  readonly comparison: Comparison;
}

/**
 * Limit and simulation, and whether they agree; `alpha` is the chance of a false disagreement. The steps of the
 * derivation are there where they were asked for.
 */
export async function compare(
  program: Program,
  options: LimitOptions & SimulateOptions & { readonly alpha: number },
  enter: Watch,
  details: { readonly steps: boolean } = { steps: false },
): Promise<Outcome<Compared>> {
  const limit = findLimit(program, options, enter, { independent: false, steps: details.steps });
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
