/**
 * A WebAssembly module as trees: what the encoder turns into bytes and the listing into text. Locals are numbered,
 * parameters first.
 */
import type { InstructionName, WasmType } from "./instructions.ts";

/** Something that leaves a value. */
export type Code =
  | { readonly op: "get"; readonly local: number }
  | Constant
  | {
      readonly op: "run";
      readonly name: InstructionName;
      readonly args: readonly Code[];
      /** Lane, offset in bytes, both in this order, or the sixteen bytes of a shuffle. */
      readonly immediates: readonly number[];
    };

/** The words of a number from its lowest: one of an i32 or f32, two of an f64, four of a v128. */
export interface Constant {
  readonly op: "const";
  readonly type: WasmType;
  readonly words: readonly number[];
}

export type Statement =
  /** All values are made before the first local changes. */
  | { readonly op: "set"; readonly locals: readonly number[]; readonly values: readonly Code[] }
  | {
      readonly op: "store";
      readonly name: InstructionName;
      readonly args: readonly Code[];
      readonly immediates: readonly number[];
    }
  | { readonly op: "call"; readonly target: number; readonly args: readonly Code[] }
  /** While `index` is below `end`, as unsigned numbers: the body, then `index` grows by `step`. */
  | {
      readonly op: "loop";
      readonly index: number;
      readonly end: Code;
      readonly step: Code;
      readonly body: readonly Statement[];
    };

export interface Local {
  readonly name: string;
  readonly type: WasmType;
}

export interface WasmFunction {
  readonly name: string;
  /** One sentence. */
  readonly comment: string;
  readonly params: readonly Local[];
  readonly locals: readonly Local[];
  readonly body: readonly Statement[];
}

/** Functions call each other by their position. All are exported; the memory is imported as `env.memory`. */
export interface WasmModule {
  readonly functions: readonly WasmFunction[];
}
