/** What a simulation would do and why, without running a trial: plans, what they cost, and what was chosen. */
import { type Outcome, success } from "./diagnostics/diagnostic.ts";
import type { Program } from "./ir/program.ts";
import { candidatesFor, type Watch } from "./pipeline.ts";
import { measureProcessor, type PlacementOptions, place } from "./placement.ts";
import { countWork, type EngineCosts, trialSeconds } from "./plan/cost.ts";
import { printPlan } from "./plan/print.ts";
import type { SimulationPlan } from "./plan/simulation-plan.ts";
import { standardCosts } from "./plan/standard-costs.ts";
import type { Explanation, TrialEstimate } from "./report/explanation.ts";

const devices = ["cpu", "webgpu"] as const;

/** Measures the processor first, where `machine` does not know its costs. */
export async function explain(
  program: Program,
  options: PlacementOptions,
  enter: Watch,
): Promise<Outcome<Explanation>> {
  const { machine, precision } = options;
  if (machine !== undefined && machine.known(`cpu ${precision}`) === undefined) {
    enter("open engine");
    await measureProcessor(machine, precision);
  }
  const placed = await place(program, options, enter);
  if (!placed.ok) return placed;
  const { engine, plans, costs, reason } = placed.value;
  await engine.close();
  const measured = {
    cpu: machine?.known(`cpu ${precision}`),
    webgpu: engine.name === "webgpu" ? costs : undefined,
  };
  return success(
    {
      program: program.name,
      engine: engine.name,
      device: engine.description,
      reason,
      widths: plans.map(({ plan, choice }) => ({
        width: plan.widths[0] ?? 0,
        sampler: choice.sampler,
        reason: choice.reason,
        plan: printPlan(plan),
        estimates: devices.flatMap((device) =>
          candidatesFor(program, plan.widths[0] ?? 0, { ...options, device, costs: undefined }).of.map((candidate) =>
            estimateOf(candidate.plan, device, measured[device]),
          ),
        ),
      })),
      costs: { standard: standardCosts, measured },
    },
    placed.diagnostics,
  );
}

function estimateOf(
  plan: SimulationPlan,
  device: (typeof devices)[number],
  measured: EngineCosts | undefined,
): TrialEstimate {
  const costs = measured ?? standardCosts[device];
  const { seconds: _, ...ways } = costs[plan.sampler];
  return {
    sampler: plan.sampler,
    device,
    seconds: trialSeconds(plan, costs),
    isMeasured: measured !== undefined,
    counts: countWork(plan, ways),
  };
}
