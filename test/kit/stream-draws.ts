/**
 * The numbers that the engines draw, by the addresses that are documented for them (src/math/entries.ts for the
 * entries, src/plan/streams.ts for the variables), as draws for the interpreter: so that a whole run, from text to
 * sample, can be compared with the literal reading of the text on the same random numbers.
 */
import type { Program } from "../../src/ir/program.ts";
import { rowFiller } from "../../src/math/entries.ts";
import type { Shape } from "../../src/math/laws.ts";
import { pivotedCholesky } from "../../src/math/linalg.ts";
import { streamKey } from "../../src/math/random.ts";
import { matrixVariable, vectorVariables } from "../../src/plan/streams.ts";
import type { Draws } from "./dense-machine.ts";
import type { StandardLaw } from "./laws.ts";
import type { Member } from "./machine.ts";
import { memberName } from "./scope.ts";

/** The draws of one trial of `program`. */
export function streamDraws(program: Program, seed: bigint, trial: number): Draws {
  const variables = vectorVariables(program.inputs);

  function fill(variable: number, shape: Shape, rows: number, cols: number): Float64Array {
    const out = new Float64Array(rows * cols);
    const filler = rowFiller(shape);
    const key = streamKey(seed, variable, trial);
    for (let i = 0; i < rows; i++) filler(out, i * cols, cols, key, i, 0);
    return out;
  }

  function groupOf(name: string): readonly number[] {
    const index = program.inputs.findIndex((group) => {
      const value = program.values[group.kind === "single" ? group.member : (group.members[0] ?? -1)];
      return value !== undefined && memberName(value.base, value.indices) === name;
    });
    const found = variables[index];
    if (found === undefined) throw new Error(`no initial vector ${name}`);
    return found;
  }

  return {
    vectors(group, length) {
      if (group.kind === "single") {
        const [variable = 0] = groupOf(group.member.name);
        const deviation = Math.sqrt(group.variance);
        return [fill(variable, shapeOf(group.law), 1, length).map((z) => group.mean + deviation * z)];
      }
      const first = group.members[0] as Member;
      const own = groupOf(first.name);
      const order = group.mean.length;
      const { rank, factor, permutation } = pivotedCholesky(Float64Array.from(group.covariance.flat()), 1e-14 * order);
      const noise = Array.from({ length: rank }, (_, k) =>
        fill(own[permutation[k] ?? 0] ?? 0, { kind: "normal" }, 1, length),
      );
      return group.mean.map((mean, i) =>
        Float64Array.from({ length }, (_, a) =>
          noise.reduce((sum, z, k) => sum + (factor[i * rank + k] ?? 0) * (z[a] ?? 0), mean),
        ),
      );
    },
    matrix({ member, law, variance }, rows, cols) {
      const index = program.matrices.findIndex(({ base, indices }) => memberName(base, indices) === member.name);
      if (index < 0) throw new Error(`no matrix ${member.name}`);
      const deviation = Math.sqrt(variance);
      const id = index as Parameters<typeof matrixVariable>[0];
      return fill(matrixVariable(id), shapeOf(law), rows, cols).map((z) => deviation * z);
    },
  };
}

function shapeOf({ name, parameter = Number.NaN }: StandardLaw): Shape {
  switch (name) {
    case "truncated_normal":
      return { kind: name, cut: parameter };
    case "student_t":
      return { kind: name, df: parameter };
    default:
      return { kind: name };
  }
}
