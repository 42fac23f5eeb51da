/**
 * The numbers of the covariances of running sums: nothing evaluates them on the way, they are sums of those that were
 * evaluated, and so are their errors.
 */
import { constantValue } from "../../ir/build.ts";
import { gradient } from "../../ir/differentiate.ts";
import { leavesOf } from "../../ir/expr.ts";
import { evaluateClosed } from "../../ir/tape.ts";
import { estimator } from "../describe.ts";
import type { LimitValues } from "../evaluate.ts";
import { type LimitProgram, meaningKey } from "../limit-program.ts";
import type { Estimate, Method } from "../limit-report.ts";

/** From the most exact to the least. */
const methods: readonly Method[] = ["given", "closed", "quadrature", "qmc", "particles"];

/** `values` of a limit, with those that the same limit has once its running sums are named. */
export function withSumNumbers(limit: LimitProgram, values: LimitValues): LimitValues {
  if (limit.sums.size === 0 || values.estimates.size === 0) return values;
  const { pool } = limit;
  const estimates = new Map(values.estimates);
  const estimate = estimator(limit, { ...values, estimates });
  const isSum = new Set(limit.basis.flatMap(({ kind, value }) => (kind === "sum" ? [value] : [])));
  for (const { meaning, definition } of limit.scalars) {
    if (meaning.kind !== "covariance" || definition.kind !== "arithmetic") continue;
    if (!isSum.has(meaning.first) && !isSum.has(meaning.second)) continue;
    const read = leavesOf(pool, [definition.body]).params.map((index) => {
      const scalar = limit.scalars[index];
      return { index, of: scalar === undefined ? undefined : estimate(scalar.meaning) };
    });
    if (read.some(({ of }) => of === undefined)) continue;
    const numbers: number[] = [];
    for (const { index, of } of read) numbers[index] = of?.value ?? Number.NaN;
    const [value = Number.NaN] = evaluateClosed(pool, [definition.body], numbers);
    const slopes = gradient(pool, definition.body).params;
    let error = 2 ** -50 * Math.abs(value);
    let method: Method = "closed";
    for (const { index, of } of read) {
      const slope = slopes.get(index);
      const known = slope === undefined ? 0 : (constantValue(pool, slope) ?? evaluateClosed(pool, [slope], numbers)[0]);
      error += Math.abs(known ?? 0) * (of?.error ?? 0);
      if (of !== undefined && methods.indexOf(of.method) > methods.indexOf(method)) method = of.method;
    }
    const found: Estimate = { value, error, method };
    estimates.set(meaningKey(meaning), found);
  }
  return { ...values, estimates };
}
