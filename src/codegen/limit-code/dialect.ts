/** What differs between the languages that limit code is written in: how they spell functions, lists and statements. */
import type { FunctionName } from "../../ir/functions.ts";
import type { Shape } from "../../math/laws.ts";

/** How tightly the outermost operator of a text binds; the same in all our targets. */
export const levels = { choice: 0, comparison: 1, sum: 2, product: 3, sign: 4, power: 5, atom: 6 } as const;

export interface Piece {
  readonly text: string;
  readonly level: number;
  /** Minus the text, where that is shorter. */
  readonly opposite: string | undefined;
}

export function piece(text: string, level: number): Piece {
  return { text, level, opposite: undefined };
}

export function atom(text: string): Piece {
  return piece(text, levels.atom);
}

/** The text, in parentheses where it binds less tightly than needed. */
export function within({ text, level }: Piece, needed: number): string {
  return level < needed ? `(${text})` : text;
}

export interface Dialect {
  /** Words that no variable may have as its name. */
  readonly reserved: ReadonlySet<string>;
  /** One step of indentation. */
  readonly step: string;
  readonly comment: string;
  number(value: number): string;
  /** A call; `need` is told the pieces of the runtime that it uses. */
  call(fn: FunctionName, args: readonly Piece[], need: (piece: string) => void): Piece;
  /** A comparison as a condition, where `fn` is one. */
  condition(fn: FunctionName, args: readonly Piece[]): Piece | undefined;
  /** The value of `then` where `when` is true (a condition) or not 0. */
  choice(when: Piece, isCondition: boolean, then: Piece, otherwise: Piece): Piece;
  squareRoot(x: Piece): Piece;
  declare(name: string, text: string): string;
  /** A number that is assigned in some turn of a loop and read after it; undefined where none is needed. */
  readonly declareEmpty: ((name: string) => string) | undefined;
  assign(name: string, text: string): string;
  /** A table of numbers with `indices` indices. */
  declareTable(name: string, indices: number): string;
  entry(table: string, indices: readonly string[]): string;
  store(table: string, indices: readonly string[], text: string): readonly string[];
  /** The head of a loop over a whole number, both ends included. */
  loop(variable: string, from: string, to: string): string;
  /** The head of a block for where all conditions hold. */
  guard(conditions: readonly string[]): string;
  /** Both bounds included. */
  between(variable: string, from: string, to: string): string;
  readonly blockEnd: string | undefined;
  giveBack(text: string): string;
  list(items: readonly string[]): string;
  /** A function of `parameters`, first the statements that it needs, as lines that end with its name or text. */
  lambda(
    parameters: readonly string[],
    inside: readonly string[],
    value: string,
    name: string,
  ): { readonly before: readonly string[]; readonly text: string };
  /** The sum of `term` over a whole number, both ends included. */
  sum(variable: string, from: string, to: string, term: string, need: (piece: string) => void): Piece;
  expectation(
    covariance: string,
    body: string,
    near: string | undefined,
    laws: string | undefined,
    curves: string | undefined,
  ): string;
  solution(matrix: string, right: string): string;
  solutionEntry(name: string, entry: number): string;
  law(shape: Shape, need: (piece: string) => void): string;
}

/** The pieces of the runtime that integrals and solutions need. */
export const runtimeNames = { expectation: "expectation", solution: "solve" } as const;
