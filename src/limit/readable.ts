/**
 * Closed forms that no reader would want are shown as the expectations that they are the value of; their numbers stay
 * those of the closed forms.
 */
import { reachable } from "../ir/expr.ts";
import type { Definition, LimitProgram } from "./limit-program.ts";

/** Different parts of the longest closed form that is shown. */
const MOST_PARTS = 150;

/** `limit` with expectations in place of very long closed forms; `before` is the same without closed forms. */
export function readableLimit(limit: LimitProgram, before: LimitProgram): LimitProgram {
  const shown = (definition: Definition, j: number): Definition => {
    if (definition.kind !== "closed" || reachable(limit.pool, [definition.body]).length <= MOST_PARTS)
      return definition;
    const open = before.scalars[j]?.definition;
    // What closes a slope is the integrand times a direction: the integrand alone is another number.
    if (definition.of === "slope" && open !== undefined) return open;
    const { factor, integrand } = definition;
    return { kind: "expectation", factor, integrand };
  };
  return {
    ...limit,
    scalars: limit.scalars.map((scalar, j) => ({ ...scalar, definition: shown(scalar.definition, j) })),
  };
}
