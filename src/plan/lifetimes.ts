/** From which step to which step each buffer holds something that is needed, and how often matrices are used. */
import { unreachable } from "../diagnostics/invariant.ts";
import type { BufferId, PlannedMatrix, Step } from "./simulation-plan.ts";

export interface Lifetime {
  /** The step that writes the buffer. */
  readonly first: number;
  /** The last step that reads it, or `first`. */
  readonly last: number;
}

/** What a step reads, apart from the directions of earlier products. */
export function readsOf(step: Step): readonly BufferId[] {
  switch (step.op) {
    case "draw":
    case "scalar":
      return [];
    case "matmul":
      return step.inputs;
    case "pass":
      return step.vectors;
    default:
      return unreachable(step);
  }
}

export function writesOf(step: Step): readonly BufferId[] {
  switch (step.op) {
    case "scalar":
      return [];
    case "draw":
      return [step.out];
    case "matmul":
      return [...step.outs, ...directionsOf(step)];
    case "pass":
      return step.outputs.map((output) => output.buffer);
    default:
      return unreachable(step);
  }
}

/** Lifetimes of all buffers that some step writes. A direction lives until the last product with its matrix. */
export function lifetimesOf(steps: readonly Step[]): ReadonlyMap<BufferId, Lifetime> {
  const first = new Map<BufferId, number>();
  const last = new Map<BufferId, number>();
  const lastProduct = new Map<number, number>();
  for (const [s, step] of steps.entries()) {
    for (const buffer of writesOf(step)) first.set(buffer, first.get(buffer) ?? s);
    for (const buffer of readsOf(step)) last.set(buffer, s);
    if (step.op === "matmul") lastProduct.set(step.matrix, s);
  }
  for (const step of steps) {
    if (step.op !== "matmul") continue;
    for (const buffer of directionsOf(step)) last.set(buffer, lastProduct.get(step.matrix) ?? 0);
  }
  return new Map([...first].map(([buffer, start]) => [buffer, { first: start, last: last.get(buffer) ?? start }]));
}

/** Of each of `matrices` matrices the number of products with it and with its transpose. */
export function usesOf(matrices: number, steps: readonly Step[]): readonly PlannedMatrix["uses"][] {
  const uses = Array.from({ length: matrices }, () => ({ plain: 0, transposed: 0 }));
  for (const step of steps) {
    const own = step.op === "matmul" ? uses[step.matrix] : undefined;
    if (step.op !== "matmul" || own === undefined) continue;
    own[step.transposed ? "transposed" : "plain"] += step.inputs.length;
  }
  return uses;
}

function directionsOf(step: Step & { readonly op: "matmul" }): readonly BufferId[] {
  return step.directions.flatMap((direction) => [direction.unit, direction.product]);
}
