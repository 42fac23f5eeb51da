/** Where the numbers of a function are kept: those that loops define or read by index in tables, others in variables. */
import { type Affine, constantFunction } from "../../limit/recurrence/affine.ts";
import type { QuantityId, Reference } from "../../limit/recurrence/equation.ts";
import type { QuantityTable } from "../../limit/recurrence/quantities.ts";
import { affineText } from "./affine-text.ts";
import { atom, type Dialect, type Piece } from "./dialect.ts";
import { type Gaps, gapOf } from "./gap.ts";
import type { Item } from "./items.ts";
import type { LoopLength } from "./loop-length.ts";
import type { Names } from "./names.ts";

export interface Places {
  /** How a number is read outside loops. */
  readonly scalar: (index: number) => Piece;
  readonly tableOf: (quantity: QuantityId) => string | undefined;
  /** The variable of a number that is in no table. */
  readonly plain: (index: number) => string;
  readonly tables: readonly Table[];
  /** An index of a quantity, given in terms of the variables `loops`, as code. */
  readonly indexText: (quantity: QuantityId, position: number, index: Affine, loops: readonly string[]) => string;
}

interface Table {
  readonly name: string;
  readonly indices: number;
  /** What it is, where its name does not say so. */
  readonly note: string | undefined;
}

export interface PlaceSetting {
  readonly table: QuantityTable;
  readonly dialect: Dialect;
  readonly names: Names;
  /** The argument that says how long loops are, if there is one; it is the first of all loop variables. */
  readonly length: { readonly name: string; readonly of: LoopLength } | undefined;
  readonly gaps: Gaps;
  readonly titleOf: (index: number) => string;
  readonly symbolName: (index: number) => string;
}

export function placesOf(cx: PlaceSetting, items: readonly Item[], symbols: readonly number[]): Places {
  const { table, dialect, names, length } = cx;
  const tabled = tabledQuantities(items);
  const plain = new Map<number, string>();
  for (const j of symbols) plain.set(j, names.fresh(cx.symbolName(j)));
  const tableNames = new Map<QuantityId, string>();
  const tables: Table[] = [];
  for (const { equation } of items) {
    const { quantity } = equation.left;
    if (!tabled.has(quantity)) {
      for (const j of equation.members) plain.set(j, names.fresh(lowerFirst(cx.titleOf(j))));
    } else if (!tableNames.has(quantity)) {
      const indices = table.quantities[quantity]?.indexNames.length ?? 1;
      const label = quantityLabel(table, quantity);
      const name = names.fresh(label);
      tableNames.set(quantity, name);
      tables.push({ name, indices, note: undefined });
      const bound = cx.gaps.get(quantity);
      if (bound === undefined) continue;
      const gap = names.fresh(`gap ${label}`);
      tableNames.set(gapOf(quantity), gap);
      tables.push({
        name: gap,
        indices,
        note: `${gap} = 2 (${bound} - ${name}) keeps the digits of ${name} next to ${bound}`,
      });
    }
  }
  const indexText: Places["indexText"] = (quantity, position, index, loops) => {
    const isConstant = index.coefficients.every((c) => c === 0);
    const offset = isConstant ? length?.of.offsetOf(quantity, position, index.constant) : undefined;
    return affineText(offset === undefined ? index : fromLast(offset, loops.length), loops);
  };
  return {
    scalar(index) {
      const { quantity, point } = table.scalar(index);
      const name = tableNames.get(quantity);
      if (name === undefined) return atom(plain.get(index) ?? "?");
      const loops = length === undefined ? [] : [length.name];
      const texts = point.map((value, k) => indexText(quantity, k, constantFunction(value, loops.length), loops));
      return atom(dialect.entry(name, texts));
    },
    tableOf: (quantity) => tableNames.get(quantity),
    plain: (index) => plain.get(index) ?? "?",
    tables,
    indexText,
  };
}

/** `L + offset`, L the first of so many variables. */
export function fromLast(offset: number, variables: number): Affine {
  return { constant: offset, coefficients: Array.from({ length: variables }, (_, k) => (k === 0 ? 1 : 0)) };
}

function tabledQuantities(items: readonly Item[]): ReadonlySet<QuantityId> {
  const tabled = new Set<QuantityId>();
  for (const { equation, right } of items) {
    if (right.kind !== "loop") continue;
    tabled.add(equation.left.quantity);
    for (const reference of right.of.references.flatMap(allReferences)) {
      if (reference.kind !== "member") continue;
      const moves = reference.indices.some(({ coefficients }) => coefficients.some((c) => c !== 0));
      if (moves) tabled.add(reference.quantity);
    }
  }
  return tabled;
}

function allReferences(reference: Reference): readonly Reference[] {
  return reference.kind === "sum" ? reference.term.references.flatMap(allReferences) : [reference];
}

const prefixes = {
  scalar: "",
  variance: "var ",
  covariance: "cov ",
  onsager: "b ",
  input: "",
  hat: "",
  sum: "",
  z: "",
} as const;

function quantityLabel(table: QuantityTable, id: QuantityId): string {
  const quantity = table.quantities[id];
  const names = quantity?.names.map(({ pieces }) => pieces.join("").replaceAll("[]", "")) ?? [];
  const shown = quantity?.kind === "covariance" ? [...new Set(names)] : names;
  return `${prefixes[quantity?.kind ?? "scalar"]}${shown.join(" ")}`;
}

function lowerFirst(name: string): string {
  return /^(Var|Cov|B)\(/.test(name) ? `${name[0]?.toLowerCase()}${name.slice(1)}` : name;
}
