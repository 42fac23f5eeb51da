/**
 * Closed forms that show how a limit repeats. Where all layers have variance 1 it is best to write 1; but where they
 * have 1/2, 1/4, 1/8, writing these numbers into everything later hides the recurrence that they come from.
 */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import type { LimitProgram } from "../limit-program.ts";
import { closeLimit } from "../symbolic/close.ts";
import type { QuantityId } from "./equation.ts";
import { tableOfQuantities } from "./quantities.ts";

/** `limit` in closed form; constants are written out only where all members of a quantity have the same one. */
export function closeEvenly(limit: LimitProgram): LimitProgram {
  const closed = closeLimit(limit);
  const table = tableOfQuantities(closed);
  const constants = new Map<QuantityId, Set<ExprId>>();
  for (const [k, { definition }] of closed.scalars.entries()) {
    if (definition.kind !== "closed" && definition.kind !== "arithmetic") continue;
    if (leavesOf(closed.pool, [definition.body]).params.length > 0) continue;
    const { quantity } = table.scalar(k);
    const known = constants.get(quantity) ?? new Set();
    constants.set(quantity, known.add(definition.body));
  }
  const isEven = (scalar: number): boolean => (constants.get(table.scalar(scalar).quantity)?.size ?? 0) < 2;
  return [...constants.values()].every(({ size }) => size < 2) ? closed : closeLimit(limit, isEven);
}
