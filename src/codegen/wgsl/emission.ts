/** What is collected while the steps of a plan are turned into calls of kernels. */
import { invariant } from "../../diagnostics/invariant.ts";
import type { Place } from "../../diagnostics/source.ts";
import type { BufferId, PlannedBuffer, ScalarSlot, SimulationPlan } from "../../plan/simulation-plan.ts";
import { createKernelTable, type KernelTable } from "./kernel-table.ts";
import { type Layout, layOut } from "./layout.ts";
import { padded } from "./padding.ts";

export interface Target {
  /** Invocations that keep the device busy: products with fewer are cut into stretches. 0 if one core is enough. */
  readonly invocations: number;
  /** Whether shaders may use subgroups, of at least eight lanes each. */
  readonly subgroups: boolean;
}

/** One kernel at work, on every trial of the batch. */
export interface Call {
  readonly kernel: number;
  readonly items: number;
  /** The words after the header. */
  readonly words: readonly number[];
  /** Time of one item, in units of drawing and using one matrix entry. */
  readonly cost: number;
  readonly place: Place;
}

export interface Emission {
  readonly plan: SimulationPlan;
  readonly target: Target;
  readonly layout: Layout;
  readonly table: KernelTable;
  readonly calls: Call[];
  /** Claims numbers of a trial until the next step; returns where they begin. */
  claim(size: number): number;
  /** Where a vector is: where the layout has it, unless it was moved. */
  vectorAt(id: BufferId): number;
  /** The vectors that were asked for where the layout has them. */
  readonly placed: ReadonlySet<BufferId>;
  /** From now on the vector is elsewhere. */
  moveVector(id: BufferId, at: number): void;
  /** Claims scalars of a trial for good; returns the first. None may be claimed until the next step. */
  keepScalars(count: number): number;
  /** Claims scalars of a trial until the next step; returns the first. */
  claimScalars(count: number): number;
  /** Ends the claims of a step. */
  release(): void;
  /** Numbers of a trial, the largest claims included. */
  readonly stride: number;
  /** Scalars of a trial, the largest claims included. */
  readonly scalars: number;
}

/** With a place for every vector of the plan, or only for `wanted`. */
export function createEmission(plan: SimulationPlan, target: Target, wanted?: ReadonlySet<BufferId>): Emission {
  const layout = layOut(plan, wanted);
  const placed = new Set<BufferId>();
  const moved = new Map<BufferId, number>();
  let end = layout.size;
  let stride = Math.max(layout.size, 8);
  let keptScalars = layout.scalars;
  let scalarEnd = layout.scalars;
  let scalars = layout.scalars;
  return {
    plan,
    target,
    layout,
    table: createKernelTable(),
    calls: [],
    claim(size) {
      const start = end;
      end += padded(size);
      stride = Math.max(stride, end);
      return start;
    },
    vectorAt(id) {
      const elsewhere = moved.get(id);
      if (elsewhere !== undefined) return elsewhere;
      placed.add(id);
      return layout.vectorAt(id);
    },
    placed,
    moveVector: (id, at) => void moved.set(id, at),
    keepScalars(count) {
      invariant(scalarEnd === keptScalars, () => "scalars are claimed until the next step");
      const start = keptScalars;
      keptScalars += count;
      scalarEnd = keptScalars;
      scalars = Math.max(scalars, scalarEnd);
      return start;
    },
    claimScalars(count) {
      const start = scalarEnd;
      scalarEnd += count;
      scalars = Math.max(scalars, scalarEnd);
      return start;
    },
    release() {
      end = layout.size;
      scalarEnd = keptScalars;
    },
    get stride() {
      return stride;
    },
    get scalars() {
      return scalars;
    },
  };
}

export function bufferOf(plan: SimulationPlan, id: BufferId): PlannedBuffer {
  const buffer = plan.buffers[id];
  invariant(buffer !== undefined, () => `no buffer ${id}`);
  return buffer;
}

export function scalarLabel(plan: SimulationPlan, slot: ScalarSlot): string {
  return plan.scalars[slot]?.label ?? `scalar ${slot}`;
}
