/**
 * What each buffer of a plan is at a point of the emission, and the sweep that is being collected: a pass waits for the
 * sums that the products after it ask of its vectors, so that they cost no sweep of their own.
 */
import { invariant } from "../../../diagnostics/invariant.ts";
import type { Place } from "../../../diagnostics/source.ts";
import { lifetimesOf } from "../../../plan/lifetimes.ts";
import type { BufferId } from "../../../plan/simulation-plan.ts";
import { bufferOf, type Emission } from "../emission.ts";
import { SQUARE_ROWS } from "./basis-kernels.ts";
import { emitSweep } from "./emit-sweep.ts";
import { createSweep, type Sweep, type SweepPass, type SweepSum, type SweepValue } from "./sweep.ts";
import type { VectorNode } from "./vectors.ts";

interface OpenSweep {
  readonly sweep: Sweep;
  /** The buffers of the outputs of its pass, and where those are kept that do not go to their own place. */
  readonly outputs: readonly BufferId[];
  readonly moved: Map<number, number>;
  /** The scalars that are asked for so far. */
  readonly sums: { first: number; count: number };
}

export interface KnownVectors {
  /** What a buffer is known as; it must not be an output of the open pass. */
  nodeOf(buffer: BufferId): VectorNode;
  know(buffer: BufferId, node: VectorNode): void;
  /** What a buffer is to the sweep that is open. */
  valueOf(buffer: BufferId): SweepValue;
  /** Opens a sweep with a pass. No sweep may be open. */
  openPass(length: number, place: Place, pass: SweepPass, outputs: readonly BufferId[]): void;
  /** Makes sure that the open sweep is over vectors of this length, closing another one before step `step`. */
  openFor(length: number, place: Place, step: number): void;
  /** Asks the open sweep for sums, one after the other; returns the scalar of the first. */
  sums(wanted: readonly SweepSum[]): number;
  /** Has the open sweep keep a value at a place that lasts as long as needed; returns the vector there. */
  keepAt(value: SweepValue, at: number, label: string): VectorNode;
  /** Emits the open sweep. What steps after `step` do not read is not stored. */
  close(step: number): void;
  /** Emits what makes a buffer a vector in memory; returns where it is. No sweep may be open. */
  store(buffer: BufferId, place: Place): number;
}

export function createKnownVectors(emission: Emission): KnownVectors {
  const { plan } = emission;
  const lifetimes = lifetimesOf(plan.steps);
  const nodes = new Map<BufferId, VectorNode>();
  let open: OpenSweep | undefined;

  const begin = (sweep: Sweep, outputs: readonly BufferId[]): void => {
    invariant(open === undefined, () => "a sweep is open already");
    open = { sweep, outputs, moved: new Map(), sums: { first: 0, count: 0 } };
  };
  const opened = (): OpenSweep => {
    invariant(open !== undefined, () => "no sweep is open");
    return open;
  };
  const nodeOf = (buffer: BufferId): VectorNode => {
    const node = nodes.get(buffer);
    invariant(node !== undefined, () => `nothing is known of ${bufferOf(plan, buffer).label}`);
    return node;
  };
  const storedAt = (buffer: BufferId, at: number): VectorNode => {
    const node = { kind: "stored", label: bufferOf(plan, buffer).label, at } as const;
    emission.moveVector(buffer, at);
    nodes.set(buffer, node);
    return node;
  };
  const close = (step: number): void => {
    if (open === undefined) return;
    const { sweep, outputs, moved, sums } = open;
    open = undefined;
    for (const [output, buffer] of outputs.entries()) {
      const isRead = (lifetimes.get(buffer)?.last ?? -1) > step;
      const at = moved.get(output) ?? (isRead ? emission.vectorAt(buffer) : undefined);
      if (at === undefined) continue;
      sweep.stores.push({ value: { kind: "output", output }, at });
      storedAt(buffer, at);
    }
    if (sweep.stores.length + sweep.sums.length + (sweep.pass?.averages.length ?? 0) === 0) return;
    emitSweep(emission, sweep, sums.first);
  };

  return {
    nodeOf,
    know: (buffer, node) => void nodes.set(buffer, node),
    valueOf(buffer) {
      const output = open?.outputs.indexOf(buffer) ?? -1;
      return output >= 0 ? { kind: "output", output } : nodeOf(buffer);
    },
    openPass: (length, place, pass, outputs) => begin(createSweep(length, place, pass), outputs),
    openFor(length, place, step) {
      if (open?.sweep.length === length) return;
      close(step - 1);
      begin(createSweep(length, place, undefined), []);
    },
    sums(wanted) {
      const { sweep, sums } = opened();
      const rows = wanted.map(({ kind }) => (kind === "squares" ? SQUARE_ROWS : 1)).reduce((a, b) => a + b, 0);
      const first = emission.keepScalars(rows);
      if (sums.count === 0) sums.first = first;
      invariant(first === sums.first + sums.count, () => "sums of a sweep are not in a row");
      sums.count += rows;
      sweep.sums.push(...wanted);
      return first;
    },
    keepAt(value, at, label) {
      const { sweep, outputs, moved } = opened();
      if (value.kind !== "output") {
        sweep.stores.push({ value, at });
        return { kind: "stored", label, at };
      }
      const buffer = outputs[value.output];
      invariant(buffer !== undefined, () => `no output ${value.output}`);
      moved.set(value.output, at);
      return storedAt(buffer, at);
    },
    close,
    store(buffer, place) {
      const node = nodeOf(buffer);
      if (node.kind === "stored") return node.at;
      const at = emission.vectorAt(buffer);
      const sweep = createSweep(bufferOf(plan, buffer).length, place, undefined);
      sweep.stores.push({ value: node, at });
      emitSweep(emission, sweep, 0);
      storedAt(buffer, at);
      return at;
    },
  };
}
