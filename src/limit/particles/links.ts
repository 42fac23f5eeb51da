/**
 * How vectors depend on vectors: for every instruction, which earlier vectors its vector reads, whether through a
 * jump, and with which derivative. A step is the position of an instruction in the program; a vector is known by the
 * step that defines it. Scalars are constants of the limit and no link.
 */
import { gradient } from "../../ir/differentiate.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { outputsOf, type Program, type ValueId } from "../../ir/program.ts";
import { dependsThroughJump } from "../jumps.ts";

export interface Link {
  /** The step that defines the vector that is read. */
  readonly from: number;
  /** Discontinuous in that vector: its derivative is not the derivative of an expectation. */
  readonly jump: boolean;
}

/** A Nonlin's dependence on its i-th vector. */
export interface Argument {
  readonly index: number;
  readonly jump: boolean;
  /** The pointwise derivative of the body; undefined where it is 0. */
  readonly slope: ExprId | undefined;
}

/** The arguments on which a body depends with a derivative that is not identically zero, or through a jump. */
export function argumentsOf(pool: ExprPool, body: ExprId): Argument[] {
  const slopes = gradient(pool, body).coords;
  return leavesOf(pool, [body]).coords.flatMap((index) => {
    const jump = dependsThroughJump(pool, body, new Set([index]));
    const slope = slopes.get(index);
    return slope === undefined && !jump ? [] : [{ index, jump, slope }];
  });
}

/** The step that defines each value. */
export function definingSteps(program: Program): ReadonlyMap<ValueId, number> {
  const steps = new Map<ValueId, number>();
  for (const [step, instr] of program.instrs.entries()) {
    for (const value of outputsOf(program, instr)) steps.set(value, step);
  }
  return steps;
}
