/** The limit with symbols: every number of the limit is a `param` with its definition (see master-theorem.ts). */
import { type Outcome, success } from "../diagnostics/diagnostic.ts";
import * as b from "../ir/build.ts";
import type { Program } from "../ir/program.ts";
import { substitute } from "../ir/substitute.ts";
import type { LimitProgram, LimitScalar } from "./limit-program.ts";
import { walkProgram } from "./master-theorem.ts";

/** Derives the explicit system of covariances, Onsager coefficients and scalars, in program order. */
export function deriveLimit(program: Program): Outcome<LimitProgram> {
  const { pool } = program;
  const scalars: LimitScalar[] = [];
  const state = walkProgram(program, (walk) => ({
    pool,
    closed(expression) {
      // `param j` of a law parameter is symbol j.
      const [image] = substitute(pool, [expression], {
        param: (index) => {
          const symbol = program.symbols[index];
          return symbol === undefined ? undefined : walk.scalarOf.get(symbol);
        },
      });
      return image ?? expression;
    },
    scalar(meaning, definition, place) {
      if (definition.kind === "arithmetic" && b.constantValue(pool, definition.body) !== undefined)
        return definition.body;
      if (definition.kind === "arithmetic" && pool.get(definition.body).op === "param") return definition.body;
      const id = scalars.push({ meaning, definition, place }) - 1;
      return b.param(pool, id);
    },
    apply() {},
  }));
  return success({
    program,
    pool,
    basis: state.basis,
    scalars,
    blocks: state.blocks,
    z: state.z,
    scalarOf: state.scalarOf,
  });
}
