/**
 * Arithmetic of columns: a column holds one random variable at every copy. Sums run in four interleaved partial sums,
 * which is both faster and more exact than one. A store lends columns of one length and takes them back, so that a
 * program of thousands of steps uses a few buffers.
 */

/** Lends columns of one length. What `take` answers has arbitrary contents. */
export interface ColumnStore {
  /** Number of copies. */
  readonly length: number;
  take(): Float64Array;
  give(column: Float64Array): void;
}

export function createColumnStore(length: number): ColumnStore {
  const free: Float64Array[] = [];
  return {
    length,
    take: () => free.pop() ?? new Float64Array(length),
    give: (column) => {
      free.push(column);
    },
  };
}

/** The average over copies. */
export function average(column: Float64Array): number {
  const n = column.length;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += column[i]!;
    s1 += column[i + 1]!;
    s2 += column[i + 2]!;
    s3 += column[i + 3]!;
  }
  for (; i < n; i++) s0 += column[i]!;
  return (s0 + s1 + (s2 + s3)) / n;
}

/** The average over copies of a product. */
export function averageProduct(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < n; i++) s0 += a[i]! * b[i]!;
  return (s0 + s1 + (s2 + s3)) / n;
}

/** `target += factor * source` */
export function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}

/** `target = factor * source` */
export function setScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = factor * source[i]!;
}

/** The largest absolute value; entries that are no number are passed over. */
export function largestSize(column: Float64Array): number {
  let [high, low] = [0, 0];
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    if (value > high) high = value;
    else if (value < low) low = value;
  }
  return Math.max(high, -low);
}

/** The average over copies of the absolute value. */
export function averageSize(column: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += Math.abs(column[i]!);
  return sum / column.length;
}
