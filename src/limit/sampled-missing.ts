/**
 * Limits that do not exist although particles find numbers: a jump or a division that is met at the limit of its
 * argument. Particles average over what symmetry makes 0 too, so that only the derived system shows these.
 */
import * as b from "../ir/build.ts";
import { type ExprId, leavesOf } from "../ir/expr.ts";
import { outputsOf, readsOf, type ValueId } from "../ir/program.ts";
import { substitute } from "../ir/substitute.ts";
import { NoExpectation } from "./expectation/result.ts";
import { type LimitProgram, meaningKey } from "./limit-program.ts";
import type { Estimate } from "./limit-report.ts";
import { neededInstrs } from "./master-theorem.ts";
import { type Missing, NoLimit } from "./numeric-walk.ts";
import { createScalarLimitsCheck } from "./scalar-limits.ts";

/** What has no limit, given the numbers of `limit` by meaning key, and what depends on that. */
export function sampledMissing(
  limit: LimitProgram,
  estimates: ReadonlyMap<string, Estimate>,
): ReadonlyMap<ValueId, Missing> {
  const { program, pool } = limit;
  const check = createScalarLimitsCheck(program, pool, false, (id) => id);
  const missing = new Map<ValueId, Missing>();
  const known = (id: ExprId): ExprId => {
    if (leavesOf(pool, [id]).coords.length > 0) return id;
    const [image] = substitute(pool, [id], {
      param: (k) => {
        const scalar = limit.scalars[k];
        const number = scalar === undefined ? undefined : estimates.get(meaningKey(scalar.meaning))?.value;
        return number === undefined ? undefined : b.constant(pool, number);
      },
    });
    return image ?? id;
  };
  // Zs of deep programs are long: they are looked at only where something divides or jumps.
  const z = {
    get(value: ValueId): ExprId | undefined {
      const id = limit.z.get(value);
      return id === undefined ? undefined : known(id);
    },
  };
  for (const instr of neededInstrs(program)) {
    const outs = outputsOf(program, instr);
    const inherited = readsOf(instr).flatMap((value) => missing.get(value) ?? [])[0];
    if (inherited !== undefined) for (const value of outs) missing.set(value, inherited);
    else if (instr.op === "nonlin" || instr.op === "moment" || instr.op === "scalar") {
      const vectors = instr.op === "scalar" ? [] : instr.vectors;
      const scalars = instr.scalars.map((value) => known(limit.scalarOf.get(value) as ExprId));
      const place = program.values[instr.out]?.place;
      if (place === undefined) continue;
      try {
        check({ body: instr.body, vectors, scalars: instr.scalars }, scalars, z);
      } catch (error) {
        if (!(error instanceof NoExpectation)) throw error;
        missing.set(instr.out, { at: instr.out, reason: new NoLimit(error, place) });
      }
    }
  }
  return missing;
}
