/**
 * The joint law of the basis variables of a derived limit: covariances as expressions, laws that are not Gaussian by
 * name. A *direction* is a formal variable whose covariance is 1 with one basis variable and 0 with all others and itself:
 * by Stein's lemma E[direction * f] is the expectation of the derivative of f by that variable, delta functions included.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { Shape } from "../../math/laws.ts";
import type { LimitProgram } from "../limit-program.ts";

/** Basis variables have lower numbers than directions. */
const FIRST_DIRECTION = 2 ** 30;

/** The number of the direction of basis variable `i`. */
export function directionOf(i: number): number {
  return FIRST_DIRECTION + i;
}

export interface BasisLaw {
  /** Covariance of two basis variables; of standardised inputs that are not normal, 1 and 0. */
  covariance(i: number, j: number): ExprId;
  /** The law of a standardised variable that is not Gaussian. */
  shape(i: number): Shape | undefined;
}

export function basisLaw(
  limit: Pick<LimitProgram, "program" | "pool" | "basis" | "blocks" | "sums" | "scalarOf">,
): BasisLaw {
  const { program, pool, basis, blocks, sums, scalarOf } = limit;
  const zero = b.constant(pool, 0);
  const one = b.constant(pool, 1);
  const places = new Map<number, { readonly block: number; readonly at: number }>();
  for (const [block, { hats }] of blocks.entries())
    for (const [at, hat] of hats.entries()) places.set(hat, { block, at });
  /** A law parameter, in which `param j` is symbol j. */
  const closed = (expression: ExprId): ExprId => {
    const param = (index: number): ExprId | undefined => {
      const symbol = program.symbols[index];
      return symbol === undefined ? undefined : scalarOf.get(symbol);
    };
    return substitute(pool, [expression], { param })[0] ?? expression;
  };
  const covarianceOfInputs = (i: number, j: number): ExprId => {
    const [first, second] = [basis[i], basis[j]];
    if (first?.kind !== "input" || second?.kind !== "input" || first.group !== second.group) return zero;
    const group = program.inputs[first.group];
    if (group === undefined) return zero;
    if (group.kind === "single") return group.shape.kind === "normal" ? closed(group.variance) : one;
    const [row, column] = [group.members.indexOf(first.value), group.members.indexOf(second.value)];
    return closed(group.covariance[Math.max(row, column)]?.[Math.min(row, column)] ?? zero);
  };
  return {
    covariance(i, j) {
      const [low, high] = i < j ? [i, j] : [j, i];
      if (high >= FIRST_DIRECTION) return high === directionOf(low) ? one : zero;
      const sum = sums.get(high);
      if (sum !== undefined) {
        const found = sum.covariance.get(low);
        invariant(found !== undefined, () => `covariance of a sum with variable ${low}, which it never meets`);
        return found;
      }
      const [first, second] = [places.get(i), places.get(j)];
      if (first === undefined || second === undefined) return covarianceOfInputs(i, j);
      if (first.block !== second.block) return zero;
      const entries = blocks[first.block]?.covariance[Math.max(first.at, second.at)];
      return entries?.[Math.min(first.at, second.at)] ?? zero;
    },
    shape(i) {
      const variable = basis[i];
      const group = variable?.kind === "input" ? program.inputs[variable.group] : undefined;
      return group?.kind === "single" && group.shape.kind !== "normal" ? group.shape : undefined;
    },
  };
}
