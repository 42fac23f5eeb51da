/** The bound on averages of functions of all vectors before, pseudo-Lipschitz of order 2, along fresh products. */
import { invariant } from "../diagnostics/invariant.ts";
import * as b from "../ir/build.ts";
import { type Attempt, type BoundTheorem, type BoundVerdict, conclude, productConstants } from "./attempt.ts";
import { meanDirection } from "./monotone.ts";
import { secondOrder, valueAtZero } from "./second-order.ts";
import { generalBound } from "./tail-bounds.ts";

export const generalTheorem: BoundTheorem = { name: "general bound", source: "Golikov 2025, Theorem 4.2.1" };

export function generalVerdict(attempt: Attempt): BoundVerdict {
  const { tail, classify, fail } = attempt;
  const { pool, variables, average } = tail;
  const constants = productConstants(attempt);
  const order = secondOrder(pool, average, (id) => classify(id), "slopes");
  if (typeof order === "number") {
    const flaw = classify(average).flaws.continuous;
    if (flaw !== undefined) fail("the averaged function is pseudo-Lipschitz of order 2", flaw.node, flaw.reason);
    else fail("the averaged function is pseudo-Lipschitz of order 2", order, "is not shown to be");
  }
  for (const { key, name, product } of variables) {
    if (product === undefined) continue;
    const later = variables.flatMap(({ product: other, place }) =>
      other === undefined ? [] : [{ body: b.powInt(pool, other.body, 2), place }],
    );
    for (const { body, place } of [...later, { body: average, place: undefined }]) {
      if (meanDirection(pool, body, key, classify) !== undefined) continue;
      const reason = `is not shown to have one that is in the variance of \`${name}\``;
      fail("means are monotone in the variance of each vector", body, reason, place);
    }
  }
  return conclude(generalTheorem, attempt, () => leastBound(attempt, constants));
}

/** By slopes or by constants of the averaged function, whichever asks for less. */
function leastBound({ tail, classify, lengths, options }: Attempt, constants: readonly number[]) {
  const { pool, variables, average } = tail;
  const offsets = variables.map(({ product }) =>
    product === undefined ? 0 : Math.abs(valueAtZero(pool, product.body)),
  );
  const products = lengths.values();
  const variances = variables.map(({ product }) => (product === undefined ? 1 : (products.next().value ?? Number.NaN)));
  const candidates = (["slopes", "constants"] as const).flatMap((prefer) => {
    const bounds = secondOrder(pool, average, (id) => classify(id), prefer);
    if (typeof bounds === "number") return [];
    const lambda = Math.sqrt(Math.max(...constants.map((constant) => constant ** 2), bounds.slope / 2, 0)) || 1;
    const nu = Math.max(bounds.constant / lambda ** 2, ...offsets.map((offset) => (2 * offset) / lambda));
    return [{ lambda, nu, bound: generalBound(lambda, variances, options.tau, nu) }];
  });
  const [best] = candidates.sort((one, other) => one.bound.c2 - other.bound.c2);
  invariant(best !== undefined, () => "a function without bounds of second order has failed before");
  return best;
}
