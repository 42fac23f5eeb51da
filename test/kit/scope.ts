/** What names stand for while a program is interpreted, and where they are found. */
import type { Statement } from "../../src/parser/ast.ts";

/** A compile-time number or a nested array of numbers. */
export type NumberValue = number | readonly NumberValue[];

/** `y = scale * (v . x)`: kernels are taken of its parts. */
export interface Readout<T> {
  readonly v: T;
  readonly x: T;
  readonly scale: number;
}

export type Fixed = readonly (number | undefined)[];

export type Item<T> =
  | { readonly kind: "number"; readonly value: NumberValue }
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "readout"; readonly value: T; readonly parts: Readout<T> }
  /** A family named without indices, or the part of one that has these indices, undefined where any is meant. */
  | { readonly kind: "family"; readonly base: string; readonly scope: Scope<T>; readonly fixed: Fixed }
  | { readonly kind: "text"; readonly value: string };

export type FunctionDefinition = Extract<Statement, { kind: "fn" }>;

/** One level of names. Assignments go to the nearest frame: the program, or the function that is being called. */
export interface Scope<T> {
  readonly items: Map<string, Item<T>>;
  readonly parent: Scope<T> | undefined;
  readonly isFrame: boolean;
}

export function openScope<T>(parent: Scope<T> | undefined, isFrame: boolean): Scope<T> {
  return { items: new Map(), parent, isFrame };
}

/** `h` and `[2, 1]` as `h[2,1]`. */
export function memberName(base: string, indices: readonly number[]): string {
  return indices.length === 0 ? base : `${base}[${indices.join(",")}]`;
}

export function assign<T>(scope: Scope<T>, name: string, item: Item<T>): void {
  let frame = scope;
  while (!frame.isFrame && frame.parent !== undefined) frame = frame.parent;
  if (frame.items.has(name)) throw new Error(`${name} is assigned twice`);
  frame.items.set(name, item);
}

/** The item of a full name such as `h[2,1]`, or undefined. */
export function find<T>(scope: Scope<T> | undefined, name: string): Item<T> | undefined {
  return scope === undefined ? undefined : (scope.items.get(name) ?? find(scope.parent, name));
}

/** Resolves a reference: a member of a family, an element of an array, or a plain name. */
export function resolve<T>(scope: Scope<T>, base: string, indices: readonly number[]): Item<T> {
  const exact = find(scope, memberName(base, indices));
  if (exact !== undefined) return exact;
  const plain = find(scope, base);
  if (plain?.kind === "number" && indices.length > 0) return { kind: "number", value: element(plain.value, indices) };
  if (plain?.kind === "family" && indices.length > 0) {
    return resolve(plain.scope, plain.base, filled(plain.fixed, indices).map(Number));
  }
  if (indices.length === 0 && membersOf(scope, base, []).length > 0) return { kind: "family", base, scope, fixed: [] };
  throw new Error(`no value ${memberName(base, indices)}`);
}

/** `f[t, ..]`, `X[.., 2]`: a part of a family or of an array. */
export function resolvePart<T>(scope: Scope<T>, base: string, indices: Fixed): Item<T> {
  const plain = find(scope, base);
  if (plain?.kind === "number") return { kind: "number", value: partOf(plain.value, indices) };
  if (plain?.kind === "family") return { ...plain, fixed: filled(plain.fixed, indices) };
  return { kind: "family", base, scope, fixed: indices };
}

/** The indices that are fixed, with others in the open places and after them. */
function filled(fixed: Fixed, indices: Fixed): Fixed {
  let next = 0;
  const start = fixed.map((index) => (index === undefined ? indices[next++] : index));
  return [...start, ...indices.slice(next)];
}

function partOf(array: NumberValue, [first, ...rest]: Fixed): NumberValue {
  if (typeof array === "number") return array;
  return first === undefined ? array.map((row) => partOf(row, rest)) : partOf(element(array, [first]), rest);
}

/** All members of a family with these indices and their full names, in the order in which they were assigned. */
export function membersOf<T>(
  scope: Scope<T> | undefined,
  base: string,
  fixed: Fixed,
): readonly (readonly [string, Item<T>])[] {
  if (scope === undefined) return [];
  const own = [...scope.items].filter(([name]) => name.startsWith(`${base}[`));
  if (own.length === 0) return membersOf(scope.parent, base, fixed);
  const fits = (name: string) => {
    const indices = name
      .slice(base.length + 1, -1)
      .split(",")
      .map(Number);
    return fixed.every((index, k) => index === undefined || index === indices[k]);
  };
  return own.filter(([name]) => fits(name));
}

function element(array: NumberValue, indices: readonly number[]): NumberValue {
  const [first, ...rest] = indices;
  if (first === undefined) return array;
  const item = typeof array === "number" ? undefined : array[first - 1];
  if (item === undefined) throw new Error(`index ${first} is outside of the array`);
  return element(item, rest);
}
