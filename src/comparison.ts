/**
 * The limit of a program beside its simulation, and whether they agree. Trials are added in looks (report/sequence.ts)
 * until they do or do not, or the budget is spent.
 */
import { type Diagnostic, diagnostic, failure, type Outcome, success } from "./diagnostics/diagnostic.ts";
import { unreachable } from "./diagnostics/invariant.ts";
import { lazily } from "./diagnostics/lazily.ts";
import type { Program } from "./ir/program.ts";
import { findInfiniteVariance } from "./limit/infinite-variance.ts";
import { type LookOptions, lookUntilDecided } from "./looks.ts";
import { type FoundLimit, findLimit, findTheorems, type LimitOptions, type Watch } from "./pipeline.ts";
import type { Comparison } from "./report/compare.ts";
import type { Sequence } from "./report/sequence.ts";
import type { Simulation } from "./report/simulation.ts";
import { explainTrials, openSimulator, type SimulatorOptions } from "./simulator.ts";
import type { TheoremReport } from "./theorems/theorem-report.ts";

export type CompareProgramOptions = LimitOptions & SimulatorOptions & Omit<LookOptions, "infiniteVariance">;

export interface Compared extends FoundLimit {
  /** All trials of all looks. */
  readonly simulation: Simulation;
  /** At the last look. */
  readonly comparison: Comparison;
  readonly sequence: Sequence;
  /** Which theorems cover the program, found when it is first read. */
  readonly theorems: TheoremReport;
}

/** Limit and simulation, and whether they agree. The steps of the derivation are there where they were asked for. */
export async function compare(
  program: Program,
  options: CompareProgramOptions,
  enter: Watch,
  details: { readonly steps: boolean } = { steps: false },
): Promise<Outcome<Compared>> {
  const limit = findLimit(program, options, enter, { independent: false, steps: details.steps });
  // Outputs without a limit cannot be compared, and simulating them takes long.
  if (!limit.ok || limit.diagnostics.some(({ severity }) => severity === "error")) return failure(limit.diagnostics);
  const opened = await openSimulator(program, options, enter);
  if (!opened.ok) return failure([...limit.diagnostics, ...opened.diagnostics]);
  const simulator = opened.value;
  const limits = limit.value.numbers.map(({ name, estimate }) => ({
    name,
    value: estimate?.value ?? Number.NaN,
    error: estimate?.error ?? Number.POSITIVE_INFINITY,
  }));
  try {
    const infiniteVariance = (name: string) => {
      const cause = findInfiniteVariance(program, name);
      return cause && `the second moment behind ${cause.of} is infinite (${cause.reason})`;
    };
    const looked = await lookUntilDecided(simulator, limits, { ...options, infiniteVariance }, enter);
    const before = [...limit.diagnostics, ...opened.diagnostics, ...looked.diagnostics];
    if (!looked.ok) return failure(before);
    const { runs, comparison, sequence } = looked.value;
    const { engine, device } = simulator;
    const partial = sequence.ending === "interrupted" || sequence.ending === "failed";
    const simulation: Simulation = { program: program.name, seed: options.seed, engine, device, runs, partial };
    const faults = await explainTrials(program, simulation, simulator);
    const diagnostics = [...before, ...faults, ...heavyTails(program, comparison)];
    const { numbers, expectations } = limit.value;
    const theorems = lazily(() => findTheorems(program));
    return success(
      {
        numbers,
        get report() {
          return limit.value.report;
        },
        get steps() {
          return limit.value.steps;
        },
        expectations,
        simulation,
        comparison,
        sequence,
        get theorems() {
          return theorems();
        },
      },
      diagnostics,
    );
  } finally {
    await simulator.close();
  }
}

function heavyTails(program: Program, { outputs }: Comparison): readonly Diagnostic[] {
  return outputs.flatMap(({ name, heavyTail }) => {
    const place = program.outputs.find((output) => output.name === name)?.place;
    if (heavyTail === undefined || place === undefined) return [];
    switch (heavyTail.kind) {
      case "known": {
        const hint = "bound the function, or take a law with lighter tails";
        return [diagnostic("TP421", place, `${name} cannot be compared: ${heavyTail.text}`, hint)];
      }
      case "seen": {
        const hint = "take more trials, bound the function, or take a law with lighter tails";
        return [diagnostic("TP421", place, `${name} cannot be compared: ${heavyTail.text}`, hint)];
      }
      case "finite":
        return [diagnostic("TP422", place, `${name} has heavy tails: ${heavyTail.text}`, "more trials tell more")];
      default:
        return unreachable(heavyTail.kind);
    }
  });
}
