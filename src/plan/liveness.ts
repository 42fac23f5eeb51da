/** What the outputs of a program need: everything else is dead and is neither drawn nor computed. */
import { type MatrixId, outputsOf, type Program, type ValueId } from "../ir/program.ts";

/** The values on which some output depends. Of a joint group only the members that are needed. */
export function liveValues(program: Program): ReadonlySet<ValueId> {
  const live = new Set<ValueId>(program.outputs.map((output) => output.value));
  for (const instr of program.instrs.toReversed()) {
    if (!outputsOf(program, instr).some((value) => live.has(value))) continue;
    switch (instr.op) {
      case "input":
      case "constant":
      case "symbol":
        break;
      case "matmul":
        live.add(instr.vector);
        break;
      case "nonlin":
      case "moment":
        for (const vector of instr.vectors) live.add(vector);
        for (const scalar of instr.scalars) live.add(scalar);
        break;
      case "scalar":
        for (const scalar of instr.scalars) live.add(scalar);
        break;
    }
  }
  return live;
}

/** The number of live products with each matrix, its transpose included. Matrices without any are left out. */
export function liveUses(program: Program): ReadonlyMap<MatrixId, number> {
  const live = liveValues(program);
  const uses = new Map<MatrixId, number>();
  for (const instr of program.instrs) {
    if (instr.op === "matmul" && live.has(instr.out)) uses.set(instr.matrix, (uses.get(instr.matrix) ?? 0) + 1);
  }
  return uses;
}
