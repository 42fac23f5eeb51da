/** The rules that a plan obeys; engines rely on them without checking. A breach is a fault of the planner. */
import { invariant } from "../diagnostics/invariant.ts";
import { type ExprId, leavesOf } from "../ir/expr.ts";
import { lifetimesOf, readsOf, usesOf, writesOf } from "./lifetimes.ts";
import type { BufferId, ScalarSlot, SimulationPlan, Step } from "./simulation-plan.ts";

/**
 * Throws unless: every buffer and scalar is written once, before it is read; lengths agree; expressions read only what
 * their step names, and all of it; lifetimes within a slot are disjoint; matrices are used as often as they say; random
 * streams belong to one variable each; the conditioned sampler meets Gaussian matrices; the memory adds up.
 */
export function verifyPlan(plan: SimulationPlan): void {
  verifyOrder(plan);
  for (const [s, step] of plan.steps.entries()) verifyStep(plan, step, s);
  verifySlots(plan);
  verifyMatrices(plan);
  verifyStreams(plan);
}

function verifyOrder(plan: SimulationPlan): void {
  const vectors = new Set<BufferId>();
  const scalars = new Set<ScalarSlot>();
  for (const [s, step] of plan.steps.entries()) {
    for (const buffer of readsOf(step))
      invariant(vectors.has(buffer), () => `step ${s} reads buffer ${buffer} too early`);
    if (step.op === "pass" || step.op === "scalar")
      for (const slot of step.scalars) invariant(scalars.has(slot), () => `step ${s} reads scalar ${slot} too early`);
    for (const buffer of writesOf(step)) {
      invariant(plan.buffers[buffer] !== undefined, () => `step ${s} writes buffer ${buffer}, which there is not`);
      invariant(!vectors.has(buffer), () => `step ${s} writes buffer ${buffer} again`);
      vectors.add(buffer);
    }
    for (const slot of scalarWrites(step)) {
      invariant(plan.scalars[slot] !== undefined, () => `step ${s} writes scalar ${slot}, which there is not`);
      invariant(!scalars.has(slot), () => `step ${s} writes scalar ${slot} again`);
      scalars.add(slot);
    }
  }
  invariant(vectors.size === plan.buffers.length, () => "a buffer that no step writes");
  invariant(scalars.size === plan.scalars.length, () => "a scalar that no step writes");
  for (const { name, slot } of plan.outputs) invariant(scalars.has(slot), () => `output ${name} is never made`);
}

function scalarWrites(step: Step): readonly ScalarSlot[] {
  if (step.op === "scalar") return [step.out];
  return step.op === "pass" ? step.reductions.map((reduction) => reduction.slot) : [];
}

function verifyStep(plan: SimulationPlan, step: Step, s: number): void {
  const lengthOf = (buffer: BufferId): number | undefined => plan.buffers[buffer]?.length;
  switch (step.op) {
    case "draw":
      invariant(Number.isFinite(step.mean) && step.deviation > 0, () => `step ${s} draws from no law`);
      return;
    case "scalar":
      verifyLeaves(plan, [step.body], 0, step.scalars.length, s);
      return;
    case "pass": {
      const bodies = [...step.outputs, ...step.reductions].map((result) => result.body);
      invariant(bodies.length > 0, () => `step ${s} makes nothing`);
      verifyLeaves(plan, bodies, step.vectors.length, step.scalars.length, s);
      for (const buffer of [...step.vectors, ...step.outputs.map((output) => output.buffer)])
        invariant(lengthOf(buffer) === step.length, () => `step ${s} meets a vector of length ${lengthOf(buffer)}`);
      return;
    }
    case "matmul": {
      const matrix = plan.matrices[step.matrix];
      invariant(matrix !== undefined, () => `step ${s} multiplies by matrix ${step.matrix}, which there is not`);
      const [into, from] = step.transposed ? [matrix.cols, matrix.rows] : [matrix.rows, matrix.cols];
      const inputs = [...step.inputs, ...step.directions.map((direction) => direction.unit)];
      const outs = [...step.outs, ...step.directions.map((direction) => direction.product)];
      invariant(step.inputs.length > 0 && step.outs.length === step.inputs.length, () => `step ${s} has odd ends`);
      invariant(
        inputs.every((buffer) => lengthOf(buffer) === from),
        () => `an input of step ${s} has a wrong length`,
      );
      invariant(
        outs.every((buffer) => lengthOf(buffer) === into),
        () => `a product of step ${s} has a wrong length`,
      );
      const directions = plan.sampler === "conditioned" ? step.inputs.length : 0;
      invariant(step.directions.length === directions, () => `step ${s} keeps ${step.directions.length} directions`);
      return;
    }
  }
}

