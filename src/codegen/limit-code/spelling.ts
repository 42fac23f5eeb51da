/** How a language spells the functions that formulas call, and what follows from it: its calls and its conditions. */
import type { FunctionName } from "../../ir/functions.ts";
import { atom, type Dialect, levels, type Piece, piece, within } from "./dialect.ts";

export type Spelling =
  /** `need` is the piece of the runtime that has it, where the language has none. */
  | { readonly kind: "function"; readonly name: string; readonly need: string | undefined }
  | { readonly kind: "comparison"; readonly operator: string }
  | { readonly kind: "text"; readonly write: (args: readonly Piece[]) => Piece };

export type Spellings = Readonly<Record<FunctionName, Spelling>>;

/** A function that the language or its library has. */
export function known(name: string): Spelling {
  return { kind: "function", name, need: undefined };
}

/** A function of the runtime. */
export function ours(name: string): Spelling {
  return { kind: "function", name, need: name };
}

export function comparison(operator: string): Spelling {
  return { kind: "comparison", operator };
}

export function written(write: (args: readonly Piece[]) => Piece): Spelling {
  return { kind: "text", write };
}

/** Of a condition, which is 0 or 1. */
export const complement = written(([x]) => piece(`1 - ${operand(x, levels.product)}`, levels.sum));

/** An argument as an operand that has to bind as tightly as `level`. */
export function operand(arg: Piece | undefined, level: number): string {
  return within(arg ?? atom("?"), level);
}

/** Calls and conditions of a language; `asNumber` makes 0 or 1 of a condition. */
export function spell(
  spellings: Spellings,
  asNumber: (condition: Piece) => Piece,
): Pick<Dialect, "call" | "condition"> {
  const compare = (operator: string, [x, y]: readonly Piece[]) =>
    piece(`${operand(x, levels.sum)} ${operator} ${operand(y, levels.sum)}`, levels.comparison);
  return {
    call(fn, args, need) {
      const spelling = spellings[fn];
      switch (spelling.kind) {
        case "text":
          return spelling.write(args);
        case "comparison":
          return asNumber(compare(spelling.operator, args));
        case "function":
          if (spelling.need !== undefined) need(spelling.need);
          return atom(`${spelling.name}(${args.map(({ text }) => text).join(", ")})`);
      }
    },
    condition(fn, args) {
      const spelling = spellings[fn];
      return spelling.kind === "comparison" ? compare(spelling.operator, args) : undefined;
    },
  };
}
