/**
 * Builds a function of WebAssembly as a graph of values: equal operations on equal values are one value, and a value
 * that does not depend on a loop is made outside of it. Only what touches memory, calls and loops stay in their order.
 * `schedule.ts` brings the graph into the form of a program.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import type { WasmFunction } from "./code.ts";
import { type InstructionName, instructions, type WasmType } from "./instructions.ts";
import { schedule } from "./schedule.ts";

/** The body of a function, or of a loop in another region. */
export interface Region {
  readonly depth: number;
  readonly effects: Effect[];
}

/** Where a value comes from: a constant, an operation without effects, or a local that a region sets. */
export type Origin =
  | { readonly kind: "constant"; readonly words: readonly number[] }
  | {
      readonly kind: "operation";
      readonly name: InstructionName;
      readonly args: readonly Value[];
      readonly immediates: readonly number[];
    }
  | { readonly kind: "local" }
  /** What a carried local of a loop holds after the last turn. */
  | { readonly kind: "result"; readonly of: Value };

export interface Value {
  readonly id: number;
  readonly type: WasmType;
  readonly origin: Origin;
  /** The innermost region that it depends on. */
  readonly region: Region;
  /** What the listing calls it. */
  name: string;
}

/** Something that happens at its place. */
export type Effect =
  /** A load, whose value is kept in the local `into`. */
  | {
      readonly kind: "load";
      readonly name: InstructionName;
      readonly args: readonly Value[];
      readonly immediates: readonly number[];
      readonly into: Value;
    }
  | {
      readonly kind: "store";
      readonly name: InstructionName;
      readonly args: readonly Value[];
      readonly immediates: readonly number[];
    }
  | { readonly kind: "call"; readonly target: number; readonly args: readonly Value[] }
  | {
      readonly kind: "loop";
      readonly index: Value;
      readonly from: Value;
      readonly to: Value;
      readonly step: Value;
      readonly body: Region;
      /** Locals that keep a value from turn to turn, with the values before the first turn and at the end of each. */
      readonly carried: readonly { readonly local: Value; readonly before: Value; readonly next: Value }[];
    };

export interface FunctionBuilder {
  param(name: string, type: WasmType): Value;
  /** Constants: an i32, an f32; a number or word in all four lanes; the same in both lanes of f64x2; words lane by lane. */
  i32(value: number): Value;
  f32(value: number): Value;
  f32x4(value: number): Value;
  i32x4(value: number): Value;
  f64x2(value: number): Value;
  lanes(words: readonly number[]): Value;
  /** An operation without effects. */
  run(name: InstructionName, args: readonly Value[], immediates?: readonly number[]): Value;
  load(name: InstructionName, address: Value, offset?: number): Value;
  /** `lane` for stores of one lane. */
  store(name: InstructionName, address: Value, value: Value, offset?: number, lane?: number): void;
  call(target: number, args: readonly Value[]): void;
  /**
   * A loop over from, from + step, .. below `to`. `body` gets the carried values and returns their successors; the
   * answer are their values after the last turn.
   */
  loop(
    name: string,
    range: { readonly from: Value; readonly to: Value; readonly step: Value },
    carried: readonly Value[],
    body: (index: Value, carried: readonly Value[]) => readonly Value[],
  ): readonly Value[];
  finish(): WasmFunction;
}

export function buildFunction(name: string, comment: string): FunctionBuilder {
  const root: Region = { depth: 0, effects: [] };
  const open: Region[] = [root];
  const known = new Map<string, Value>();
  const params: Value[] = [];
  let count = 0;

  const here = (): Region => open.at(-1) ?? root;
  const make = (type: WasmType, origin: Origin, region: Region, called: string): Value => {
    return { id: count++, type, origin, region, name: called };
  };
  const shared = (key: string, create: () => Value): Value => {
    const value = known.get(key) ?? create();
    known.set(key, value);
    return value;
  };
  const local = (called: string, type: WasmType, region: Region): Value =>
    make(type, { kind: "local" }, region, called);
  const constant = (type: WasmType, words: readonly number[]): Value =>
    shared(`${type} ${words.map((word) => word >>> 0).join(" ")}`, () =>
      make(type, { kind: "constant", words }, root, "c"),
    );
  const splat = (word: number): Value => constant("v128", [word, word, word, word]);

  return {
    param(called, type) {
      const value = local(called, type, root);
      params.push(value);
      return value;
    },
    i32: (value) => constant("i32", [value]),
    f32: (value) => constant("f32", [floatBits(value)]),
    f32x4: (value) => splat(floatBits(value)),
    i32x4: splat,
    f64x2(value) {
      const words = [...new Uint32Array(Float64Array.of(value).buffer)];
      return constant("v128", [...words, ...words]);
    },
    lanes: (words) => constant("v128", words),
    run(instruction, args, immediates = []) {
      const { result } = instructions[instruction];
      invariant(result !== undefined, () => `${instruction} has no value`);
      return shared(`${instruction} ${args.map(({ id }) => id).join(" ")} ${immediates.join(" ")}`, () => {
        const region = args.reduce((deepest, arg) => (arg.region.depth > deepest.depth ? arg.region : deepest), root);
        return make(result, { kind: "operation", name: instruction, args, immediates }, region, "t");
      });
    },
    load(instruction, address, offset = 0) {
      const { result } = instructions[instruction];
      invariant(result !== undefined, () => `${instruction} has no value`);
      const into = local("loaded", result, here());
      here().effects.push({ kind: "load", name: instruction, args: [address], immediates: [offset], into });
      return into;
    },
    store(instruction, address, value, offset = 0, lane) {
      const immediates = lane === undefined ? [offset] : [lane, offset];
      here().effects.push({ kind: "store", name: instruction, args: [address, value], immediates });
    },
    call(target, args) {
      here().effects.push({ kind: "call", target, args });
    },
    loop(called, { from, to, step }, before, body) {
      const region: Region = { depth: here().depth + 1, effects: [] };
      const index = local(called, "i32", region);
      const inside = before.map((value, k) =>
        local(`${value.name === "c" ? "sum" : value.name}_${k}`, value.type, region),
      );
      open.push(region);
      const next = body(index, inside);
      open.pop();
      invariant(next.length === before.length, () => "a loop does not carry on all its values");
      const carried = inside.map((value, k) => {
        const [first, successor] = [before[k], next[k]];
        invariant(first !== undefined && successor !== undefined, () => "a loop carries nothing");
        return { local: value, before: first, next: successor };
      });
      here().effects.push({ kind: "loop", index, from, to, step, body: region, carried });
      return inside.map((of) => make(of.type, { kind: "result", of }, here(), of.name));
    },
    finish: () => schedule(name, comment, params, root),
  };
}

/** The bits of a float. */
export function floatBits(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
}
