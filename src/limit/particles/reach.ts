/**
 * Which vectors depend on the products of which side of a matrix. Only sides count whose opposite side is used later,
 * from their first product to the last opposite one; a forward pass costs nothing.
 */
import type { Program } from "../../ir/program.ts";
import type { Link } from "./links.ts";

/** On some way there is no jump; on some way there is one. */
export const REGULAR = 1;
export const JUMP = 2;

export interface Reach {
  /** To be called for every step in order: `links` of its vector, and the side it adds to if it is a product. */
  advance(step: number, links: readonly Link[], side: number | undefined): void;
  /** Bits for the vector of `step` and the products of `side` so far. */
  at(side: number, step: number): number;
}

/** The side of a product's matrix: twice the matrix, plus one for the transpose. */
export function sideOf(instr: { readonly matrix: number; readonly transposed: boolean }): number {
  return 2 * instr.matrix + (instr.transposed ? 1 : 0);
}

export function createReach(program: Program): Reach {
  const until = lastOppositeUse(program);
  const bits = new Map<number, { readonly first: number; readonly at: Uint8Array }>();
  const at = (side: number, step: number): number => {
    const known = bits.get(side);
    return known === undefined || step < known.first ? 0 : (known.at[step - known.first] ?? 0);
  };
  return {
    at,
    advance(step, links, side) {
      const last = side === undefined ? -1 : until[side]!;
      if (side !== undefined && step < last && !bits.has(side)) {
        bits.set(side, { first: step, at: new Uint8Array(last - step) });
      }
      for (const [other, { first, at: own }] of bits) {
        if (step >= until[other]!) bits.delete(other);
        let found = other === side ? REGULAR : 0;
        for (const { from, jump } of links) {
          const before = from < first ? 0 : own[from - first]!;
          if (before !== 0) found |= jump ? JUMP : before;
        }
        own[step - first] = found;
      }
    },
  };
}

/** By side: the last step of a product of the opposite side; -1 if none. */
function lastOppositeUse(program: Program): number[] {
  const last = new Array<number>(2 * program.matrices.length).fill(-1);
  for (const [step, instr] of program.instrs.entries()) {
    if (instr.op === "matmul") last[sideOf(instr) ^ 1] = step;
  }
  return last;
}
