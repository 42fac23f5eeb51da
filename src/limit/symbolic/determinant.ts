/** Determinants and adjugates of small matrices by expansion along the first row: no division, zeros cost nothing. */
import type { Arithmetic } from "../expectation/arithmetic.ts";

export type Matrix<T> = readonly (readonly T[])[];

export function determinant<T>(a: Arithmetic<T>, matrix: Matrix<T>): T {
  const [first] = matrix;
  if (first === undefined) return a.number(1);
  if (first.length === 1) return first[0] as T;
  const terms = first.flatMap((entry, j) => {
    if (a.isZero(entry)) return [];
    const minor = determinant(a, without(matrix, 0, j));
    return [a.multiply(a.number(j % 2 === 0 ? 1 : -1), entry, minor)];
  });
  return a.simplest(a.add(a.number(0), ...terms));
}

/** adj(A) = det(A) A^(-1). */
export function adjugate<T>(a: Arithmetic<T>, matrix: Matrix<T>): Matrix<T> {
  return matrix.map((_, i) =>
    matrix.map((__, j) => a.multiply(a.number((i + j) % 2 === 0 ? 1 : -1), determinant(a, without(matrix, j, i)))),
  );
}

function without<T>(matrix: Matrix<T>, row: number, column: number): Matrix<T> {
  return matrix.filter((_, i) => i !== row).map((entries) => entries.filter((_, j) => j !== column));
}
