/**
 * Where a program runs, and which sampler draws its matrices at each width: `auto` takes what costs least by the
 * estimate of plan/cost.ts, with the costs that were measured on this machine where there are any.
 */
import { type Clock, measureCosts } from "./calibration.ts";
import { andThen, type Diagnostic, diagnostic, type Outcome, success } from "./diagnostics/diagnostic.ts";
import type { Program } from "./ir/program.ts";
import { candidatesFor, type Planned, type PlanningOptions, plan, type Watch } from "./pipeline.ts";
import { type EngineCosts, trialSeconds } from "./plan/cost.ts";
import { standardCosts } from "./plan/standard-costs.ts";
import type { Engine } from "./runtime/engine.ts";
import type { PrecisionChoice } from "./runtime/precision.ts";

export interface PlacementOptions extends PlanningOptions {
  /** Ascending. */
  readonly widths: readonly number[];
  /** Threads of the CPU engine; `undefined` for all cores. */
  readonly threads: number | undefined;
  /** Of the CPU engine. */
  readonly precision: PrecisionChoice;
  /** What is known of this machine; without it the standard costs decide. */
  readonly machine?: Machine | undefined;
}

/** What is known of a machine, and keeps what is measured. */
export interface Machine {
  readonly threads: number;
  /** False where looking for a graphics device would be in vain. */
  readonly mayHaveGraphics: boolean;
  /** Seconds of the processor that this program has taken; `undefined` where nothing is to be measured. */
  readonly clock: Clock | undefined;
  /** The costs of an engine that were measured before. */
  known(engine: string): EngineCosts | undefined;
  keep(engine: string, costs: EngineCosts): Promise<void>;
}

export interface Placement {
  readonly engine: Engine;
  /** One per width. */
  readonly plans: readonly Planned[];
  /** Measured on this machine, where they were. */
  readonly costs: EngineCosts | undefined;
  /** Why this engine, as a clause. */
  readonly reason: string;
}

/** A run of this many trials is what measuring, or opening a device, has to pay for. */
const USUAL_TRIALS = 200;
const MEASURING_PAYS_SECONDS = 5;
const OPENING_PAYS_SECONDS = 2;

/** Plans `program` at each width, so that what cannot fit is refused before anything runs, and opens an engine. */
export async function place(program: Program, options: PlacementOptions, enter: Watch): Promise<Outcome<Placement>> {
  if (options.device === "webgpu") {
    const placed = await placeOnWebGpu(program, options, "accept", enter);
    const notes = options.precision === "double" ? notInDouble(program) : [];
    return andThen(placed, (placement) => success(placement, notes));
  }
  const costs = await processorCosts(program, options, enter);
  const plans = planAll(program, { ...options, device: "cpu", costs }, enter);
  if (!plans.ok) return plans;
  const threads = options.threads ?? options.machine?.threads ?? 1;
  const here = seconds(plans.value, costs ?? standardCosts.cpu) / threads;
  const open = (reason: string, notes: readonly Diagnostic[]) =>
    openProcessor(plans.value, options, { costs, reason, notes }, enter);
  if (options.device === "cpu") return open("as asked for", []);
  if (options.precision === "double") return open("only there is float64 to be had", []);
  if (USUAL_TRIALS * here < OPENING_PAYS_SECONDS) {
    return open(`${USUAL_TRIALS} trials take less time there than a graphics device takes to start`, []);
  }
  const none = "no graphics device is to be had";
  if (options.machine?.mayHaveGraphics === false) return open(none, []);
  const graphics = await placeOnWebGpu(program, options, "refuse", enter);
  if (!graphics.ok) return open(none, notOnWebGpu(graphics.diagnostics));
  const there = seconds(graphics.value.plans, graphics.value.costs ?? standardCosts.webgpu);
  const ratio = (x: number) => `${Number(x.toPrecision(2))} times faster, by estimate`;
  if (there < here) return success({ ...graphics.value, reason: ratio(here / there) }, graphics.diagnostics);
  await graphics.value.engine.close();
  return open(ratio(there / here), []);
}

function planAll(program: Program, options: PlacementOptions, enter: Watch): Outcome<readonly Planned[]> {
  const plans: Planned[] = [];
  for (const width of options.widths) {
    const planned = plan(program, width, options, enter);
    if (!planned.ok) return planned;
    plans.push(planned.value);
  }
  return success(plans);
}

/** Of one trial at each width. */
function seconds(plans: readonly Planned[], costs: EngineCosts): number {
  return plans.reduce((sum, planned) => sum + trialSeconds(planned.plan, costs), 0);
}

