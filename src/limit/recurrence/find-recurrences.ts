import type { LimitProgram } from "../limit-program.ts";
import type { Equation, QuantityId, Recurrences } from "./equation.ts";
import { type Candidate, type Division, divide } from "./families.ts";
import { divideScalars, rightSide } from "./forms.ts";
import { namedForms } from "./named.ts";
import { generalOf, memberAt, placed } from "./place.ts";
import { type QuantityTable, tableOfQuantities } from "./quantities.ts";
import { shapeReader } from "./shape.ts";
import { vectorEquations } from "./vector-equations.ts";

/** In an equation for one number, sums of so many like terms are written with a sum sign. */
const LONG_SUM = 5;

/** The equations of `limit`, closed or not. Each number of the limit but the free symbols is a member of exactly one. */
export function findRecurrences(limit: LimitProgram): Recurrences {
  const { pool } = limit;
  const table = tableOfQuantities(limit);
  const named = namedForms(limit);
  // Sums of two terms are put under a sign only where nothing else helps.
  const readers = [3, Number.POSITIVE_INFINITY, 2].map((several) => shapeReader(pool, table, { several }));
  const single = shapeReader(pool, table, { several: LONG_SUM });
  const divideOne = (quantity: number, candidates: readonly Candidate[]): Division =>
    divide(limit, table, readers, table.quantities[quantity]?.indexNames ?? [], candidates);

  const equations: Equation[] = [];
  for (const [quantity, scalars] of scalarsByQuantity(limit, table)) {
    const division = divideScalars(limit, table, named, scalars, (candidates) => divideOne(quantity, candidates));
    for (const family of division.families) {
      equations.push({ ...placed(quantity, family), right: rightSide(family.tag, family.parts) });
    }
    for (const { point, tag, parts, index } of division.singles) {
      const right = rightSide(
        tag,
        parts.map((part) => generalOf(limit, table, single, part)),
      );
      equations.push({ left: memberAt(quantity, point), variables: [], right, members: [index] });
    }
  }
  equations.sort((x, y) => (x.members[0] ?? 0) - (y.members[0] ?? 0));
  return {
    quantities: table.quantities,
    equations,
    vectors: vectorEquations(limit, table, named, equations, divideOne, single),
  };
}

function scalarsByQuantity(limit: LimitProgram, table: QuantityTable): Map<QuantityId, number[]> {
  const found = new Map<QuantityId, number[]>();
  for (const [index, { definition }] of limit.scalars.entries()) {
    if (definition.kind === "symbol") continue;
    const { quantity } = table.scalar(index);
    const known = found.get(quantity) ?? [];
    found.set(quantity, known);
    known.push(index);
  }
  return found;
}
