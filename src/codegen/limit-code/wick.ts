/**
 * Moments of jointly Gaussian variables with symbolic means and covariances (Isserlis, Biometrika 12, 1918):
 * E[x rest] = E[x] E[rest] + sum_y Cov(x, y) E[rest without one y].
 */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";

export interface GaussianLaw {
  mean(i: number): ExprId;
  covariance(i: number, j: number): ExprId;
}

/** E of the product of variables to powers. */
export function wickMoment(
  pool: ExprPool,
  law: GaussianLaw,
  monomial: readonly (readonly [variable: number, power: number])[],
): ExprId {
  const known = new Map<string, ExprId>();
  const expect = (powers: readonly (readonly [number, number])[]): ExprId => {
    const [first, ...others] = powers;
    if (first === undefined) return b.constant(pool, 1);
    const key = powers.join(" ");
    const found = known.get(key);
    if (found !== undefined) return found;
    const [x, power] = first;
    const rest = power === 1 ? others : [[x, power - 1] as const, ...others];
    const terms = [scaled(law.mean(x), rest)];
    for (const [k, [y, p]] of rest.entries()) {
      const lower = rest.flatMap(([v, q], i) => (i !== k ? [[v, q] as const] : q === 1 ? [] : [[v, q - 1] as const]));
      terms.push(scaled(b.mul(pool, b.constant(pool, p), law.covariance(x, y)), lower));
    }
    const result = b.add(pool, ...terms);
    known.set(key, result);
    return result;
  };
  const scaled = (factor: ExprId, powers: readonly (readonly [number, number])[]): ExprId =>
    b.constantValue(pool, factor) === 0 ? factor : b.mul(pool, factor, expect(powers));
  return expect(monomial);
}
