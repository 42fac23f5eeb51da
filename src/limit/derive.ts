/**
 * The limit with symbols: every number of the limit is a `param` with its definition (see master-theorem.ts). What
 * vanishes by symmetry is left out: an expectation that is odd in one block of basis variables (the hats of one
 * matrix side, or one group of inputs, which are independent of all others and symmetric).
 */
import { type Outcome, success } from "../diagnostics/diagnostic.ts";
import * as b from "../ir/build.ts";
import { gradient } from "../ir/differentiate.ts";
import type { Program } from "../ir/program.ts";
import { substitute } from "../ir/substitute.ts";
import type { Definition, LimitProgram, LimitScalar, Meaning, Onsager } from "./limit-program.ts";
import { walkProgram } from "./master-theorem.ts";
import { symmetryTest } from "./vanishing.ts";

export interface DeriveOptions {
  readonly onsager: Onsager;
}

/**
 * Derives the explicit system of covariances, Onsager coefficients and scalars, in program order. What is dropped
 * here stays dropped when the result is evaluated.
 */
export function deriveLimit(
  program: Program,
  { onsager }: DeriveOptions = { onsager: "counted" },
): Outcome<LimitProgram> {
  const { pool } = program;
  const zero = b.constant(pool, 0);
  const scalars: LimitScalar[] = [];
  let vanishes: ((meaning: Meaning, definition: Definition) => boolean) | undefined;
  const state = walkProgram(program, onsager, (walk) => ({
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
      if (definition.kind === "arithmetic") {
        const { op } = pool.get(definition.body);
        if (op === "const" || op === "param") return definition.body;
      }
      vanishes ??= symmetryTest(program, pool, walk.basis, walk.z);
      if (vanishes(meaning, definition)) return zero;
      return b.param(pool, scalars.push({ meaning, definition, place }) - 1);
    },
    attempt: (_, carryOut) => carryOut(),
    slopes: (z) => gradient(pool, z).coords,
    settled: (z) => z,
    apply() {},
  }));
  const { basis, blocks, z, scalarOf } = state;
  return success({ program, onsager, pool, basis, scalars, blocks, sums: new Map(), z, scalarOf });
}
