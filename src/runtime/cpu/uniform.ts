/** The nodes of a tape that depend on no coordinate: numbers, once per trial. */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { Expr } from "../../ir/expr.ts";
import { functions } from "../../ir/functions.ts";
import type { Tape } from "../../ir/tape.ts";
import { power } from "./loops.ts";

/** Writes the value of each uniform node of `tape` to `values`, by position; `param j` is `scalars[slots[j]]`. */
export function fillUniform(tape: Tape, scalars: Float64Array, slots: readonly number[], values: Float64Array): void {
  for (let k = 0; k < tape.nodes.length; k++) {
    if (tape.uniform[k] === true) values[k] = nodeValue(tape.nodes[k]!, tape.operands[k]!, scalars, slots, values);
  }
}

function nodeValue(
  node: Expr,
  operands: readonly number[],
  scalars: Float64Array,
  slots: readonly number[],
  values: Float64Array,
): number {
  switch (node.op) {
    case "const":
      return node.value;
    case "param": {
      const slot = slots[node.index];
      invariant(slot !== undefined, () => `no scalar for param ${node.index}`);
      return scalars[slot]!;
    }
    case "coord":
      throw new Error("a coordinate is no number");
    case "add": {
      let total = 0;
      for (const operand of operands) total += values[operand]!;
      return total;
    }
    case "mul": {
      let product = 1;
      for (const operand of operands) product *= values[operand]!;
      return product;
    }
    case "pow":
      return power(values[operands[0]!]!, values[operands[1]!]!);
    case "call":
      return functions[node.fn].value(...operands.map((operand) => values[operand]!));
    case "select":
      return values[operands[0]!]! !== 0 ? values[operands[1]!]! : values[operands[2]!]!;
    default:
      return unreachable(node);
  }
}
