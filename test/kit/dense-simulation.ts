/**
 * A program at finite width, as literally as can be: whole matrices, entry by entry from the counters, double loops
 * for products, one coordinate at a time for everything else. It knows the numbering of the random streams, and
 * nothing of plans and engines.
 */

import { childrenOf, type ExprId } from "../../src/ir/expr.ts";
import { functions } from "../../src/ir/functions.ts";
import type { Application, Closed, Program, ValueId } from "../../src/ir/program.ts";
import { lawDraws } from "../../src/math/law-draws.ts";
import type { Shape } from "../../src/math/laws.ts";
import { pivotedCholesky } from "../../src/math/linalg.ts";
import { threefry4x32 } from "../../src/math/random.ts";

export interface DenseOptions {
  readonly width: number;
  readonly seed: bigint;
  readonly trial: number;
  readonly matrixLaw?: Shape;
  readonly settings?: ReadonlyMap<string, number>;
}

/** The outputs of one trial, by position. */
export function denseSimulation(program: Program, options: DenseOptions): readonly number[] {
  const { width, settings = new Map<string, number>() } = options;
  const symbols = program.symbols.map((id) => settings.get(program.values[id]!.name)!);
  const closed = (body: Closed): number => evaluate(program, body, [], symbols);
  const lengths = program.widths.map(({ ratio }) => Math.round(closed(ratio) * width));
  const vectors = new Map<ValueId, readonly number[]>();
  const scalars = new Map<ValueId, number>();
  const lengthOf = (id: ValueId): number => {
    const { type } = program.values[id]!;
    if (type.kind !== "vector") throw new Error("no vector");
    return lengths[type.width]!;
  };

  let next = 2 ** 30;
  for (const group of program.inputs) {
    if (group.kind === "single") {
      const column = entries(lengthOf(group.member), next++, group.shape, options);
      const [mean, deviation] = [closed(group.mean), Math.sqrt(closed(group.variance))];
      vectors.set(
        group.member,
        column.map((z) => mean + deviation * z),
      );
      continue;
    }
    const size = group.members.length;
    const covariance = Float64Array.from(group.covariance.flat().map(closed));
    const { rank, factor, permutation } = pivotedCholesky(covariance, 1e-14 * size);
    const noise = group.members.map((member, i) => entries(lengthOf(member), next + i, { kind: "normal" }, options));
    next += size;
    for (const [i, member] of group.members.entries()) {
      const values = Array.from({ length: lengthOf(member) }, (_, a) => {
        let value = closed(group.mean[i]!);
        for (let k = 0; k < rank; k++) value += factor[i * rank + k]! * noise[permutation[k]!]![a]!;
        return value;
      });
      vectors.set(member, values);
    }
  }

  const matrices = program.matrices.map((matrix, m) => {
    const [rows, cols] = [lengths[matrix.rows]!, lengths[matrix.cols]!];
    const deviation = Math.sqrt(closed(matrix.variance) / cols);
    const shape = options.matrixLaw ?? matrix.shape;
    return Array.from({ length: rows }, (_, i) => entries(cols, m, shape, options, i).map((z) => deviation * z));
  });

  const applied = ({ body, vectors: args, scalars: params }: Application, length: number): number[] =>
    Array.from({ length }, (_, a) =>
      evaluate(
        program,
        body,
        args.map((v) => vectors.get(v)![a]!),
        params.map((s) => scalars.get(s)!),
      ),
    );
  for (const instr of program.instrs) {
    switch (instr.op) {
      case "input":
        break;
      case "constant":
        scalars.set(instr.out, instr.value);
        break;
      case "symbol":
        scalars.set(instr.out, symbols[program.symbols.indexOf(instr.out)]!);
        break;
      case "scalar":
        scalars.set(instr.out, applied({ ...instr, vectors: [] }, 1)[0]!);
        break;
      case "nonlin":
        vectors.set(instr.out, applied(instr, lengthOf(instr.out)));
        break;
      case "moment": {
        const values = applied(instr, lengthOf(instr.vectors[0]!));
        scalars.set(instr.out, values.reduce((sum, value) => sum + value, 0) / values.length);
        break;
      }
      case "matmul": {
        const matrix = matrices[instr.matrix]!;
        const x = vectors.get(instr.vector)!;
        const out = new Array<number>(lengthOf(instr.out)).fill(0);
        for (const [i, row] of matrix.entries()) {
          for (const [j, entry] of row.entries()) {
            if (instr.transposed) out[j]! += entry * x[i]!;
            else out[i]! += entry * x[j]!;
          }
        }
        vectors.set(instr.out, out);
        break;
      }
    }
  }
  return program.outputs.map(({ value }) => scalars.get(value)!);
}

/** Row `row` of a stream, each entry from its own block of the generator. */
function entries(count: number, variable: number, shape: Shape, { seed, trial }: DenseOptions, row = 0): number[] {
  const key = [Number(seed & 0xffffffffn), variable, trial, Number(seed >> 32n)] as const;
  const draw = lawDraws(shape);
  const pair = new Float64Array(2);
  return Array.from({ length: count }, (_, j) => {
    if (shape.kind === "normal") {
      const block = threefry4x32([Math.floor(j / 8), row, 0, 0], key);
      draw(Int32Array.of(block[(j % 8) >> 1]!), 1, pair, 0);
      return pair[j % 2]!;
    }
    const block = threefry4x32([Math.floor(j / 4), row, 1, 0], key);
    draw(Int32Array.of(block[j % 4]!), 1, pair, 0);
    return pair[0]!;
  });
}

function evaluate(program: Program, root: ExprId, coords: readonly number[], params: readonly number[]): number {
  const known = new Map<ExprId, number>();
  const of = (id: ExprId): number => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const node = program.pool.get(id);
    const args = childrenOf(node).map(of);
    const compute = (): number => {
      switch (node.op) {
        case "const":
          return node.value;
        case "coord":
          return coords[node.index]!;
        case "param":
          return params[node.index]!;
        case "add":
          return args.reduce((sum, x) => sum + x, 0);
        case "mul":
          return args.reduce((product, x) => product * x, 1);
        case "pow":
          return args[0]! ** args[1]!;
        case "call":
          return functions[node.fn].value(...args);
        case "select":
          return args[0] !== 0 ? args[1]! : args[2]!;
      }
    };
    const value = compute();
    known.set(id, value);
    return value;
  };
  return of(root);
}
