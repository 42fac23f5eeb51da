/**
 * What a trial of the explicit sampler is to the processor: functions, and actions that call them. Memory is addressed
 * in bytes; it begins with the tables of the library and the scalars, then come vectors, scratch memory and a tile of
 * a matrix. Vectors end in zeros, at least sixteen of them and up to a multiple of sixteen.
 */
import type { Shape } from "../../math/laws.ts";
import type { WasmFunction } from "./code.ts";
import type { ColumnSum } from "./product-functions.ts";

export type Action =
  /** Zeros. */
  | { readonly op: "clear"; readonly at: number; readonly bytes: number }
  /** A function whose arguments are numbers known now; `call` is the address of its words. */
  | { readonly op: "run"; readonly fn: string; readonly args: readonly number[] }
  | {
      readonly op: "draw";
      readonly fn: string;
      readonly variable: number;
      readonly out: number;
      readonly length: number;
      readonly mean: number;
      readonly deviation: number;
    }
  | {
      readonly op: "product";
      /** Index among the matrices of the plan. */
      readonly matrix: number;
      readonly transposed: boolean;
      readonly inputs: readonly number[];
      readonly outs: readonly number[];
    };

/** A matrix of the plan as the products use it. */
export interface TiledMatrix {
  readonly variable: number;
  /** The name of the function that draws its entries. */
  readonly draw: string;
  /** Multiples of 16 and 8. */
  readonly rows: number;
  readonly columns: number;
  /** Of each side as the plan has it. */
  readonly lengths: { readonly plain: number; readonly transposed: number };
  readonly scale: number;
  readonly order: ColumnSum;
}

export interface WasmProgram {
  readonly functions: readonly WasmFunction[];
  readonly matrices: readonly TiledMatrix[];
  readonly actions: readonly Action[];
  /** What memory holds before the first trial. */
  readonly words: readonly { readonly at: number; readonly words: readonly number[] }[];
  /** Addresses of the scalars that are the outputs of the plan. */
  readonly outputs: readonly number[];
  /** Where a tile may be drawn. */
  readonly tile: number;
  /** Bytes without matrices that are kept. */
  readonly size: number;
}

/** The name of the function for `vectors` vectors. */
export function productName(transposed: boolean, order: ColumnSum, vectors: number): string {
  return `multiply_${transposed ? "transposed_" : order === "by octets" ? "octets_" : ""}${vectors}`;
}

/** The name of a law in the names of functions: `student_t_5`. */
export function lawName(shape: Shape): string {
  const [, ...parameters] = Object.values(shape);
  return [shape.kind, ...parameters].join("_").replaceAll(/[^\w]/g, "_");
}

/** Bytes of a matrix that is kept. */
export function matrixBytes({ rows, columns }: Pick<TiledMatrix, "rows" | "columns">): number {
  return 4 * rows * columns;
}
