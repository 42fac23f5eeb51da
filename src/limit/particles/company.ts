/**
 * The living vectors that fresh normal columns are made orthogonal to, with what is known of them: means and inner products,
 * each computed once. They are forgotten with their columns.
 */
import type { ValueId } from "../../ir/program.ts";
import { average, averageProduct, largestSize } from "./columns.ts";

export interface Companion {
  readonly value: ValueId;
  readonly column: Float64Array;
  readonly mean: number;
  readonly square: number;
  /** Inner products with companions of smaller id. */
  readonly inner: Map<ValueId, number>;
  /** By side: inner products with its innovations so far. */
  readonly along: Map<number, number[]>;
}

/** A companion with more of its square on one copy than this would fix the fresh column there... */
const MAX_LEVERAGE = 1 / 16;
/** ...unless there are so few copies that this multiple of the even share is more. */
const EVEN_SHARES = 20;

/** The companion for a vector. */
export function companion(value: ValueId, column: Float64Array): Companion {
  const square = averageProduct(column, column);
  return { value, column, mean: average(column), square, inner: new Map(), along: new Map() };
}

/** False for a vector whose square is zero, not finite, or for a large part that of one copy. */
export function isBalanced({ column, square }: Companion): boolean {
  const most = Math.max(MAX_LEVERAGE * column.length, EVEN_SHARES) * square;
  return largestSize(column) ** 2 <= most && square > 0 && square < Infinity;
}

export function innerProduct(a: Companion, b: Companion): number {
  if (a.value === b.value) return a.square;
  const [older, newer] = a.value < b.value ? [a, b] : [b, a];
  const known = newer.inner.get(older.value) ?? averageProduct(a.column, b.column);
  newer.inner.set(older.value, known);
  return known;
}

/** Inner products with the innovations of a side, of which there are more each time. */
export function innerProductsAlong(
  { column, along }: Companion,
  side: number,
  innovations: readonly Float64Array[],
): readonly number[] {
  const known = along.get(side) ?? [];
  along.set(side, known);
  for (const innovation of innovations.slice(known.length)) known.push(averageProduct(column, innovation));
  return known;
}
