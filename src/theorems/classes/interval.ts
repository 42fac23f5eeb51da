/**
 * Intervals of real numbers with the usual arithmetic. An interval may be known to be bounded although its ends are
 * not known: that of a scalar which is constant in the limit. Rounding is not directed: ends are right to a few units
 * in the last place.
 */
export interface Interval {
  readonly lo: number;
  readonly hi: number;
  /** True where some finite bound holds for all values; implied by finite ends. */
  readonly bounded: boolean;
}

export function interval(lo: number, hi: number, bounded = false): Interval {
  return { lo, hi, bounded: bounded || (Number.isFinite(lo) && Number.isFinite(hi)) };
}

export const line: Interval = interval(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
export const zero: Interval = interval(0, 0);

export function point(value: number): Interval {
  return interval(value, value);
}

/** The single value of an interval that has no other. */
export function onlyValue({ lo, hi }: Interval): number | undefined {
  return lo === hi ? lo : undefined;
}

export function sum(a: Interval, b: Interval): Interval {
  return interval(a.lo + b.lo, a.hi + b.hi, a.bounded && b.bounded);
}

export function product(a: Interval, b: Interval): Interval {
  const ends = [times(a.lo, b.lo), times(a.lo, b.hi), times(a.hi, b.lo), times(a.hi, b.hi)];
  return interval(Math.min(...ends), Math.max(...ends), isZero(a) || isZero(b) || (a.bounded && b.bounded));
}

/** An end of an interval at 0 is 0 itself: times an unbounded factor it stays 0. */
function times(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : x * y;
}

function isZero({ lo, hi }: Interval): boolean {
  return lo === 0 && hi === 0;
}

/** The smallest interval around both. */
export function hull(a: Interval, b: Interval): Interval {
  return interval(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi), a.bounded && b.bounded);
}

/** What lies in both; `undefined` where nothing does. */
export function intersection(a: Interval, b: Interval): Interval | undefined {
  const lo = Math.max(a.lo, b.lo);
  const hi = Math.min(a.hi, b.hi);
  return lo <= hi ? interval(lo, hi, a.bounded || b.bounded) : undefined;
}

/** The largest absolute value. */
export function magnitude({ lo, hi }: Interval): number {
  return Math.max(Math.abs(lo), Math.abs(hi));
}

/** `[-size, size]`. */
export function around(size: number, bounded = false): Interval {
  return interval(size === 0 ? 0 : -size, size, bounded);
}
