/** The bound on averages of squares of monotone Lipschitz functions of the last vector alone, along a chain of fresh products. */
import type { Place } from "../diagnostics/source.ts";
import * as b from "../ir/build.ts";
import { type ExprId, leavesOf } from "../ir/expr.ts";
import { type Attempt, type BoundTheorem, type BoundVerdict, conclude, productConstants } from "./attempt.ts";
import { valueAtZero } from "./second-order.ts";
import { chainBound } from "./tail-bounds.ts";
import type { TailProgram } from "./tail-program.ts";

export const lastVectorTheorem: BoundTheorem = { name: "last-vector bound", source: "Golikov 2025, Theorem 4.3.1" };

export function lastVectorVerdict(attempt: Attempt): BoundVerdict {
  const { tail, classify, lengths, options, fail } = attempt;
  const { pool, variables, average } = tail;
  const root = squareRootOf(tail);
  if (root === undefined) fail("the average is that of a square", average, "is none");
  const functions = [
    ...variables.flatMap(({ product }) => product?.body ?? []),
    ...(root === undefined ? [] : [root.base]),
  ];
  // The function of the k-th vector stands before the product that gives the next one.
  const placeAt = (k: number): Place | undefined => variables[k + 1]?.place;
  for (const [k, body] of functions.entries()) {
    const { coords } = leavesOf(pool, [body]);
    if (coords.some((coord) => coord !== variables[k]?.key)) {
      fail("functions depend on the last vector alone", body, "depends on an earlier one too", placeAt(k));
      continue;
    }
    const slope = variables[k] === undefined ? undefined : classify(body).slopes.get(variables[k].key);
    const isMonotone = slope === undefined || slope.lo >= 0 || slope.hi <= 0;
    if (!isMonotone) fail("functions are monotone", body, "is not shown to be monotone", placeAt(k));
    if (valueAtZero(pool, body) !== 0) fail("functions vanish at 0", body, "does not", placeAt(k));
  }
  if (variables.length !== functions.length && root !== undefined) {
    fail("there is one initial vector", average, "rests on several");
  }
  const constants = [...productConstants(attempt)];
  if (root !== undefined) {
    const { flaws, norm } = classify(root.base);
    if (flaws.lipschitz !== undefined)
      fail("the squared function is Lipschitz", flaws.lipschitz.node, flaws.lipschitz.reason);
    constants.push(Math.sqrt(root.factor) * norm);
  }
  return conclude(lastVectorTheorem, attempt, () => {
    const lambda = Math.max(...constants) || 1;
    return { lambda, nu: 0, bound: chainBound(lambda, lengths, options.tau) };
  });
}

/** `factor base^2` with factor > 0. */
function squareRootOf({ pool, average }: TailProgram): { readonly factor: number; readonly base: ExprId } | undefined {
  const { coefficient, rest } = b.splitCoefficient(pool, average);
  const node = rest === undefined ? undefined : pool.get(rest);
  if (node?.op !== "pow" || b.constantValue(pool, node.exponent) !== 2 || !(coefficient > 0)) return undefined;
  return { factor: coefficient, base: node.base };
}
