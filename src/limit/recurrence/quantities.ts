/**
 * Sorts the numbers, basis variables and vectors of a limit into quantities: those whose names differ in indices only.
 * Indices that follow from others, as in `W[2] @ relu(h[1])`, are left out, so that the members of a quantity are
 * points with independent coordinates.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import type { ExprId } from "../../ir/expr.ts";
import type { ValueId } from "../../ir/program.ts";
import type { LimitProgram, Meaning } from "../limit-program.ts";
import { type Affine, affineSolver, integral, variable } from "./affine.ts";
import type { Quantity, QuantityId, QuantityKind } from "./equation.ts";
import { areInOrder, freeName, indexNamesIn, splitName } from "./names.ts";

export type Point = readonly number[];

export interface Member {
  readonly quantity: QuantityId;
  readonly point: Point;
}

export interface QuantityTable {
  readonly quantities: readonly Quantity[];
  /** Of limit scalar k. */
  readonly scalar: (index: number) => Member;
  /** Of basis variable k. */
  readonly coordinate: (index: number) => Member;
  /** Of Z of a vector of the source. */
  readonly z: (value: ValueId) => Member;
  /** Limit scalar, basis variable or value at a point of a quantity; undefined if there is none. */
  readonly at: (quantity: QuantityId, point: Point) => number | undefined;
}

/** In named expressions (named.ts) the coord of Z of a value is this much more than its id. */
const Z_COORDS = 2 ** 40;

/** Z of a vector of the source as a leaf, which no basis variable is. */
export function zLeaf(limit: LimitProgram, value: ValueId): ExprId {
  return b.coord(limit.pool, Z_COORDS + value);
}

/** The vector whose Z a coord stands for in named expressions; undefined for a basis variable. */
export function zOfLeaf(index: number): ValueId | undefined {
  return index >= Z_COORDS ? ((index - Z_COORDS) as ValueId) : undefined;
}

/** What a leaf of a definition or of a named expression is. */
export function memberOfLeaf(table: QuantityTable, op: "coord" | "param", index: number): Member {
  if (op === "param") return table.scalar(index);
  const value = zOfLeaf(index);
  return value === undefined ? table.coordinate(index) : table.z(value);
}

/** The leaf of a member, or undefined where the quantity has none at this point. */
export function leafOfMember(
  limit: LimitProgram,
  table: QuantityTable,
  quantity: QuantityId,
  point: Point,
): ExprId | undefined {
  const index = table.at(quantity, point);
  if (index === undefined) return undefined;
  const { kind } = table.quantities[quantity] as Quantity;
  switch (kind) {
    case "input":
    case "hat":
    case "sum":
      return b.coord(limit.pool, index);
    case "z":
      return zLeaf(limit, index as ValueId);
    case "scalar":
    case "variance":
    case "covariance":
    case "onsager":
      return b.param(limit.pool, index);
  }
}

interface Group {
  readonly kind: QuantityKind;
  readonly pieces: readonly (readonly string[])[];
  /** With all indices, those of all names one after the other. */
  readonly members: { readonly index: number; readonly indices: readonly number[] }[];
}

