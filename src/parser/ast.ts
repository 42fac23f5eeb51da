/**
 * What the reader wrote: nothing resolved, every node with its span. Sugar is kept, so that the formatter can
 * print it back. `@` and `^` associate to the right; the tree already reflects precedence, and parentheses are
 * not nodes (the formatter writes those that are needed).
 */
import type { Source, Span } from "../diagnostics/source.ts";

export interface Ident {
  readonly kind: "ident";
  readonly name: string;
  readonly span: Span;
}

export type BinaryOp = "+" | "-" | "*" | "/" | "^" | "@" | "." | "<" | "<=" | ">" | ">=" | "==" | "!=" | "and" | "or";

/** An argument of a call: positional, or named as in `normal(mean = 0, var = 1)`. */
export interface Arg {
  readonly name: Ident | undefined;
  readonly value: AstExpr;
  readonly span: Span;
}

/** `i in 1..B`: all integers from `from` to `to` inclusive; empty when `to < from`. */
export interface Range {
  readonly index: Ident;
  readonly from: AstExpr;
  readonly to: AstExpr;
  readonly span: Span;
}

export type AstExpr =
  | { readonly kind: "number"; readonly text: string; readonly value: number; readonly span: Span }
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  /** A name with its indices: `h`, `h[l, i]`. `indices` is empty for a plain name. */
  | { readonly kind: "name"; readonly name: Ident; readonly indices: readonly AstExpr[]; readonly span: Span }
  /** A part of a family or of an array, `f[t, ..]`: at least one index is left open. */
  | { readonly kind: "slice"; readonly name: Ident; readonly indices: readonly SliceIndex[]; readonly span: Span }
  | { readonly kind: "call"; readonly callee: Ident; readonly args: readonly Arg[]; readonly span: Span }
  | { readonly kind: "unary"; readonly op: "-" | "not"; readonly operand: AstExpr; readonly span: Span }
  | {
      readonly kind: "binary";
      readonly op: BinaryOp;
      readonly left: AstExpr;
      readonly right: AstExpr;
      readonly span: Span;
    }
  | { readonly kind: "transpose"; readonly operand: AstExpr; readonly span: Span }
  | { readonly kind: "array"; readonly items: readonly AstExpr[]; readonly span: Span }
  /** `sum(i in 1..B, j in 1..i: e)` and `prod(..)`. */
  | {
      readonly kind: "fold";
      readonly op: "sum" | "prod";
      readonly ranges: readonly Range[];
      readonly body: AstExpr;
      readonly span: Span;
    };

/** `..` in the place of an index: all of them. */
export interface AllIndices {
  readonly kind: "all";
  readonly span: Span;
}

export type SliceIndex = AstExpr | AllIndices;

/** The declared name of a `vector`, `matrix`, with the ranges of a family: `W[l in 2..L]`. */
export interface Declarator {
  readonly name: Ident;
  readonly ranges: readonly Range[];
  readonly span: Span;
}

export type OutputItem =
  /** `q`, `K[1, 2]`, `moment(h * h)`, `ntk(y[i], y[j])`: reported under its text. */
  | { readonly kind: "expr"; readonly expr: AstExpr; readonly span: Span }
  /** `K[i in 1..B, j in 1..i]`: all these members of a family. */
  | { readonly kind: "family"; readonly family: Declarator; readonly span: Span }
  /** `k = expr`, `k[i] = expr`: reported under the name. */
  | {
      readonly kind: "named";
      readonly name: Ident;
      readonly indices: readonly AstExpr[];
      readonly expr: AstExpr;
      readonly span: Span;
    };

export type Statement =
  | { readonly kind: "width"; readonly name: Ident; readonly value: AstExpr | undefined; readonly span: Span }
  | { readonly kind: "param"; readonly name: Ident; readonly value: AstExpr; readonly span: Span }
  | { readonly kind: "data"; readonly name: Ident; readonly value: AstExpr; readonly span: Span }
  | { readonly kind: "scalar"; readonly name: Ident; readonly value: AstExpr | undefined; readonly span: Span }
  /** One declarator, or several in parentheses: `vector (a, b) ~ normal([0, 0], [[1, r], [r, 1]])`. */
  | {
      readonly kind: "vector";
      readonly targets: readonly Declarator[];
      readonly joint: boolean;
      readonly width: Ident | undefined;
      readonly law: AstExpr | undefined;
      readonly span: Span;
    }
  | {
      readonly kind: "matrix";
      readonly target: Declarator;
      readonly shape: { readonly rows: Ident; readonly cols: Ident } | undefined;
      readonly law: AstExpr | undefined;
      readonly span: Span;
    }
  /** `fn f(x) = expr` has one `return` statement as its body and `inline: true`. */
  | {
      readonly kind: "fn";
      readonly name: Ident;
      readonly params: readonly Ident[];
      readonly body: readonly Statement[];
      readonly inline: boolean;
      readonly span: Span;
    }
  | { readonly kind: "return"; readonly value: AstExpr; readonly span: Span }
  | {
      readonly kind: "assign";
      readonly name: Ident;
      readonly indices: readonly AstExpr[];
      readonly value: AstExpr;
      readonly span: Span;
    }
  | {
      readonly kind: "for";
      readonly ranges: readonly Range[];
      readonly body: readonly Statement[];
      readonly span: Span;
    }
  /** `else if` is an `otherwise` that holds one `if`. */
  | {
      readonly kind: "if";
      readonly when: AstExpr;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[] | undefined;
      readonly span: Span;
    }
  | { readonly kind: "output"; readonly items: readonly OutputItem[]; readonly span: Span }
  | {
      readonly kind: "readout";
      readonly name: Ident;
      readonly indices: readonly AstExpr[];
      readonly value: AstExpr;
      readonly span: Span;
    }
  | {
      readonly kind: "expect";
      readonly target: AstExpr;
      readonly value: AstExpr;
      readonly tolerance: AstExpr | undefined;
      readonly span: Span;
    }
  | { readonly kind: "import"; readonly path: string; readonly pathSpan: Span; readonly span: Span };

/** A comment with its `#`, without the line ending. */
export interface Comment {
  readonly text: string;
  readonly span: Span;
}

export interface Ast {
  readonly kind: "module";
  readonly source: Source;
  readonly statements: readonly Statement[];
  /** In the order of the text; only the formatter reads them. */
  readonly comments: readonly Comment[];
  readonly span: Span;
}
