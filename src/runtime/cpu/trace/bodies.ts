/**
 * Expressions at one coordinate after the other, each operation rounded as asked for: slower than the engines, but any
 * operation of any coordinate can be looked at, and which of them first left the finite numbers can be told.
 */
import { unreachable } from "../../../diagnostics/invariant.ts";
import type { Expr } from "../../../ir/expr.ts";
import { functions } from "../../../ir/functions.ts";
import type { Tape } from "../../../ir/tape.ts";

/** The rounding of each operation: none for float64, `Math.fround` for float32. */
export type Rounding = (x: number) => number;

/** What the expressions read. */
export interface Reads {
  readonly coords: readonly Float64Array[];
  readonly params: readonly number[];
  readonly round: Rounding;
}

/** Where a number that is not finite comes from: from something that the expression reads, or from an operation. */
export type Blame =
  | { readonly from: "coord" | "param"; readonly index: number }
  /** `operation` names it, `text` says what happened, with the numbers. */
  | { readonly from: "operation"; readonly operation: string; readonly text: string };

/** Evaluates all operations at coordinate `i`; `values` is as long as the tape. */
export function evaluateAt(tape: Tape, reads: Reads, i: number, values: Float64Array): void {
  for (const [k, node] of tape.nodes.entries()) {
    values[k] = reads.round(operate(node, tape.operands[k] ?? [], values, reads, i));
  }
}

function operate(node: Expr, operands: readonly number[], values: Float64Array, reads: Reads, i: number): number {
  const at = (k: number): number => values[operands[k] ?? -1] ?? Number.NaN;
  switch (node.op) {
    case "const":
      return node.value;
    case "coord":
      return reads.coords[node.index]?.[i] ?? Number.NaN;
    case "param":
      return reads.params[node.index] ?? Number.NaN;
    case "add": {
      let sum = at(0);
      for (let k = 1; k < operands.length; k++) sum = reads.round(sum + at(k));
      return sum;
    }
    case "mul": {
      let product = at(0);
      for (let k = 1; k < operands.length; k++) product = reads.round(product * at(k));
      return product;
    }
    case "pow":
      return at(0) ** at(1);
    case "call":
      return functions[node.fn].value(...operands.map((_, k) => at(k)));
    case "select":
      return at(0) !== 0 ? at(1) : at(2);
    default:
      return unreachable(node);
  }
}

/** Of the operation at the root, whose value is not finite, the first cause on the way to what the expression reads. */
export function blameOf(tape: Tape, values: Float64Array): Blame {
  const finite = (k: number): boolean => Number.isFinite(values[k]);
  let at = tape.roots[0] ?? 0;
  for (;;) {
    const node = tape.nodes[at];
    const operands = tape.operands[at] ?? [];
    if (node === undefined) return { from: "operation", operation: "none", text: "a value is not finite" };
    if (node.op === "coord" || node.op === "param") return { from: node.op, index: node.index };
    const [when = 0, then = 0, otherwise = 0] = operands;
    const next =
      node.op === "select" ? (values[when] !== 0 ? then : otherwise) : operands.find((operand) => !finite(operand));
    if (next === undefined) {
      const numbers = operands.map((operand) => values[operand] ?? Number.NaN);
      const operation = node.op === "call" ? node.fn : node.op;
      return { from: "operation", operation, text: whatHappened(node, numbers, values[at] ?? Number.NaN) };
    }
    at = next;
  }
}

function whatHappened(node: Expr, numbers: readonly number[], result: number): string {
  const [x = Number.NaN, y = Number.NaN] = numbers;
  const list = numbers.map(shown);
  const outcome = Number.isNaN(result) ? "is not a number" : "overflows";
  switch (node.op) {
    case "const":
      return `the constant ${node.value} is not finite`;
    case "add":
      return `${list.join(" + ")} overflows`;
    case "mul":
      return `${list.join(" * ")} overflows`;
    case "pow":
      if (x === 0 && y < 0) return y === -1 ? "a division by 0" : `0^${shown(y)} is a division by 0`;
      return y === -1 ? `1 / ${shown(x)} overflows` : `${shown(x)}^${shown(y)} ${outcome}`;
    case "call":
      if (node.fn === "log" && x === 0) return "log(0) is infinite";
      return `${node.fn}(${numbers.map(digits).join(", ")}) ${outcome}`;
    case "coord":
    case "param":
    case "select":
      return "a value is not finite";
    default:
      return unreachable(node);
  }
}

function shown(x: number): string {
  return x < 0 ? `(${digits(x)})` : digits(x);
}

function digits(x: number): string {
  return String(Number(x.toPrecision(4)));
}
