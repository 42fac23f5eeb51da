/**
 * A lowered program carried out instruction by instruction, with explicit matrices and no plan: what the IR means. It
 * reads the same draws as the interpreter, so that both compute the same run of the same program.
 */
import { invariant } from "../../src/diagnostics/invariant.ts";
import type { ExprId } from "../../src/ir/expr.ts";
import type { Application, InputGroup, Program, ValueId } from "../../src/ir/program.ts";
import { compileTape, evaluateClosed, runTape } from "../../src/ir/tape.ts";
import type { Shape } from "../../src/math/laws.ts";
import type { Draws } from "./dense-machine.ts";
import type { StandardLaw } from "./laws.ts";
import type { Member, VectorGroup } from "./machine.ts";
import { memberName } from "./scope.ts";

export interface ProgramRun {
  /** In the order of the program. */
  readonly outputs: readonly { readonly name: string; readonly value: number }[];
  /** By value: one number for a scalar, the coordinates of a vector. */
  readonly values: readonly (Float64Array | undefined)[];
}

/** Runs `program` with first width `n`, other widths rounded; `settings` gives its symbols their values. */
export function runProgram(
  program: Program,
  n: number,
  draws: Draws,
  settings: Readonly<Record<string, number>> = {},
): ProgramRun {
  const values: (Float64Array | undefined)[] = program.values.map(() => undefined);
  const symbols = program.symbols.map((id) => settings[program.values[id]?.name ?? ""] ?? Number.NaN);
  const closed = (exprs: readonly ExprId[]): number[] => evaluateClosed(program.pool, exprs, symbols);
  const widths = closed(program.widths.map(({ ratio }) => ratio)).map((ratio) => Math.round(ratio * n));

  const at = (id: ValueId): Float64Array => {
    const value = values[id];
    invariant(value !== undefined, () => `value ${id} is used before it is made`);
    return value;
  };
  const lengthOf = (id: ValueId): number => {
    const type = program.values[id]?.type;
    return type?.kind === "vector" ? (widths[type.width] ?? Number.NaN) : 1;
  };
  const member = (id: ValueId): Member => {
    const { base, indices } = program.values[id] ?? { base: "", indices: [] };
    return { name: memberName(base, indices), base, indices };
  };

  function evaluate({ body, vectors, scalars }: Application, length: number): Float64Array {
    const out = new Float64Array(length);
    const params = scalars.map((id) => at(id)[0] ?? Number.NaN);
    runTape(compileTape(program.pool, [body]), length, vectors.map(at), params, [out]);
    return out;
  }

  function describe(group: InputGroup): { readonly group: VectorGroup; readonly ids: readonly ValueId[] } {
    if (group.kind === "single") {
      const [mean = Number.NaN, variance = Number.NaN] = closed([group.mean, group.variance]);
      const law = standardLaw(group.shape);
      return {
        group: { kind: "single", member: member(group.member), width: "", law, mean, variance },
        ids: [group.member],
      };
    }
    const covariance = group.covariance.map(closed);
    const members = group.members.map(member);
    return { group: { kind: "joint", members, width: "", mean: closed(group.mean), covariance }, ids: group.members };
  }

  for (const instr of program.instrs) {
    switch (instr.op) {
      case "input": {
        const declared = program.inputs[instr.group];
        invariant(declared !== undefined, () => `no input group ${instr.group}`);
        const { group, ids } = describe(declared);
        const [first] = ids;
        const drawn = draws.vectors(group, first === undefined ? 0 : lengthOf(first));
        for (const [k, id] of ids.entries()) values[id] = drawn[k];
        break;
      }
      case "constant":
        values[instr.out] = Float64Array.of(instr.value);
        break;
      case "symbol":
        values[instr.out] = Float64Array.of(symbols[program.symbols.indexOf(instr.out)] ?? Number.NaN);
        break;
      case "matmul": {
        const matrix = program.matrices[instr.matrix];
        invariant(matrix !== undefined, () => `no matrix ${instr.matrix}`);
        const [rows = 0, cols = 0] = [widths[matrix.rows], widths[matrix.cols]];
        const [variance = Number.NaN] = closed([matrix.variance]);
        const { base, indices } = matrix;
        const declaration = {
          member: { name: memberName(base, indices), base, indices },
          law: standardLaw(matrix.shape),
          variance: variance / cols,
        };
        const entries = draws.matrix(declaration, rows, cols);
        values[instr.out] = multiply(entries, rows, cols, instr.transposed, at(instr.vector));
        break;
      }
      case "nonlin":
        values[instr.out] = evaluate(instr, lengthOf(instr.out));
        break;
      case "moment": {
        const [first] = instr.vectors;
        const terms = evaluate(instr, first === undefined ? 1 : lengthOf(first));
        values[instr.out] = Float64Array.of(terms.reduce((sum, x) => sum + x, 0) / terms.length);
        break;
      }
      case "scalar":
        values[instr.out] = evaluate({ ...instr, vectors: [] }, 1);
        break;
    }
  }
  return { outputs: program.outputs.map(({ name, value }) => ({ name, value: at(value)[0] ?? Number.NaN })), values };
}

function multiply(
  entries: Float64Array,
  rows: number,
  cols: number,
  transposed: boolean,
  x: Float64Array,
): Float64Array {
  const out = new Float64Array(transposed ? cols : rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const [to, from] = transposed ? [j, i] : [i, j];
      out[to] = (out[to] as number) + (entries[i * cols + j] as number) * (x[from] as number);
    }
  }
  return out;
}

function standardLaw(shape: Shape): StandardLaw {
  switch (shape.kind) {
    case "truncated_normal":
      return { name: shape.kind, parameter: shape.cut };
    case "student_t":
      return { name: shape.kind, parameter: shape.df };
    default:
      return { name: shape.kind, parameter: undefined };
  }
}
