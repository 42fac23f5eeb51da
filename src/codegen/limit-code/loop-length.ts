/**
 * Whether the length of the loops of a function can be an argument: where one index runs up to the same last value
 * in all of its equations, and other places name only first and last values. A recurrence that was found for
 * l = 2..32 then runs to any L; the program has only said what it is up to 32.
 */
import type { Affine } from "../../limit/recurrence/affine.ts";
import type { Equation, QuantityId, Reference } from "../../limit/recurrence/equation.ts";

export interface LoopLength {
  /** The index as the source calls it. */
  readonly index: string;
  /** First and last value in the program. */
  readonly first: number;
  readonly last: number;
  /** A constant value of an index, in terms of the last one: `last + offset`; undefined where it is a first value. */
  readonly offsetOf: (quantity: QuantityId, position: number, value: number) => number | undefined;
  /** The same for a bound of the range of a variable. */
  readonly offsetOfBound: (equation: Equation, variable: number, value: number) => number | undefined;
}

/** An equation, or one number (no variables), with what it refers to. */
export interface Participant {
  readonly equation: Equation;
  readonly references: readonly Reference[];
}

/** First and last values of an index are at least this far apart, so that they are not mistaken for each other. */
const APART = 3;

export function loopLength(participants: readonly Participant[], result: readonly Reference[]): LoopLength | undefined {
  const classes = unite(participants);
  const candidates = new Map<string, { readonly index: string; readonly first: number[]; readonly last: number[] }>();
  for (const { equation } of participants) {
    for (const [v, { name, from, to }] of equation.variables.entries()) {
      const key = classes(variableNode(equation, v));
      const known = candidates.get(key) ?? { index: name, first: [], last: [] };
      candidates.set(key, known);
      known.first.push(isConstant(from) ? from.constant : Number.NaN);
      known.last.push(isConstant(to) ? to.constant : Number.NaN);
    }
  }
  const constants = constantIndices(participants, result);
  for (const [key, { index, first, last }] of candidates) {
    const [low, high] = [Math.max(...first), Math.min(...last)];
    if (!(high - low >= APART)) continue;
    const isLow = (value: number): boolean => value <= low;
    const own = constants.filter(({ quantity, position }) => classes(indexNode(quantity, position)) === key);
    if (!own.every(({ value }) => isLow(value) || value >= high)) continue;
    const end = Math.max(...last);
    const offset = (value: number): number | undefined => (isLow(value) ? undefined : value - end);
    return {
      index,
      first: Math.min(...first),
      last: end,
      offsetOf: (quantity, position, value) =>
        classes(indexNode(quantity, position)) === key ? offset(value) : undefined,
      offsetOfBound: (equation, v, value) => (classes(variableNode(equation, v)) === key ? offset(value) : undefined),
    };
  }
  return undefined;
}

function isConstant({ coefficients }: Affine): boolean {
  return coefficients.every((c) => c === 0);
}

function indexNode(quantity: QuantityId, position: number): string {
  return `q${quantity},${position}`;
}

/** Equations are told apart by their first members. */
function variableNode({ members }: Equation, variable: number): string {
  return `e${members[0] ?? -1},${variable}`;
}

/** Indices that some equation moves together, as classes. */
function unite(participants: readonly Participant[]): (node: string) => string {
  const parents = new Map<string, string>();
  const find = (node: string): string => {
    let root = node;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    return root;
  };
  for (const { equation, references } of participants) {
    const members = [equation.left, ...references.flatMap(membersOf)];
    for (const { quantity, indices } of members) {
      for (const [position, { coefficients }] of indices.entries()) {
        for (const [v, c] of coefficients.entries()) {
          if (c === 0) continue;
          const [x, y] = [find(indexNode(quantity, position)), find(variableNode(equation, v))];
          if (x !== y) parents.set(x, y);
        }
      }
    }
  }
  return find;
}

function membersOf(reference: Reference): readonly Extract<Reference, { kind: "member" }>[] {
  if (reference.kind === "member") return [reference];
  return reference.kind === "sum" ? reference.term.references.flatMap(membersOf) : [];
}

/** All places where an index is a number. */
function constantIndices(participants: readonly Participant[], result: readonly Reference[]) {
  const members = [
    ...participants.flatMap(({ equation, references }) => [equation.left, ...references.flatMap(membersOf)]),
    ...result.flatMap(membersOf),
  ];
  return members.flatMap(({ quantity, indices }) =>
    indices.flatMap((index, position) => (isConstant(index) ? [{ quantity, position, value: index.constant }] : [])),
  );
}
