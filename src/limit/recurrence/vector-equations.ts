/** Equations for the Zs of vectors of the source, those that other equations name. */
import type { ValueId } from "../../ir/program.ts";
import type { LimitProgram } from "../limit-program.ts";
import { type Equation, type General, partsOf, type QuantityId, type VectorEquation } from "./equation.ts";
import type { Candidate, Division } from "./families.ts";
import type { NamedForms } from "./named.ts";
import { generalOf, memberAt, placed } from "./place.ts";
import type { QuantityTable } from "./quantities.ts";
import type { ShapeReader } from "./shape.ts";

/** What the Zs are that the equations name, and those that these equations name. */
export function vectorEquations(
  limit: LimitProgram,
  table: QuantityTable,
  named: NamedForms,
  equations: readonly Equation[],
  divideThem: (quantity: QuantityId, candidates: readonly Candidate[]) => Division,
  single: ShapeReader,
): readonly VectorEquation[] {
  const values = new Map<QuantityId, ValueId[]>();
  for (const value of limit.z.keys()) {
    const { quantity } = table.z(value);
    const known = values.get(quantity) ?? [];
    values.set(quantity, known);
    known.push(value);
  }
  const found: VectorEquation[] = [];
  const wanted = new Set(equations.flatMap(({ right }) => partsOf(right).flatMap(quantitiesOf)));
  // A set grows while it is walked, and the walk meets what is added.
  for (const quantity of wanted) {
    if (table.quantities[quantity]?.kind !== "z") continue;
    const candidates = (values.get(quantity) ?? []).flatMap((value): Candidate[] => {
      const z = limit.z.get(value);
      const form = z !== undefined && limit.pool.get(z).op === "coord" ? undefined : named.z(value);
      return form === undefined ? [] : [{ index: value, point: table.z(value).point, tag: "z", parts: [form] }];
    });
    const { families, singles } = divideThem(quantity, candidates);
    for (const family of families) {
      const [right] = family.parts;
      if (right === undefined) continue;
      found.push({ ...placed(quantity, family), right, members: family.members as readonly ValueId[] });
    }
    for (const { point, parts, index } of singles) {
      const [part] = parts;
      if (part === undefined) continue;
      const right = generalOf(limit, table, single, part);
      found.push({ left: memberAt(quantity, point), variables: [], right, members: [index as ValueId] });
    }
    for (const { right } of found) for (const next of quantitiesOf(right)) wanted.add(next);
  }
  return found.sort((x, y) => (x.members[0] ?? 0) - (y.members[0] ?? 0));
}

function quantitiesOf({ references }: General): readonly QuantityId[] {
  return references.flatMap((reference) => {
    if (reference.kind === "sum") return quantitiesOf(reference.term);
    return reference.kind === "member" ? [reference.quantity] : [];
  });
}
