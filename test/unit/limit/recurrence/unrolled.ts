/** Equations taken back to the definitions of their members, for comparison with what was derived. */
import { gradient } from "../../../../src/ir/differentiate.ts";
import type { ExprId } from "../../../../src/ir/expr.ts";
import type { ValueId } from "../../../../src/ir/program.ts";
import { substitute } from "../../../../src/ir/substitute.ts";
import type { LimitProgram } from "../../../../src/limit/limit-program.ts";
import { pointsOf } from "../../../../src/limit/recurrence/domain.ts";
import { partsOf, type Recurrences } from "../../../../src/limit/recurrence/equation.ts";
import { instantiate } from "../../../../src/limit/recurrence/instantiate.ts";
import { tableOfQuantities, zOfLeaf } from "../../../../src/limit/recurrence/quantities.ts";

export interface Unrolled {
  readonly scalar: number;
  readonly kind: string;
  /** In basis variables: Zs of named vectors are replaced by what they are. */
  readonly parts: readonly (ExprId | undefined)[];
}

/** Every member of every equation. */
export function unroll(limit: LimitProgram, { equations }: Recurrences): readonly Unrolled[] {
  const table = tableOfQuantities(limit);
  return equations.flatMap(({ variables, right, members }) =>
    [...pointsOf(variables)].map((point, k): Unrolled => {
      const parts = partsOf(right).map((part) => {
        const named = instantiate(limit, table, part, point);
        return named === undefined ? undefined : withoutNames(limit, named);
      });
      return { scalar: members[k] ?? -1, kind: right.kind, parts };
    }),
  );
}

/** An expression with the Zs of vectors in terms of basis variables. */
export function withoutNames(limit: LimitProgram, named: ExprId): ExprId | undefined {
  return substitute(limit.pool, [named], {
    coord: (index) => {
      const value = zOfLeaf(index);
      return value === undefined ? undefined : limit.z.get(value);
    },
  })[0];
}

/** The expressions in the definition of a number, in the order of `partsOf` for an equation of this kind. */
export function definitionParts(limit: LimitProgram, { scalar, kind, parts }: Unrolled): readonly unknown[] {
  const definition = limit.scalars[scalar]?.definition;
  switch (definition?.kind) {
    case "number":
      return [definition.value];
    case "arithmetic":
      return [definition.body];
    case "closed":
      if (kind === "formula") return [definition.body];
      break;
    case "expectation":
    case "stein":
      break;
    default:
      return [];
  }
  if (kind === "expectation") return [definition.factor, definition.integrand];
  // A slope: the derivative of the second part by the third, or the function itself under Stein's lemma.
  const [, of, by] = parts;
  if (of === undefined || by === undefined) return [];
  const hat = limit.pool.get(by);
  if (hat.op !== "coord") return [];
  if (definition.kind === "stein") {
    return definition.integrand === of && definition.hats[definition.index] === hat.index
      ? [definition.factor, of, by]
      : [];
  }
  const slope = gradient(limit.pool, of).coords.get(hat.index);
  return slope === definition.integrand ? [definition.factor, of, by] : [];
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
