/** Equations taken back to the definitions of their members, for comparison with what was derived. */
import { constant } from "../../../../src/ir/build.ts";
import { gradient } from "../../../../src/ir/differentiate.ts";
import type { ExprId } from "../../../../src/ir/expr.ts";
import type { ValueId } from "../../../../src/ir/program.ts";
import { substitute } from "../../../../src/ir/substitute.ts";
import type { LimitProgram, LimitScalar } from "../../../../src/limit/limit-program.ts";
import { pointsOf } from "../../../../src/limit/recurrence/domain.ts";
import { partsOf, type Recurrences } from "../../../../src/limit/recurrence/equation.ts";
import { instantiate } from "../../../../src/limit/recurrence/instantiate.ts";
import { tableOfQuantities, zOfLeaf } from "../../../../src/limit/recurrence/quantities.ts";

export interface Unrolled {
  readonly scalar: number;
  readonly kind: string;
  /** The right side at these indices, in the Zs of named vectors where the equation is. */
  readonly parts: readonly (ExprId | undefined)[];
}

/** Every member of every equation. */
export function unroll(limit: LimitProgram, { equations }: Recurrences): readonly Unrolled[] {
  const table = tableOfQuantities(limit);
  return equations.flatMap(({ variables, right, members }) =>
    [...pointsOf(variables)].map((point, k): Unrolled => {
      const parts = partsOf(right).map((part) => instantiate(limit, table, part, point));
      return { scalar: members[k] ?? -1, kind: right.kind, parts };
    }),
  );
}

/** Whether `unrolled` is the definition that `limit` has for its number. */
export function isDefinition(limit: LimitProgram, { scalar, kind, parts }: Unrolled): boolean {
  const { definition, meaning } = limit.scalars[scalar] as LimitScalar;
  const [first, second, third] = parts.map((part) => (part === undefined ? undefined : withoutNames(limit, part)));
  if (kind === "formula") {
    if (definition.kind === "number") return first === constant(limit.pool, definition.value);
    return (definition.kind === "arithmetic" || definition.kind === "closed") && definition.body === first;
  }
  if (definition.kind !== "expectation" && definition.kind !== "stein" && definition.kind !== "closed") return false;
  if (definition.factor !== first) return false;
  if (kind === "expectation") return definition.kind !== "stein" && definition.integrand === second;
  // A slope: the derivative of the Z that the product multiplies by the hat that its meaning names.
  const hat = third === undefined ? undefined : limit.pool.get(third);
  if (second === undefined || hat?.op !== "coord" || meaning.kind !== "onsager") return false;
  if (limit.basis[hat.index]?.value !== meaning.by) return false;
  if (definition.kind === "stein") {
    return definition.integrand === second && definition.hats[definition.index] === hat.index;
  }
  return gradient(limit.pool, second).coords.get(hat.index) === definition.integrand;
}

/** An expression with the Zs of vectors in terms of basis variables. */
function withoutNames(limit: LimitProgram, named: ExprId): ExprId | undefined {
  return substitute(limit.pool, [named], {
    coord: (index) => {
      const value = zOfLeaf(index);
      return value === undefined ? undefined : limit.z.get(value);
    },
  })[0];
}

/** Every vector that has an equation, with its right side at the indices of the vector. */
export function unrolledVectors(
  limit: LimitProgram,
  { vectors }: Recurrences,
): readonly { readonly value: ValueId; readonly image: ExprId | undefined }[] {
  const table = tableOfQuantities(limit);
  return vectors.flatMap(({ variables, right, members }) =>
    [...pointsOf(variables)].map((point, k) => ({
      value: members[k] as ValueId,
      image: instantiate(limit, table, right, point),
    })),
  );
}
