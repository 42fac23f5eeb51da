/** What is no random variable stands before the expectation, as a person writes it: `a E[x] + b E[y]` for `E[a x + b y]`. */
import * as b from "../ir/build.ts";
import { collectRandom } from "../ir/collect-random.ts";
import { type ExprId, type ExprPool, leavesOf } from "../ir/expr.ts";

/** factor * E[integrand] */
export interface LinearTerm {
  readonly factor: ExprId;
  readonly integrand: ExprId;
}

/** The terms of `factor * E[integrand]`; several only where each has a coefficient that is more than a number. */
export function linearTerms(
  pool: ExprPool,
  factor: ExprId,
  integrand: ExprId,
  isRandom: (param: number) => boolean,
): readonly LinearTerm[] {
  const isSure = (id: ExprId): boolean => {
    const { coords, params } = leavesOf(pool, [id]);
    return coords.length === 0 && !params.some(isRandom);
  };
  const termOf = (id: ExprId): LinearTerm => {
    const node = pool.get(id);
    const factors = node.op === "mul" ? node.args : [id];
    const outside = factors.filter(isSure);
    return {
      factor: b.mul(pool, factor, ...outside),
      integrand: b.mul(pool, ...factors.filter((one) => !outside.includes(one))),
    };
  };
  const collected = collectRandom(pool, integrand, isRandom);
  const node = pool.get(collected);
  if (node.op !== "add") return [termOf(collected)];
  const isScaled = (id: ExprId): boolean => {
    const term = pool.get(id);
    return term.op === "mul" && term.args.some((one) => isSure(one) && b.constantValue(pool, one) === undefined);
  };
  return node.args.every(isScaled) ? node.args.map(termOf) : [{ factor, integrand }];
}