export function tableOfQuantities(limit: LimitProgram): QuantityTable {
  const { program } = limit;
  const sourceNames = indexNamesIn(program);
  const split = program.values.map(({ name }) => splitName(name));
  const groups = new Map<string, Group>();
  const enter = (kind: QuantityKind, index: number, values: readonly ValueId[]): void => {
    const names = values.map((value) => split[value] ?? splitName("?"));
    const key = JSON.stringify([kind, ...names.map(({ pieces }) => pieces)]);
    const group = groups.get(key) ?? { kind, pieces: names.map(({ pieces }) => pieces), members: [] };
    groups.set(key, group);
    group.members.push({ index, indices: names.flatMap(({ indices }) => indices) });
  };
  for (const [k, { meaning }] of limit.scalars.entries()) {
    const { kind, values } = partsOf(meaning);
    const [first, second] = values.map((value) => program.values[value]?.name ?? "?");
    // The one with the smaller indices is the second, which is written first.
    const isPair = kind === "covariance" && first !== undefined && second !== undefined;
    enter(kind, k, isPair && !areInOrder(second, first) ? values.toReversed() : values);
  }
  for (const [k, { kind, value }] of limit.basis.entries()) enter(kind, k, [value]);
  for (const value of limit.z.keys()) enter("z", value, [value]);

  const quantities: Quantity[] = [];
  const scalars: Member[] = [];
  const coordinates: Member[] = [];
  const zs = new Map<ValueId, Member>();
  const positions: Map<string, number>[] = [];
  for (const group of groups.values()) {
    const quantity = quantities.length as QuantityId;
    const tuples = group.members.map(({ indices }) => indices);
    const proposed = group.pieces.flatMap((pieces) => sourceNames.of(pieces));
    const { kept, all } = independentCoordinates(tuples, proposed);
    const taken = new Set<string>();
    const indexNames = kept.map((at) => {
      const name = freeName(proposed[at], taken);
      taken.add(name);
      return name;
    });
    let done = 0;
    const names = group.pieces.map((pieces) => {
      const from = done;
      done += pieces.length - 1;
      return { pieces, indices: all.slice(from, done) };
    });
    quantities.push({ kind: group.kind, names, indexNames });
    const position = new Map<string, number>();
    positions.push(position);
    for (const { index, indices } of group.members) {
      const member: Member = { quantity, point: kept.map((at) => indices[at] ?? 0) };
      position.set(member.point.join(), index);
      if (group.kind === "input" || group.kind === "hat" || group.kind === "sum") coordinates[index] = member;
      else if (group.kind === "z") zs.set(index as ValueId, member);
      else scalars[index] = member;
    }
  }
  const known = (member: Member | undefined): Member => {
    invariant(member !== undefined, () => "an expression names something that the limit does not have");
    return member;
  };
  return {
    quantities,
    scalar: (index) => known(scalars[index]),
    coordinate: (index) => known(coordinates[index]),
    z: (value) => known(zs.get(value)),
    at: (quantity, point) => positions[quantity]?.get(point.join()),
  };
}

function partsOf(meaning: Meaning): { readonly kind: QuantityKind; readonly values: readonly ValueId[] } {
  switch (meaning.kind) {
    case "scalar":
      return { kind: "scalar", values: [meaning.value] };
    case "covariance":
      return meaning.first === meaning.second
        ? { kind: "variance", values: [meaning.first] }
        : { kind: "covariance", values: [meaning.first, meaning.second] };
    case "onsager":
      return { kind: "onsager", values: [meaning.product, meaning.by] };
  }
}

/** Coordinates that determine all others by integer affine functions; those with a proposed name are preferred. */
export function independentCoordinates(
  tuples: readonly Point[],
  proposed: readonly (string | undefined)[],
): { readonly kept: readonly number[]; readonly all: readonly Affine[] } {
  const count = tuples[0]?.length ?? 0;
  const order = Array.from({ length: count }, (_, k) => k);
  order.sort((x, y) => Number(proposed[x] === undefined) - Number(proposed[y] === undefined) || x - y);
  let kept: number[] = [];
  for (const at of order) if (dependence(tuples, kept, at) === undefined) kept.push(at);
  // A coordinate that was kept early may depend on one that was kept late, l = 2 k.
  for (const at of [...kept]) {
    const others = kept.filter((other) => other !== at);
    if (dependence(tuples, others, at) !== undefined) kept = others;
  }
  // With few members, what follows from some coordinates may not be found from more of them, or from others.
  const isLost = (at: number): boolean => !kept.includes(at) && dependence(tuples, kept, at) === undefined;
  for (let at = order.find(isLost); at !== undefined; at = order.find(isLost)) kept.push(at);
  kept.sort((x, y) => x - y);
  const all = Array.from({ length: count }, (_, at) => {
    const position = kept.indexOf(at);
    const found = position >= 0 ? variable(position, kept.length) : dependence(tuples, kept, at);
    invariant(found !== undefined, () => "a coordinate that was left out does not follow from the others");
    return found;
  });
  return { kept, all };
}

/** Coordinate `at` of all tuples as an affine function of the coordinates `kept`, if it is one. */
function dependence(tuples: readonly Point[], kept: readonly number[], at: number): Affine | undefined {
  const points = tuples.map((tuple) => kept.map((k) => tuple[k] ?? 0));
  const solver = affineSolver(points, kept.length);
  if (solver === undefined) return undefined;
  const found = integral(solver.solve(solver.chosen.map((k) => tuples[k]?.[at] ?? 0)));
  if (found === undefined) return undefined;
  const holds = points.every(
    (point, k) =>
      found.coefficients.reduce((sum, c, i) => sum + c * (point[i] ?? 0), found.constant) === tuples[k]?.[at],
  );
  return holds ? found : undefined;
}
