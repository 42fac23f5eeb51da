/**
 * Which products of one matrix on one side are combinations of earlier ones: W @ y is W @ (x + y) - W @ x, in whatever
 * order they are met. Vectors are kept as combinations of atoms - expressions that are no sums - in echelon form: every
 * row has an atom, its pivot, that no later row has.
 */
import type { ExprId } from "../ir/expr.ts";

/** Coefficients of atoms; no entry is 0. */
export type Combination = ReadonlyMap<ExprId, number>;

/** Coefficients of products, by their basis variables. */
export type OfProducts = ReadonlyMap<number, number>;

interface Row {
  readonly pivot: ExprId;
  /** Of which the pivot has coefficient 1. */
  readonly vector: Combination;
  /** The product of that vector. */
  readonly product: OfProducts;
}

export interface Span {
  /** The product of `vector` as a combination of those that were added; undefined where it is none. */
  productOf(vector: Combination): OfProducts | undefined;
  /** Adds a product that is no combination of those before. */
  add(vector: Combination, variable: number): void;
}

/** Coefficients below this share of what they are differences of are 0 but for rounding. */
const ROUNDING = 2 ** -48;

export function createSpan(): Span {
  const rows: Row[] = [];
  /** What the rows leave of a vector, and the products that they take. */
  const reduce = (vector: Combination): { readonly left: Map<ExprId, number>; readonly taken: Map<number, number> } => {
    const left = new Map(vector);
    const sizes = new Map([...vector].map(([atom, x]) => [atom, Math.abs(x)]));
    const taken = new Map<number, number>();
    for (const row of rows) {
      const share = left.get(row.pivot);
      if (share === undefined) continue;
      for (const [atom, x] of row.vector) {
        const value = (left.get(atom) ?? 0) - share * x;
        const size = (sizes.get(atom) ?? 0) + Math.abs(share * x);
        sizes.set(atom, size);
        if (Math.abs(value) <= ROUNDING * size) left.delete(atom);
        else left.set(atom, value);
      }
      for (const [variable, x] of row.product) taken.set(variable, (taken.get(variable) ?? 0) + share * x);
    }
    return { left, taken };
  };
  return {
    productOf(vector) {
      const { left, taken } = reduce(vector);
      return left.size === 0 ? taken : undefined;
    },
    add(vector, variable) {
      const { left, taken } = reduce(vector);
      const [first, ...others] = left;
      if (first === undefined) return;
      const [pivot, lead] = others.reduce(
        (best, other) => (Math.abs(other[1]) > Math.abs(best[1]) ? other : best),
        first,
      );
      const product = new Map([...taken].map(([earlier, x]) => [earlier, -x / lead]));
      product.set(variable, 1 / lead);
      rows.push({ pivot, vector: new Map([...left].map(([atom, x]) => [atom, x / lead])), product });
    },
  };
}
