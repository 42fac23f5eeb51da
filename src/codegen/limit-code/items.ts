/** What a function computes: equations over ranges of indices, and numbers by themselves. */
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import type { LimitProgram } from "../../limit/limit-program.ts";
import { constantFunction } from "../../limit/recurrence/affine.ts";
import type { Equation, Reference } from "../../limit/recurrence/equation.ts";
import type { QuantityTable } from "../../limit/recurrence/quantities.ts";
import { findGaps, type Gaps, gapSide, withGaps } from "./gap.ts";
import { type Auxiliary, auxiliaryOf, isRefusal, type Reduced, type Refusal } from "./integral.ts";
import type { GeneralReduced, RightSides } from "./right-side.ts";
import { sliceFor } from "./slice.ts";

export interface Item {
  /** Without variables for a number by itself. */
  readonly equation: Equation;
  readonly right:
    | {
        readonly kind: "loop";
        readonly of: GeneralReduced;
        /** What is carried in its place, where it has a gap (gap.ts). */
        readonly gap: GeneralReduced | undefined;
      }
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
  readonly gaps: Gaps;
}

/** Everything that the numbers `roots` need, in the order of the numbers. */
export function itemsFor(cx: ItemSetting, roots: readonly number[], withLoops: boolean): Needed | Refusal {
  const { limit, table, sides, dependencies } = cx;
  const loops = withLoops ? cx.loops : [];
  const slice = sliceFor({ dependencies, equations: loops.map(({ equation }) => equation) }, roots);
  const items = slice.loops.flatMap(({ source, equation }): Item[] => {
    const of = loops[source]?.right;
    return of === undefined ? [] : [{ equation, right: { kind: "loop", of, gap: undefined } }];
  });
  const gaps = findGaps(
    limit.pool,
    items.flatMap(({ equation, right }) => (right.kind === "loop" ? [{ left: equation.left, right: right.of }] : [])),
  );
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
  const read = readFrom(cx, items, roots);
  return {
    items: items
      .filter(({ equation }) => equation.members.some((j) => read.has(j)))
      .map((item) => carried(cx, gaps, item)),
    gaps,
    symbols: slice.singles.filter((j) => isSymbol(j) && read.has(j)),
  };
}

/** The item with gaps in place of differences that cancel. */
function carried({ limit: { pool } }: ItemSetting, gaps: Gaps, item: Item): Item {
  if (item.right.kind === "single" || gaps.size === 0) return item;
  const { quantity } = item.equation.left;
  const of = withGaps(pool, gaps, item.right.of);
  if (!gaps.has(quantity)) return { ...item, right: { kind: "loop", of, gap: undefined } };
  return { ...item, right: { kind: "loop", of, gap: gapSide(pool, gaps, quantity, of) } };
}

/** The numbers that are read once expectations are reduced: not every covariance of theirs is. */
function readFrom(cx: ItemSetting, items: readonly Item[], roots: readonly number[]): ReadonlySet<number> {
  const home = new Map(items.flatMap((item) => item.equation.members.map((j) => [j, item] as const)));
  const read = new Set<number>();
  const queue = [...roots];
  for (let j = queue.pop(); j !== undefined; j = queue.pop()) {
    if (read.has(j)) continue;
    read.add(j);
    const item = home.get(j);
    if (item?.right.kind === "single") queue.push(...numbersIn(cx, item.right.of));
    // The members of a loop are computed together.
    else if (item !== undefined)
      queue.push(...item.equation.members.flatMap((k) => [k, ...(cx.dependencies[k] ?? [])]));
  }
  return read;
}

function numbersIn({ limit }: Pick<ItemSetting, "limit">, { value, auxiliaries }: Reduced): readonly number[] {
  const { params } = leavesOf(limit.pool, [value, ...auxiliaries.flatMap(expressionsOf)]);
  return params.filter((j) => auxiliaryOf(j) === undefined);
}

/** The numbers that an item refers to. */
export function referencesOf(cx: Pick<ItemSetting, "limit" | "table">, { right }: Item): readonly Reference[] {
  if (right.kind === "loop") return (right.gap ?? right.of).references;
  return memberReferences(cx, numbersIn(cx, right.of));
}

/** Numbers by their quantities and indices. */
export function memberReferences(
  { table }: Pick<ItemSetting, "table">,
  numbers: readonly number[],
): readonly Reference[] {
  return numbers.map((j): Reference => {
    const { quantity, point } = table.scalar(j);
    return { kind: "member", quantity, indices: point.map((value) => constantFunction(value, 0)) };
  });
}

/** All expressions of an auxiliary. */
export function expressionsOf(auxiliary: Auxiliary): readonly ExprId[] {
  if (auxiliary.kind === "solution") return [...auxiliary.matrix.flat(), ...auxiliary.right];
  const { body, covariance, features, curves } = auxiliary;
  return [body, ...curves, ...covariance.flat(), ...features.flatMap(({ slopes, constant }) => [...slopes, constant])];
}
