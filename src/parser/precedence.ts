/**
 * How tightly operators bind, for the builder of the tree, the formatter and the reference alike. Levels count
 * upwards from the loosest; indexing, calls and `.T` bind tighter than all of them and are in the grammar itself.
 */
import type { BinaryOp } from "./ast.ts";

export interface Binding {
  readonly level: number;
  /** What `a o b o c` means: `(a o b) o c`, `a o (b o c)`, or nothing. */
  readonly chain: "left" | "right" | "none";
}

const comparison: Binding = { level: 4, chain: "none" };
const additive: Binding = { level: 5, chain: "left" };
const multiplicative: Binding = { level: 6, chain: "left" };

export const infixBinding: { readonly [op in BinaryOp]: Binding } = {
  or: { level: 1, chain: "left" },
  and: { level: 2, chain: "left" },
  "==": comparison,
  "!=": comparison,
  "<": comparison,
  "<=": comparison,
  ">": comparison,
  ">=": comparison,
  "+": additive,
  "-": additive,
  "*": multiplicative,
  "/": multiplicative,
  ".": { level: 7, chain: "left" },
  "@": { level: 8, chain: "right" },
  "^": { level: 10, chain: "right" },
};

/** `-x^2` is `-(x^2)`, `-W @ x` is `(-W) @ x`, `not a == b` is `not (a == b)`. */
export const prefixLevel: { readonly [op in "-" | "not"]: number } = { not: 3, "-": 9 };

export function isBinaryOp(text: string): text is BinaryOp {
  return Object.hasOwn(infixBinding, text);
}
