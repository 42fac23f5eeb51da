/** General expressions at given values of their variables: how an equation is compared with the unrolled definitions. */
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { LimitProgram } from "../limit-program.ts";
import { evaluateAffine } from "./affine.ts";
import type { General, Reference } from "./equation.ts";
import { evaluateLaw } from "./law.ts";
import { leafOfMember, type Point, type QuantityTable } from "./quantities.ts";

/** The expression at `point`; undefined where it names what the limit does not have. */
export function instantiate(
  limit: LimitProgram,
  table: QuantityTable,
  { body, references }: General,
  point: Point,
): ExprId | undefined {
  const { pool } = limit;
  const images: ExprId[] = [];
  for (const reference of references) {
    const image = valueAt(limit, table, reference, point);
    if (image === undefined) return undefined;
    images.push(image);
  }
  if (references.length === 0) return body;
  return substitute(pool, [body], { param: (k) => images[k] })[0];
}

function valueAt(limit: LimitProgram, table: QuantityTable, reference: Reference, point: Point): ExprId | undefined {
  const { pool } = limit;
  switch (reference.kind) {
    case "member": {
      const at = reference.indices.map((index) => evaluateAffine(index, point));
      return leafOfMember(limit, table, reference.quantity, at);
    }
    case "number": {
      const { law, values } = reference;
      const value = values.get(point.join()) ?? (law && evaluateLaw(law, point));
      return value === undefined ? undefined : b.constant(pool, value);
    }
    case "sum": {
      const terms: ExprId[] = [];
      const to = evaluateAffine(reference.to, point);
      for (let k = evaluateAffine(reference.from, point); k <= to; k++) {
        const term = instantiate(limit, table, reference.term, [...point, k]);
        if (term === undefined) return undefined;
        terms.push(term);
      }
      return b.add(pool, ...terms);
    }
  }
}
