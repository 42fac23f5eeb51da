/**
 * Recurrences: the definitions of a limit with index variables. Numbers of the limit that differ in indices only are
 * the members of one *quantity*, `Var(h[l])`; an *equation* says what its members in some ranges are, in terms of
 * members of quantities at indices that are affine in its own. Every member belongs to exactly one equation.
 *
 * Numbers and vectors of the source keep their names, so the indices of a quantity are those that the source uses.
 */
import type { ExprId } from "../../ir/expr.ts";
import type { ValueId } from "../../ir/program.ts";
import type { Affine } from "./affine.ts";
import type { Law } from "./law.ts";

type Brand<B extends string> = number & { readonly brand: B };
/** Index into `Recurrences.quantities`. */
export type QuantityId = Brand<"quantity">;

/** A name with affine functions of the indices of its quantity in it: `W[` l `] @ relu(h[` l-1 `])`. */
export interface NamePattern {
  /** One more than there are indices. */
  readonly pieces: readonly string[];
  readonly indices: readonly Affine[];
}

export type QuantityKind =
  /** Numbers of the limit, by what they mean. */
  | "scalar"
  | "variance"
  | "covariance"
  | "onsager"
  /** Basis variables: initial vectors less their means, the hats of products, and running sums. */
  | "input"
  | "hat"
  | "sum"
  /** Z of vectors of the source. */
  | "z";

export interface Quantity {
  readonly kind: QuantityKind;
  /** One name; for `covariance` first and second, for `onsager` product and by. */
  readonly names: readonly NamePattern[];
  /** What the source calls its indices, where it can be told, and other letters where not; all different. */
  readonly indexNames: readonly string[];
}

/** One member of a quantity, at indices that depend on the variables of an equation. */
export interface MemberAt {
  readonly quantity: QuantityId;
  readonly indices: readonly Affine[];
}

/** What a `param` of a general expression stands for. */
export type Reference =
  | ({ readonly kind: "member" } & MemberAt)
  /**
   * A number that depends on the indices: `law` gives its values to a few roundings, undefined where it is known by its
   * values only. `values`, by the indices joined by commas, has every
   * value that is not exactly that of the law.
   */
  | {
      readonly kind: "number";
      readonly law: Law | undefined;
      readonly values: ReadonlyMap<string, number>;
    }
  /** The sum of `term` over one more variable, the last one of `term`; both ends are included, an empty sum is 0. */
  | {
      readonly kind: "sum";
      readonly index: string;
      readonly from: Affine;
      readonly to: Affine;
      readonly term: General;
    };

/** An expression of the limit's pool in which `param k` stands for `references[k]`; it has no coords. */
export interface General {
  readonly body: ExprId;
  readonly references: readonly Reference[];
}

/** A variable and its range, both ends included; the bounds depend on the variables before it. */
export interface IndexRange {
  readonly name: string;
  readonly from: Affine;
  readonly to: Affine;
}

export type RightSide =
  /** A formula without expectation. */
  | { readonly kind: "formula"; readonly body: General }
  /** factor * E[integrand] */
  | { readonly kind: "expectation"; readonly factor: General; readonly integrand: General }
  /** factor * E[d of / d by], in the sense of Stein's lemma where `stein`. */
  | {
      readonly kind: "slope";
      readonly factor: General;
      readonly of: General;
      readonly by: General;
      readonly stein: boolean;
    };

/** `left = right` for all values of the variables. */
export interface Equation {
  readonly left: MemberAt;
  /** Outermost first; none where the equation has one member. */
  readonly variables: readonly IndexRange[];
  readonly right: RightSide;
  /** Of numbers: positions in `LimitProgram.scalars`, in the order of the variables, the last one fastest. */
  readonly members: readonly number[];
}

/** `Z^x = ...` of a vector of the source, which integrands of other equations name. */
export interface VectorEquation {
  readonly left: MemberAt;
  readonly variables: readonly IndexRange[];
  readonly right: General;
  readonly members: readonly ValueId[];
}

export interface Recurrences {
  readonly quantities: readonly Quantity[];
  /** Every number of the limit but the free symbols, once; ordered by their first members. */
  readonly equations: readonly Equation[];
  /** Of the vectors that the equations name, and those that these name. */
  readonly vectors: readonly VectorEquation[];
}

/** The expressions of a right side. */
export function partsOf(right: RightSide): readonly General[] {
  switch (right.kind) {
    case "formula":
      return [right.body];
    case "expectation":
      return [right.factor, right.integrand];
    case "slope":
      return [right.factor, right.of, right.by];
  }
}