async function openProcessor(
  plans: readonly Planned[],
  { threads, precision }: PlacementOptions,
  { costs, reason, notes }: Pick<Placement, "costs" | "reason"> & { readonly notes: readonly Diagnostic[] },
  enter: Watch,
): Promise<Outcome<Placement>> {
  enter("open engine");
  // Loaded only by those who simulate: engines are the largest part of the house.
  const { openProcessorEngine } = await import("./runtime/open.ts");
  const samplers = plans.map((planned) => planned.choice.sampler);
  const opened = await openProcessorEngine({ threads, precision, samplers });
  if (!opened.ok) return opened;
  return success({ engine: opened.value, plans, costs, reason }, [...notes, ...opened.diagnostics]);
}

async function placeOnWebGpu(
  program: Program,
  options: PlacementOptions,
  software: "accept" | "refuse",
  enter: Watch,
): Promise<Outcome<Placement>> {
  const first = planAll(program, { ...options, device: "webgpu" }, enter);
  if (!first.ok) return first;
  enter("open engine");
  const { isSoftware, openWebGpu } = await import("./runtime/open.ts");
  const opened = await openWebGpu(software);
  if (!opened.ok) return opened;
  const engine = opened.value;
  // An adapter that computes on the processor takes seconds to compile what would be measured.
  const costs = isSoftware(engine) ? undefined : await graphicsCosts(program, options, first.value, engine);
  const plans = costs === undefined ? first : planAll(program, { ...options, device: "webgpu", costs }, enter);
  if (!plans.ok) return plans;
  return success({ engine, plans: plans.value, costs, reason: "as asked for" }, opened.diagnostics);
}

/** What was measured of the processor; measured now where there is a choice and a usual run is long enough. */
export async function processorCosts(
  program: Program,
  { machine, precision, ...options }: PlacementOptions,
  enter: Watch,
): Promise<EngineCosts | undefined> {
  const key = `cpu ${precision}`;
  const known = machine?.known(key);
  if (known !== undefined || machine?.clock === undefined) return known;
  const plans = planAll(program, { ...options, precision, device: "cpu" }, enter);
  const isLong = plans.ok && USUAL_TRIALS * seconds(plans.value, standardCosts.cpu) > MEASURING_PAYS_SECONDS;
  return isLong && hasChoice(program, { ...options, precision, device: "cpu" })
    ? measureProcessor(machine, precision)
    : undefined;
}

/** Measures the processor on one thread, and keeps what was found. */
export async function measureProcessor(machine: Machine, precision: PrecisionChoice): Promise<EngineCosts | undefined> {
  const { clock } = machine;
  if (clock === undefined) return undefined;
  const { openProcessorEngine } = await import("./runtime/open.ts");
  const opened = await openProcessorEngine({ threads: 1, precision, samplers: ["explicit", "conditioned"] });
  if (!opened.ok) return undefined;
  const costs = await measureCosts(opened.value, standardCosts.cpu, clock);
  await opened.value.close();
  await machine.keep(`cpu ${precision}`, costs);
  return costs;
}

async function graphicsCosts(
  program: Program,
  { machine, ...options }: PlacementOptions,
  plans: readonly Planned[],
  engine: Engine,
): Promise<EngineCosts | undefined> {
  const key = engine.description;
  const known = machine?.known(key);
  if (known !== undefined || machine?.clock === undefined) return known;
  const isLong = USUAL_TRIALS * seconds(plans, standardCosts.webgpu) > MEASURING_PAYS_SECONDS;
  if (!isLong || !hasChoice(program, { ...options, device: "webgpu" })) return undefined;
  const costs = await measureCosts(engine, standardCosts.webgpu, () => performance.now() / 1000);
  await machine.keep(key, costs);
  return costs;
}

/** Whether more than one sampler would do at some width. */
function hasChoice(program: Program, options: PlacementOptions): boolean {
  const { sampler, widths } = options;
  return sampler === "auto" && widths.some((width) => candidatesFor(program, width, options).of.length > 1);
}

function notInDouble({ outputs }: Program): readonly Diagnostic[] {
  const [first] = outputs;
  if (first === undefined) return [];
  const where = { source: first.place.source, span: { start: 0, end: 0 } };
  const hint = "take `--device cpu` for float64";
  return [diagnostic("TP410", where, "not in double precision: WebGPU computes in float32", hint)];
}

function notOnWebGpu(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.map(({ place: where, message }) => diagnostic("TP409", where, `not on WebGPU: ${message}`));
}
