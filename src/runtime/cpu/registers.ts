/** Where each node of a pass keeps the values of the block at hand: in a vector of the trial, or in a register. */
import { invariant } from "../../diagnostics/invariant.ts";
import type { Tape } from "../../ir/tape.ts";

export interface Home {
  readonly values: Float64Array;
  /** 1 for a vector, whose stretch moves with the block; 0 for a register, which holds one block. */
  readonly moves: 0 | 1;
}

/**
 * Homes by node; none for uniform nodes and for the `skipped` ones. Outputs are made in their vectors. A node never
 * shares a register with its operands, so a fold may write its target early.
 */
export function assignHomes(
  tape: Tape,
  reads: readonly Float64Array[],
  results: readonly Float64Array[],
  skipped: ReadonlyMap<number, readonly [number, number]>,
  block: number,
): readonly (Home | undefined)[] {
  const homes: (Home | undefined)[] = tape.nodes.map(() => undefined);
  const lastUse = tape.nodes.map((_, k) => k);
  for (const [k, operands] of tape.operands.entries()) for (const operand of operands) lastUse[operand] = k;
  const sums = tape.roots.slice(results.length).flatMap((root) => skipped.get(root) ?? [root]);
  for (const root of [...sums, ...tape.roots.slice(0, results.length)]) lastUse[root] = tape.nodes.length;

  const resultOf = new Map<number, Float64Array>();
  for (const [r, values] of results.entries()) {
    const root = tape.roots[r];
    if (root !== undefined && !resultOf.has(root)) resultOf.set(root, values);
  }

  const free: Float64Array[] = [];
  const isRegister = new Set<number>();
  for (const [k, node] of tape.nodes.entries()) {
    if (tape.uniform[k] === true || skipped.has(k)) continue;
    const result = resultOf.get(k);
    if (node.op === "coord") {
      const values = reads[node.index];
      invariant(values !== undefined, () => `no vector for coord ${node.index}`);
      homes[k] = { values, moves: 1 };
    } else if (result !== undefined) {
      homes[k] = { values: result, moves: 1 };
    } else {
      homes[k] = { values: free.pop() ?? new Float64Array(block), moves: 0 };
      isRegister.add(k);
    }
    for (const operand of new Set(tape.operands[k])) {
      const home = homes[operand];
      if (lastUse[operand] === k && isRegister.has(operand) && home !== undefined) free.push(home.values);
    }
  }
  return homes;
}
