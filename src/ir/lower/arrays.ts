/** Compile-time arrays: literals, elements and rows, arithmetic entry by entry. Indices count from 1. */

import type { Span } from "../../diagnostics/source.ts";
import { complain } from "./complain.ts";
import type { Frame } from "./context.ts";
import type { Operand } from "./fields.ts";
import { memberName } from "./labels.ts";
import { type ArrayTerm, numberTerm, type Term } from "./terms.ts";

type Entry = Extract<Term, { kind: "number" | "array" }>;

function shapeOf(entry: Entry): readonly number[] {
  return entry.kind === "number" ? [] : entry.shape;
}

/** The array of these rows or numbers, all of one shape. */
export function makeArray(frame: Frame, span: Span, items: readonly Operand<Entry>[]): Term {
  const [first] = items;
  if (first === undefined)
    return complain(frame, "TP203", span, "this array is empty", "an array has at least one number");
  const shape = shapeOf(first.term);
  const size = shape.reduce((product, length) => product * length, 1);
  const data = new Float64Array(items.length * size);
  for (const [k, { term, span: at }] of items.entries()) {
    if (!sameShape(shape, shapeOf(term))) {
      const message = `the first entry is ${describeShape(shape)}, this one is ${describeShape(shapeOf(term))}`;
      return complain(frame, "TP203", at, message, "the rows of an array have one length");
    }
    if (term.kind === "number") data[k] = term.value;
    else data.set(term.data, k * size);
  }
  return { kind: "array", shape: [items.length, ...shape], data };
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, k) => length === b[k]);
}

function describeShape(shape: readonly number[]): string {
  if (shape.length === 0) return "a number";
  return shape.length === 1 ? `a row of ${shape[0]}` : `an array ${shape.join(" x ")}`;
}

/** The entry or the part of an array at these indices; `name` is for messages. */
export function indexArray(
  frame: Frame,
  name: string,
  array: ArrayTerm,
  indices: readonly number[],
  spans: readonly Span[],
): Term {
  let { shape, data } = array;
  for (const [k, index] of indices.entries()) {
    const span = spans[k] ?? { start: 0, end: 0 };
    const [length, ...rest] = shape;
    if (length === undefined) {
      const message = `\`${name}\` has ${array.shape.length === 1 ? "1 index" : `${array.shape.length} indices`}, not ${indices.length}`;
      return complain(frame, "TP206", span, message, `its shape is ${array.shape.join(" x ")}`);
    }
    if (index < 1 || index > length) {
      const message = `index ${index} is out of range in \`${memberName(name, indices)}\``;
      return complain(frame, "TP206", span, message, `index ${k + 1} of \`${name}\` goes from 1 to ${length}`);
    }
    const size = data.length / length;
    data = data.subarray((index - 1) * size, index * size);
    shape = rest;
  }
  return shape.length === 0 ? numberTerm(data[0] ?? Number.NaN) : { kind: "array", shape, data };
}

/** The part of an array with these indices, undefined where one is open; those that are left out are open too. */
export function sliceArray(
  frame: Frame,
  name: string,
  array: ArrayTerm,
  indices: readonly (number | undefined)[],
  spans: readonly Span[],
): Term {
  const whole = indices.map((index) => index ?? 1);
  const first = indexArray(frame, name, array, whole, spans);
  if (first.kind === "failed") return first;
  const leading = indices.indexOf(undefined);
  if (indices.slice(leading).every((index) => index === undefined)) {
    return indexArray(frame, name, array, whole.slice(0, leading), spans);
  }
  let stride = array.data.length;
  const strides = array.shape.map((length) => (stride /= length));
  const isIn = (at: number) =>
    array.shape.every((length, k) => {
      const index = indices[k];
      return index === undefined || Math.floor(at / (strides[k] ?? 1)) % length === index - 1;
    });
  const shape = array.shape.filter((_, k) => indices[k] === undefined);
  return { kind: "array", shape, data: array.data.filter((_, at) => isIn(at)) };
}

/** A function of numbers, entry by entry; numbers meet every entry, arrays must have one shape. */
export function mapArrays(
  frame: Frame,
  span: Span,
  operands: readonly Operand<Entry>[],
  value: (values: readonly number[]) => number,
): Term {
  const first = operands.find((operand): operand is Operand<ArrayTerm> => operand.term.kind === "array");
  if (first === undefined)
    return numberTerm(value(operands.map(({ term }) => (term.kind === "number" ? term.value : 0))));
  const { shape } = first.term;
  const odd = operands.find(({ term }) => term.kind === "array" && !sameShape(shape, term.shape));
  if (odd !== undefined) {
    const message = `arrays of shapes ${shape.join(" x ")} and ${shapeOf(odd.term).join(" x ")} do not combine`;
    return complain(frame, "TP203", odd.span, message, "arrays are combined entry by entry");
  }
  const data = Float64Array.from(first.term.data, (_, k) =>
    value(operands.map(({ term }) => (term.kind === "number" ? term.value : (term.data[k] ?? 0)))),
  );
  const wrong = data.findIndex((entry) => !Number.isFinite(entry));
  if (wrong < 0) return { kind: "array", shape, data };
  const what = Number.isNaN(data[wrong]) ? "not a number" : "infinite";
  return complain(
    frame,
    "TP213",
    span,
    `entry ${positionOf(shape, wrong)} of this array is ${what}`,
    "constants are finite",
  );
}

/** The indices, from 1, of the k-th entry: `[2, 3]`. */
export function positionOf(shape: readonly number[], k: number): string {
  const indices: number[] = [];
  let rest = k;
  for (const length of [...shape].reverse()) {
    indices.unshift((rest % length) + 1);
    rest = Math.floor(rest / length);
  }
  return `[${indices.join(", ")}]`;
}
