/**
 * A random program while it is being written: its lines so far, and the vectors, matrices and scalars that later
 * statements may use. Each vector carries an upper estimate of the root mean square of its coordinates; what grows
 * beyond `ceiling` is passed through tanh before it is used again, so that limits exist and finite widths agree with them.
 */
import type { ProgramOptions } from "./programs.ts";
import { type FunctionShape, functionShapes } from "./shapes.ts";

/** One statement as numbers: what it does, and which of the values so far it does it to (all modulo their number). */
export interface Choice {
  readonly what: number;
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

export type WidthName = "n" | "m";

export interface KnownVector {
  readonly name: string;
  readonly width: WidthName;
  readonly size: number;
}

export interface KnownMatrix {
  readonly name: string;
  readonly rows: WidthName;
  readonly cols: WidthName;
}

/** A text of the language and the size of what it stands for. */
export interface Sized {
  readonly text: string;
  readonly size: number;
}

export const ceiling = 2.5;
/** A product is at most this much larger than its input: room for a correction term. */
export const growth = 1.6;

const preamble = [
  "fn blend(z, w) = 0.5 * z + tanh(w)",
  "fn square(z) {",
  "  y = tanh(z)",
  "  return y * y",
  "}",
  "width n",
];

export interface Draft {
  readonly options: ProgramOptions;
  readonly shapes: readonly FunctionShape[];
  readonly lines: string[];
  readonly outputs: string[];
  readonly vectors: KnownVector[];
  readonly matrices: KnownMatrix[];
  readonly scalars: string[];
  /** The latest product; its text is empty before the first one. */
  product: Sized & { readonly width: WidthName };
  /** Names that were given. */
  counter: number;
}

/** Starts a program; `ratio` chooses that of the second width. */
export function startDraft(options: ProgramOptions, ratio: number): Draft {
  const second = options.rectangular ? [`width m = ${pick(["2 * n", "n / 2", "n / 3", "3 * n"], ratio)}`] : [];
  return {
    options,
    shapes: functionShapes(options),
    lines: [...preamble, ...second],
    outputs: [],
    vectors: [],
    matrices: [],
    scalars: [],
    product: { text: "", width: "n", size: 0 },
    counter: 0,
  };
}

/** The program as text. */
export function textOf({ lines, outputs }: Draft): string {
  return `${[...lines, `output ${outputs.join(", ")}`].join("\n")}\n`;
}

export function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

export function freshName(draft: Draft, letter: string): string {
  draft.counter++;
  return `${letter}${draft.counter}`;
}

export function hasVector({ vectors }: Draft, width: WidthName): boolean {
  return vectors.some((known) => known.width === width);
}

/** A vector of this width, or of any; the latest are the likeliest, so that programs become deep. */
export function pickVector({ vectors }: Draft, index: number, width: WidthName | undefined = undefined): KnownVector {
  const fitting = vectors.filter((known) => width === undefined || known.width === width);
  return pick((index % 3 === 0 ? fitting : fitting.slice(-4)).reverse(), Math.floor(index / 3));
}

/** The text of a vector that is not too large, and its size. */
export function tame({ name, size }: KnownVector): Sized {
  return size > ceiling ? { text: `tanh(${name})`, size: 1 } : { text: name, size };
}

/** Writes `x = text` and makes x known. */
export function assign(draft: Draft, text: string, width: WidthName, size: number): void {
  const name = freshName(draft, "x");
  draft.lines.push(`${name} = ${text}`);
  draft.vectors.push({ name, width, size });
}

/** A scalar of one or two vectors. */
export function momentText(draft: Draft, c: Choice): string {
  const a = pickVector(draft, c.first);
  const [u, v] = [tame(a).text, tame(pickVector(draft, c.second, a.width)).text];
  const [body] = pick(draft.shapes, c.third);
  return pick([`moment(${u} * ${v})`, `moment(${u}^2)`, `moment(${body(a.name)})`, `moment(${u})`], c.second);
}

/** Makes a scalar known by a new name. */
export function assignScalar(draft: Draft, text: string): void {
  const name = freshName(draft, "s");
  draft.scalars.push(name);
  draft.lines.push(`${name} = ${text}`);
}