/** Coords and params are numbered without gaps. */
function verifyLeaves(
  plan: SimulationPlan,
  bodies: readonly ExprId[],
  coords: number,
  params: number,
  s: number,
): void {
  const leaves = leavesOf(plan.pool, bodies);
  const dense = (list: readonly number[], length: number) =>
    list.length === length && list.every((index, k) => index === k);
  invariant(dense(leaves.coords, coords), () => `step ${s} names ${coords} vectors and reads ${leaves.coords}`);
  invariant(dense(leaves.params, params), () => `step ${s} names ${params} scalars and reads ${leaves.params}`);
}

function verifySlots(plan: SimulationPlan): void {
  const lifetimes = lifetimesOf(plan.steps);
  const bySlot = new Map<number, BufferId[]>();
  for (const [k, { slot }] of plan.buffers.entries()) {
    const members = bySlot.get(slot) ?? [];
    members.push(k as BufferId);
    bySlot.set(slot, members);
  }
  let bytes = 0;
  for (const [slot, members] of bySlot) {
    const length = plan.buffers[members[0] ?? 0]?.length ?? 0;
    bytes += 8 * length;
    let end = -1;
    for (const buffer of members.toSorted((a, b) => (lifetimes.get(a)?.first ?? 0) - (lifetimes.get(b)?.first ?? 0))) {
      const life = lifetimes.get(buffer);
      invariant(plan.buffers[buffer]?.length === length, () => `slot ${slot} has vectors of two lengths`);
      invariant(life !== undefined && life.first > end, () => `slot ${slot} is written while it is needed`);
      end = life.last;
    }
  }
  const slots = Math.max(0, ...bySlot.keys()) + 1;
  invariant(bySlot.size === slots || plan.buffers.length === 0, () => "slots are not numbered without gaps");
  invariant(plan.memory.trial === bytes, () => `a trial needs ${bytes} bytes, not ${plan.memory.trial}`);
  invariant(plan.memory.trial <= plan.memory.bound, () => "a trial needs more memory than it may");
}

function verifyMatrices(plan: SimulationPlan): void {
  const found = usesOf(plan.matrices.length, plan.steps);
  for (const [m, { label, uses, scale, stream }] of plan.matrices.entries()) {
    const { plain, transposed } = found[m] ?? { plain: 0, transposed: 0 };
    invariant(uses.plain === plain && uses.transposed === transposed, () => `${label} is not used as often as it says`);
    invariant(plain + transposed > 0, () => `${label} is never used`);
    invariant(scale >= 0 && Number.isFinite(scale), () => `${label} has the scale ${scale}`);
    invariant(plan.sampler === "explicit" || stream.shape.kind === "normal", () => `${label} cannot be conditioned`);
  }
}

function verifyStreams(plan: SimulationPlan): void {
  const draws = plan.steps.flatMap((step) => (step.op === "draw" ? [step.stream.variable] : []));
  const matrices = plan.matrices.flatMap(({ stream, noise }) => [stream.variable, noise.plain, noise.transposed]);
  const all = [...draws, ...matrices];
  invariant(new Set(all).size === all.length, () => "two variables share a random stream");
}
