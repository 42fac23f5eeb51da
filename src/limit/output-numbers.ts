/** The numbers of the outputs of a limit, without their formulas, which take longer than the numbers in long programs. */
import { constantValue } from "../ir/build.ts";
import { estimator } from "./describe.ts";
import type { LimitValues } from "./evaluate.ts";
import type { LimitProgram } from "./limit-program.ts";
import type { Estimate } from "./limit-report.ts";

export interface OutputNumber {
  readonly name: string;
  /** Undefined where there is no limit. */
  readonly estimate: Estimate | undefined;
}

/** Of each output in order. `limit` has no free symbols, with which some numbers are known from formulas only. */
export function outputNumbers(limit: LimitProgram, values: LimitValues): readonly OutputNumber[] {
  const { program, pool, scalars, scalarOf } = limit;
  const estimate = estimator(limit, values);
  return program.outputs.map(({ name, value }): OutputNumber => {
    const id = scalarOf.get(value);
    if (id === undefined || values.missing.has(value)) return { name, estimate: undefined };
    const number = constantValue(pool, id);
    if (number !== undefined) return { name, estimate: { value: number, error: 0, method: "closed" } };
    const node = pool.get(id);
    const known = node.op === "param" ? scalars[node.index] : undefined;
    return { name, estimate: known && estimate(known.meaning) };
  });
}
