/**
 * A pass, compiled: its expressions as a list of loops over blocks of coordinates that stay in the first cache.
 * Registers of one block are used again as soon as their value is no longer needed. An average is a sum of block
 * sums by halves, divided by the length.
 */
import { invariant, unreachable } from "../../diagnostics/invariant.ts";
import type { ExprPool } from "../../ir/expr.ts";
import { type FunctionName, functions } from "../../ir/functions.ts";
import { compileTape, type Tape } from "../../ir/tape.ts";
import type { Step } from "../../plan/simulation-plan.ts";
import {
  addInto,
  affineInto,
  dot,
  multiplyInto,
  pairwiseSum,
  powerLoop,
  sum,
  type UnaryLoop,
  unaryLoop,
} from "./loops.ts";
import { assignHomes, type Home } from "./registers.ts";
import { fillUniform } from "./uniform.ts";

/** Coordinates at a time: a dozen registers fit into the first cache. */
const BLOCK = 512;

/** One operation on the block of `count` coordinates from `start`. */
type Operation = (start: number, count: number) => void;

/** The loop of a function of one argument. */
export type LoopOf = (fn: FunctionName) => UnaryLoop;

/** `vectors` are the buffers of a trial by id, `scalars` its scalars by slot. The answer runs the pass once. */
export function compilePass(
  pool: ExprPool,
  step: Step & { readonly op: "pass" },
  vectors: readonly Float64Array[],
  scalars: Float64Array,
  loopOf: LoopOf = unaryLoop,
): () => void {
  const { length } = step;
  const tape = compileTape(
    pool,
    [...step.outputs, ...step.reductions].map((result) => result.body),
  );
  const uniform = new Float64Array(tape.nodes.length);
  const block = Math.min(BLOCK, length);
  const results = step.outputs.map((output) => vectorAt(vectors, output.buffer));
  const reads = step.vectors.map((buffer) => vectorAt(vectors, buffer));
  const dots = dotProducts(tape, step.outputs.length);
  const homes = assignHomes(tape, reads, results, dots, block);
  const broadcast: { readonly node: number; readonly values: Float64Array }[] = [];

  /** Where the operand is: uniform ones are spread over a block of their own. */
  const stretch = (node: number): Home => {
    const home = homes[node];
    if (home !== undefined) return home;
    const values = new Float64Array(block);
    broadcast.push({ node, values });
    return { values, moves: 0 };
  };

  const operations: Operation[] = [];
  for (const [k, target] of homes.entries()) {
    if (target === undefined || tape.nodes[k]?.op === "coord") continue;
    operations.push(operationOf(tape, k, target, homes, uniform, stretch, loopOf));
  }
  for (const [r, result] of results.entries()) {
    const root = rootAt(tape, r);
    const home = homes[root];
    if (home?.values !== result) operations.push(copyOf(result, stretch(root)));
  }
  const sums = step.reductions.map((reduction, r) => {
    const root = rootAt(tape, step.outputs.length + r);
    const factors = dots.get(root)?.map((factor) => stretch(factor));
    const [x, y] = factors ?? [stretch(root)];
    invariant(x !== undefined, () => "a sum of nothing");
    return { slot: reduction.slot, blocks: new Float64Array(Math.ceil(length / BLOCK)), x, y: y ?? undefined };
  });

  return () => {
    fillUniform(tape, scalars, step.scalars, uniform);
    for (const { node, values } of broadcast) values.fill(uniform[node]!);
    for (let start = 0, b = 0; start < length; start += block, b++) {
      const count = Math.min(block, length - start);
      for (const operation of operations) operation(start, count);
      for (const { blocks, x, y } of sums) {
        blocks[b] =
          y === undefined
            ? sum(x.values, x.moves * start, count)
            : dot(x.values, x.moves * start, y.values, y.moves * start, count);
      }
    }
    for (const { slot, blocks } of sums) scalars[slot] = pairwiseSum(blocks, 0, blocks.length) / length;
  };
}

function vectorAt(vectors: readonly Float64Array[], buffer: number): Float64Array {
  const vector = vectors[buffer];
  invariant(vector !== undefined, () => `no memory for buffer ${buffer}`);
  return vector;
}

function rootAt(tape: Tape, r: number): number {
  const root = tape.roots[r];
  invariant(root !== undefined, () => `no root ${r}`);
  return root;
}

