/**
 * Closed forms that show how a limit repeats. Where all layers have variance 1 it is best to write 1; but where they
 * have 1/2, 1/4, 1/8, writing these numbers into everything later hides the recurrence that they come from. Where
 * both can be done, the system that is shorter to write is taken.
 */
import { constantValue } from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import { sizeOf } from "../formula-size.ts";
import type { LimitProgram } from "../limit-program.ts";
import { closeLimit, isShort } from "../symbolic/close.ts";
import { type Trust, trustAll } from "../symbolic/trust.ts";
import { dependenciesOf } from "./dependencies.ts";
import { type General, partsOf, type QuantityId } from "./equation.ts";
import { findRecurrences } from "./find-recurrences.ts";
import { tableOfQuantities } from "./quantities.ts";

/** A list of numbers in an equation counts as much as a formula of so many nodes, and so do powers that hide a recurrence. */
const TABLE = 40;

/** `limit` in closed form; constants are written out where all members of a quantity have the same one; `trusts` as for {@link closeLimit}. */
export function closeEvenly(limit: LimitProgram, trusts: Trust = trustAll): LimitProgram {
  const closed = closeLimit(limit, undefined, trusts);
  const isUneven = unevenScalars(limit, closed);
  if (!closed.scalars.some((_, k) => isUneven(k))) return closed;
  const named = closeLimit(limit, (scalar) => !isUneven(scalar), trusts);
  return lengthOf(named) < lengthOf(closed) ? named : closed;
}

/** Tells which numbers belong to quantities that others read and that are not the same constant throughout. */
function unevenScalars(limit: LimitProgram, closed: LimitProgram): (scalar: number) => boolean {
  const table = tableOfQuantities(closed);
  const isSymbol = (j: number): boolean => closed.scalars[j]?.definition.kind === "symbol";
  const read = new Set(dependenciesOf(limit).flat());
  const values = new Map<QuantityId, Set<ExprId | undefined>>();
  for (const [k, { definition }] of closed.scalars.entries()) {
    if (!read.has(k) || (definition.kind !== "closed" && definition.kind !== "arithmetic")) continue;
    const { body } = definition;
    // What is 0 is put in everywhere.
    if (constantValue(closed.pool, body) === 0) continue;
    const isConstant = closed.pool.get(body).op !== "param" && isShort(closed.pool, body, isSymbol);
    const { quantity } = table.scalar(k);
    const known = values.get(quantity) ?? new Set();
    values.set(quantity, known.add(isConstant ? body : undefined));
  }
  return (scalar) => (values.get(table.scalar(scalar).quantity)?.size ?? 0) > 1;
}

/** How long the equations of a limit are, in nodes. */
export function lengthOf(limit: LimitProgram): number {
  const sizes = new Map<ExprId, number>();
  const length = ({ body, references }: General): number =>
    references.reduce(
      (sum, reference) =>
        sum +
        (reference.kind === "sum"
          ? length(reference.term)
          : reference.kind === "number" && reference.law?.kind !== "power"
            ? TABLE
            : 0),
      sizeOf(limit.pool, body, sizes),
    );
  const { equations, vectors } = findRecurrences(limit);
  const parts = [...equations.flatMap(({ right }) => partsOf(right)), ...vectors.map(({ right }) => right)];
  return parts.reduce((sum, part) => sum + 2 + length(part), 0);
}
