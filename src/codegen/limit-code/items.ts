/** What a function computes: equations over ranges of indices, and numbers by themselves. */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import type { LimitProgram } from "../../limit/limit-program.ts";
import { constantFunction } from "../../limit/recurrence/affine.ts";
import type { Equation, Reference } from "../../limit/recurrence/equation.ts";
import type { QuantityTable } from "../../limit/recurrence/quantities.ts";
import { type Auxiliary, auxiliaryOf, isRefusal, type Reduced, type Refusal } from "./integral.ts";
import type { GeneralReduced, RightSides } from "./right-side.ts";
import { sliceFor } from "./slice.ts";

export interface Item {
  /** Without variables for a number by itself. */
  readonly equation: Equation;
  readonly right:
    | { readonly kind: "loop"; readonly of: GeneralReduced }
    | { readonly kind: "single"; readonly of: Reduced; readonly index: number };
}

export interface ItemSetting {
  readonly limit: LimitProgram;
  readonly table: QuantityTable;
  readonly sides: RightSides;
  /** The equations that can be loops. */
  readonly loops: readonly { readonly equation: Equation; readonly right: GeneralReduced }[];
  readonly dependencies: readonly (readonly number[])[];
  /** What a number is called where it is refused. */
  readonly titleOf: (index: number) => string;
}

export interface Needed {
  readonly items: readonly Item[];
  /** The free symbols among the numbers that are needed. */
  readonly symbols: readonly number[];
}

/** Everything that the numbers `roots` need, in the order of the numbers. */
export function itemsFor(cx: ItemSetting, roots: readonly number[], withLoops: boolean): Needed | Refusal {
  const { limit, table, sides, dependencies } = cx;
  const loops = withLoops ? cx.loops : [];
  const slice = sliceFor({ dependencies, equations: loops.map(({ equation }) => equation) }, roots);
  const items = slice.loops.flatMap(({ source, equation }): Item[] => {
    const of = loops[source]?.right;
    return of === undefined ? [] : [{ equation, right: { kind: "loop", of } }];
  });
  const isSymbol = (j: number): boolean => limit.scalars[j]?.definition.kind === "symbol";
  for (const index of slice.singles) {
    if (isSymbol(index)) continue;
    const of = sides.single(index);
    if (isRefusal(of)) return { refusal: `${cx.titleOf(index)}: ${of.refusal}` };
    const { quantity, point } = table.scalar(index);
    const left = { quantity, indices: point.map((value) => constantFunction(value, 0)) };
    const right: Equation["right"] = { kind: "formula", body: { body: of.value, references: [] } };
    items.push({ equation: { left, variables: [], right, members: [index] }, right: { kind: "single", of, index } });
  }
  items.sort((x, y) => (x.equation.members[0] ?? 0) - (y.equation.members[0] ?? 0));
  return { items, symbols: slice.singles.filter(isSymbol) };
}

/** The numbers that an item refers to. */
export function referencesOf(cx: Pick<ItemSetting, "limit" | "table">, { right }: Item): readonly Reference[] {
  if (right.kind === "loop") return right.of.references;
  const roots = [right.of.value, ...right.of.auxiliaries.flatMap(expressionsOf)];
  return memberReferences(cx, roots);
}

/** The numbers that expressions of limit scalars refer to. */
export function memberReferences(
  { limit, table }: Pick<ItemSetting, "limit" | "table">,
  roots: readonly ExprId[],
): readonly Reference[] {
  return leavesOf(limit.pool, roots).params.flatMap((j): Reference[] => {
    if (auxiliaryOf(j) !== undefined) return [];
    const { quantity, point } = table.scalar(j);
    return [{ kind: "member", quantity, indices: point.map((value) => constantFunction(value, 0)) }];
  });
}

/** All expressions of an auxiliary. */
export function expressionsOf(auxiliary: Auxiliary): readonly ExprId[] {
  if (auxiliary.kind === "solution") return [...auxiliary.matrix.flat(), ...auxiliary.right];
  const { body, covariance, features } = auxiliary;
  return [body, ...covariance.flat(), ...features.flatMap(({ slopes, constant }) => [...slopes, constant])];
}