/** Averages of a product of two, or of a square, that nothing else needs: summed without making the product. */
function dotProducts(tape: Tape, outputs: number): ReadonlyMap<number, readonly [number, number]> {
  const uses = new Map<number, number>();
  for (const k of [...tape.operands.flat(), ...tape.roots.slice(0, outputs)]) uses.set(k, (uses.get(k) ?? 0) + 1);
  const found = new Map<number, readonly [number, number]>();
  for (const root of tape.roots.slice(outputs)) {
    const node = tape.nodes[root];
    const [x, y] = tape.operands[root] ?? [];
    if (uses.has(root) || x === undefined || y === undefined || tape.uniform[x] === true) continue;
    const exponent = tape.nodes[y];
    if (node?.op === "mul" && node.args.length === 2 && tape.uniform[y] !== true) found.set(root, [x, y]);
    if (node?.op === "pow" && exponent?.op === "const" && exponent.value === 2) found.set(root, [x, x]);
  }
  return found;
}

function copyOf(result: Float64Array, { values, moves }: Home): Operation {
  return (start, count) => result.set(values.subarray(moves * start, moves * start + count), start);
}

function operationOf(
  tape: Tape,
  k: number,
  target: Home,
  homes: readonly (Home | undefined)[],
  uniform: Float64Array,
  stretch: (node: number) => Home,
  loopOf: LoopOf,
): Operation {
  const node = tape.nodes[k];
  invariant(node !== undefined, () => `no node ${k}`);
  const operands = tape.operands[k] ?? [];
  const { values: t, moves: mt } = target;
  const at = (index: number): Home => {
    const operand = operands[index];
    invariant(operand !== undefined, () => `node ${k} has no operand ${index}`);
    return stretch(operand);
  };
  switch (node.op) {
    case "add":
    case "mul":
      return foldOf(node.op, operands, target, homes, uniform);
    case "pow": {
      const { values: x, moves: mx } = at(0);
      const exponent = tape.nodes[operands[1] ?? -1];
      if (exponent?.op === "const") {
        const loop = powerLoop(exponent.value);
        return (start, count) => loop(x, mx * start, t, mt * start, count);
      }
      const { values: y, moves: my } = at(1);
      return (start, count) => {
        for (let i = 0; i < count; i++) t[mt * start + i] = x[mx * start + i]! ** y[my * start + i]!;
      };
    }
    case "call": {
      const { values: x, moves: mx } = at(0);
      if (operands.length === 1) {
        const loop = loopOf(node.fn);
        return (start, count) => loop(x, mx * start, t, mt * start, count);
      }
      const f = functions[node.fn].value;
      const { values: y, moves: my } = at(1);
      const { values: z, moves: mz } = operands.length > 2 ? at(2) : at(1);
      return (start, count) => {
        for (let i = 0; i < count; i++)
          t[mt * start + i] = f(x[mx * start + i]!, y[my * start + i]!, z[mz * start + i]!);
      };
    }
    case "select": {
      const { values: when, moves: mw } = at(0);
      const { values: yes, moves: my } = at(1);
      const { values: no, moves: mn } = at(2);
      return (start, count) => {
        for (let i = 0; i < count; i++)
          t[mt * start + i] = when[mw * start + i]! !== 0 ? yes[my * start + i]! : no[mn * start + i]!;
      };
    }
    case "const":
    case "param":
    case "coord":
      throw new Error(`node ${k} is no operation`);
    default:
      return unreachable(node);
  }
}

/** A sum or product: the uniform operands first, as one number, then one vector after the other. */
function foldOf(
  op: "add" | "mul",
  operands: readonly number[],
  { values: t, moves: mt }: Home,
  homes: readonly (Home | undefined)[],
  uniform: Float64Array,
): Operation {
  const numbers = operands.filter((operand) => homes[operand] === undefined);
  const vectors = operands.flatMap((operand) => homes[operand] ?? []);
  const [first, second, ...rest] = vectors;
  invariant(first !== undefined, () => "a fold over no vector");
  const combine = op === "add" ? addInto : multiplyInto;
  return (start, count) => {
    let constant = op === "add" ? 0 : 1;
    for (const node of numbers) constant = op === "add" ? constant + uniform[node]! : constant * uniform[node]!;
    const [factor, shift] = op === "add" ? [1, constant] : [constant, 0];
    const to = mt * start;
    if (second === undefined) {
      affineInto(factor, shift, first.values, first.moves * start, t, to, count);
      return;
    }
    combine(first.values, first.moves * start, second.values, second.moves * start, t, to, count);
    for (const { values, moves } of rest) combine(t, to, values, moves * start, t, to, count);
    if (numbers.length > 0) affineInto(factor, shift, t, to, t, to, count);
  };
}
