/** How many trials go together: as many as the memory, the grid and a bound on the length of a batch allow. */
import { emitShaders, type ShaderProgram } from "../../codegen/wgsl/emit-shaders.ts";
import { type Diagnostic, diagnostic } from "../../diagnostics/diagnostic.ts";
import { bytesText } from "../../plan/bytes-text.ts";
import type { SimulationPlan } from "../../plan/simulation-plan.ts";
import type { DeviceLimits, OpenDevice } from "./device.ts";

/**
 * Cost of the costliest call of a batch, in the units of `Call.cost`: on a processor about half a second, so that
 * progress is seen and little is lost at an abort; on a GPU enough to fill it.
 */
const COST = { software: 2 ** 28, hardware: 2 ** 32 };

/**
 * On a processor the memory of a batch should stay in the caches, in bytes, unless its work were then less than this
 * cost: some milliseconds, against the tenths that its calls take anyhow.
 */
const SOFTWARE = { memory: 2 ** 25, cost: 2 ** 23 } as const;

/** Invocations that keep a large GPU busy; a processor is busy with any. */
const INVOCATIONS = { software: 0, hardware: 2 ** 17 };

/** What shaders and batches depend on. */
export type Capability = Pick<OpenDevice, "software" | "subgroups">;

function kindOf({ software }: Capability): "software" | "hardware" {
  return software ? "software" : "hardware";
}

/** The program of a plan, the same for any number of trials: how trials are batched changes no bit of their numbers. */
export function programFor(plan: SimulationPlan, capability: Capability): ShaderProgram {
  return emitShaders(plan, { invocations: INVOCATIONS[kindOf(capability)], subgroups: capability.subgroups });
}

/** The same without products that are cut, for the least memory. */
export function wholeProgram(plan: SimulationPlan, capability: Capability): ShaderProgram {
  return programFor(plan, { ...capability, software: true });
}

/** Bytes of one trial in each of the two buffers. */
export function trialBytes(program: ShaderProgram): { readonly memory: number; readonly scalars: number } {
  return { memory: 4 * program.stride, scalars: 4 * Math.max(1, program.scalars) };
}

/**
 * The number of trials of a batch, at least 1 and at most `wanted`. The plan must fit (see `tooLarge`); where the scratch
 * memory of products that are cut into stretches does not, they are not cut.
 */
export function batchSize(
  plan: SimulationPlan,
  wanted: number,
  limits: DeviceLimits,
  capability: Capability,
): { readonly trials: number; readonly program: ShaderProgram } {
  const cut = programFor(plan, capability);
  const program = mostTrials(plan, cut, limits) >= 1 ? cut : wholeProgram(plan, capability);
  const shortest = Math.min(...program.kernels.map(({ shape }) => shape[1]));
  const costliest = Math.max(...program.calls.map(({ items, cost }) => items * cost));
  const most = Math.min(
    wanted,
    mostTrials(plan, program, limits),
    limits.workgroups * shortest,
    Math.floor(COST[kindOf(capability)] / costliest),
    capability.software ? quickest(program) : wanted,
  );
  return { trials: Math.max(1, most), program };
}

/** In the units of `Call.cost`. */
export function trialCost(program: ShaderProgram): number {
  return program.calls.reduce((sum, call) => sum + call.items * call.cost, 0);
}

function quickest(program: ShaderProgram): number {
  const { memory } = trialBytes(program);
  return Math.max(Math.floor(SOFTWARE.memory / memory), Math.ceil(SOFTWARE.cost / trialCost(program)));
}

/** The trials that fit the memory of the device and the bound of the plan. */
function mostTrials(plan: SimulationPlan, program: ShaderProgram, limits: DeviceLimits): number {
  const { memory, scalars } = trialBytes(program);
  const bindable = Math.min(limits.binding, limits.buffer);
  return Math.min(
    Math.floor(bindable / memory),
    Math.floor(bindable / scalars),
    Math.floor(plan.memory.bound / (memory + scalars)),
    // Numbers are addressed by words of 32 bits.
    Math.floor((2 ** 32 - 1) / program.stride),
  );
}

/** The refusal of a plan of which not even one trial fits, or undefined. */
export function tooLarge(plan: SimulationPlan, program: ShaderProgram, limits: DeviceLimits): Diagnostic | undefined {
  if (mostTrials(plan, program, limits) >= 1) return undefined;
  const { memory, scalars } = trialBytes(program);
  const bound = Math.min(limits.binding, limits.buffer, plan.memory.bound);
  const place = program.calls.reduce((worst, call) => (call.cost > worst.cost ? call : worst)).place;
  const [width = 1] = plan.widths;
  const largest = Math.floor((width * bound) / (memory + scalars));
  return diagnostic(
    "TP411",
    place,
    `one trial at width ${width} takes ${bytesText(memory + scalars)}, and the WebGPU device offers ${bytesText(bound)} at once`,
    largest >= 1 ? `the largest width that fits is about ${largest}; or take \`--device cpu\`` : "take `--device cpu`",
  );
}
