/**
 * The inner loops: arithmetic on stretches of Float64Arrays, each given by an array and an offset. Nothing here
 * allocates, and sums run over four partial sums, so that additions do not wait for each other.
 */
import { type FunctionName, functions } from "../../ir/functions.ts";

/** The sum of `a[i] b[i]` over `count` entries. */
export function dot(a: Float64Array, atA: number, b: Float64Array, atB: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    s0 += a[atA + i]! * b[atB + i]!;
    s1 += a[atA + i + 1]! * b[atB + i + 1]!;
    s2 += a[atA + i + 2]! * b[atB + i + 2]!;
    s3 += a[atA + i + 3]! * b[atB + i + 3]!;
  }
  for (; i < count; i++) s0 += a[atA + i]! * b[atB + i]!;
  return s0 + s1 + (s2 + s3);
}

/** `y += factor x`. */
export function addMultiple(
  factor: number,
  x: Float64Array,
  atX: number,
  y: Float64Array,
  atY: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) y[atY + i]! += factor * x[atX + i]!;
}

/** The sums of `a[i] b[4 i + k]` over `count` entries i, for k = 0, 1, 2, 3. */
export function dots4(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  count: number,
  sums: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0, j = atB; i < count; i++, j += 4) {
    const value = a[atA + i]!;
    s0 += value * b[j]!;
    s1 += value * b[j + 1]!;
    s2 += value * b[j + 2]!;
    s3 += value * b[j + 3]!;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

/** `y[4 i + k] += fk x[i]` for `count` entries i and k = 0, 1, 2, 3. */
export function addMultiples4(
  f0: number,
  f1: number,
  f2: number,
  f3: number,
  x: Float64Array,
  atX: number,
  y: Float64Array,
  atY: number,
  count: number,
): void {
  for (let i = 0, j = atY; i < count; i++, j += 4) {
    const value = x[atX + i]!;
    y[j]! += f0 * value;
    y[j + 1]! += f1 * value;
    y[j + 2]! += f2 * value;
    y[j + 3]! += f3 * value;
  }
}

/** The sum of `count` entries. */
export function sum(a: Float64Array, at: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    s0 += a[at + i]!;
    s1 += a[at + i + 1]!;
    s2 += a[at + i + 2]!;
    s3 += a[at + i + 3]!;
  }
  for (; i < count; i++) s0 += a[at + i]!;
  return s0 + s1 + (s2 + s3);
}

/** The sum of `count` entries by halves: the rounding error grows like the logarithm of `count`. */
export function pairwiseSum(a: Float64Array, at: number, count: number): number {
  if (count <= 8) return sum(a, at, count);
  const half = count >> 1;
  return pairwiseSum(a, at, half) + pairwiseSum(a, at + half, count - half);
}

/** `t = x + y`, where t may be x or y. */
export function addInto(
  x: Float64Array,
  atX: number,
  y: Float64Array,
  atY: number,
  t: Float64Array,
  atT: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) t[atT + i] = x[atX + i]! + y[atY + i]!;
}

/** `t = x y`, where t may be x or y. */
export function multiplyInto(
  x: Float64Array,
  atX: number,
  y: Float64Array,
  atY: number,
  t: Float64Array,
  atT: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) t[atT + i] = x[atX + i]! * y[atY + i]!;
}

/** `t = factor x + shift`. */
export function affineInto(
  factor: number,
  shift: number,
  x: Float64Array,
  atX: number,
  t: Float64Array,
  atT: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) t[atT + i] = factor * x[atX + i]! + shift;
}

/** `t[i] = f(x[i])`. */
export type UnaryLoop = (x: Float64Array, atX: number, t: Float64Array, atT: number, count: number) => void;

/** Loops with the function written out: a call through a variable would cost as much as these functions themselves. */
const written: Partial<Record<FunctionName, UnaryLoop>> = {
  relu: (x, atX, t, atT, count) => {
    for (let i = 0; i < count; i++) {
      // Without a branch, which a processor could not foresee; NaN stays.
      t[atT + i] = Math.max(x[atX + i]!, 0);
    }
  },
  step: (x, atX, t, atT, count) => {
    for (let i = 0; i < count; i++) {
      const z = x[atX + i]!;
      t[atT + i] = z > 0 ? 1 : z <= 0 ? 0 : Number.NaN;
    }
  },
  abs: (x, atX, t, atT, count) => {
    for (let i = 0; i < count; i++) t[atT + i] = Math.abs(x[atX + i]!);
  },
  tanh: (x, atX, t, atT, count) => {
    for (let i = 0; i < count; i++) t[atT + i] = Math.tanh(x[atX + i]!);
  },
  exp: (x, atX, t, atT, count) => {
    for (let i = 0; i < count; i++) t[atT + i] = Math.exp(x[atX + i]!);
  },
  sqrt: (x, atX, t, atT, count) => {
    for (let i = 0; i < count; i++) t[atT + i] = Math.sqrt(x[atX + i]!);
  },
};

/** The loop of a function of one argument. */
export function unaryLoop(fn: FunctionName): UnaryLoop {
  const f = functions[fn].value;
  return (
    written[fn] ??
    ((x, atX, t, atT, count) => {
      for (let i = 0; i < count; i++) t[atT + i] = f(x[atX + i]!);
    })
  );
}

/** `x^exponent` for a constant exponent; whole ones by multiplication, up to 64. */
export function powerLoop(exponent: number): UnaryLoop {
  if (exponent === 2) {
    return (x, atX, t, atT, count) => {
      for (let i = 0; i < count; i++) t[atT + i] = x[atX + i]! * x[atX + i]!;
    };
  }
  if (exponent === -1) {
    return (x, atX, t, atT, count) => {
      for (let i = 0; i < count; i++) t[atT + i] = 1 / x[atX + i]!;
    };
  }
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 64) {
    return (x, atX, t, atT, count) => {
      for (let i = 0; i < count; i++) t[atT + i] = wholePower(x[atX + i]!, exponent);
    };
  }
  return (x, atX, t, atT, count) => {
    for (let i = 0; i < count; i++) t[atT + i] = power(x[atX + i]!, exponent);
  };
}

/** x^y as the loops compute it. */
export function power(x: number, y: number): number {
  if (Number.isInteger(y) && Math.abs(y) <= 64) return wholePower(x, y);
  return y === 0.5 ? Math.sqrt(x) : x ** y;
}

function wholePower(x: number, exponent: number): number {
  let result = 1;
  let square = x;
  for (let left = Math.abs(exponent); left > 0; left >>= 1) {
    if ((left & 1) === 1) result *= square;
    square *= square;
  }
  return exponent < 0 ? 1 / result : result;
}
