/**
 * The joint law of a few Gaussian variables, with numbers or symbols, and the changes of law that remove exponential
 * factors from an expectation: E[e^v f(z)] is a number times the expectation of f under another Gaussian law, and so
 * is E[e^(-b v^2) f(z)].
 */
import type { Arithmetic } from "../expectation/arithmetic.ts";
import { adjugate, determinant, type Matrix } from "./determinant.ts";

export interface Gaussian<T> {
  readonly mean: readonly T[];
  /** Symmetric and positive semidefinite. */
  readonly covariance: Matrix<T>;
  /** Variables that contain independent noise of their own, so that no determinant with them vanishes. */
  readonly noisy: readonly boolean[];
}

/** E[f(z)] under the old law is `factor` times that under `law`. */
export interface ChangedLaw<T> {
  readonly factor: T;
  readonly law: Gaussian<T>;
}

export function covarianceOf<T>(law: Gaussian<T>, i: number, j: number): T {
  return law.covariance[i]?.[j] as T;
}

/** Removes the factor e^v, v = variable `v` of the law: every mean moves by its covariance with v. */
export function tilt<T>(a: Arithmetic<T>, law: Gaussian<T>, v: number): ChangedLaw<T> {
  const half = a.multiply(a.number(0.5), covarianceOf(law, v, v));
  return {
    factor: a.exp(a.add(law.mean[v] as T, half)),
    law: { ...law, mean: law.mean.map((m, i) => a.add(m, covarianceOf(law, i, v))) },
  };
}

/**
 * Removes the factor exp(sum_k c_k v_k^2 / 2), where v_k is variable `squares[k].variable`. With C the covariance of
 * the v, B = diag(c) and M = (1 - C B)^(-1): the factor is det(M)^(1/2) exp(m^T B M m / 2), the law of z has
 * covariance S + S_zv B M S_vz and mean m_z + S_zv B M m_v.
 */
export function absorbSquares<T>(
  a: Arithmetic<T>,
  law: Gaussian<T>,
  squares: readonly { readonly variable: number; readonly coefficient: T }[],
): ChangedLaw<T> {
  const one = a.number(1);
  const at = squares.map(({ variable }) => variable);
  const c = squares.map(({ coefficient }) => coefficient);
  const minus = a.number(-1);
  // D = 1 - C B, so that M = adj(D) / det(D), and its transpose 1 - B C.
  const d = at.map((i, row) =>
    at.map((j, column) => {
      const entry = a.multiply(minus, covarianceOf(law, i, j), c[column] as T);
      return row === column ? a.add(one, entry) : entry;
    }),
  );
  const det = determinant(a, d);
  const adj = adjugate(a, d);
  const inverse = a.power(det, -1);
  /** B M between positions k and l of `squares`, without the division by det(D). */
  const inner = (k: number, l: number): T => a.multiply(c[k] as T, adj[k]?.[l] as T);
  const pull = (left: readonly T[], right: readonly T[]): T =>
    a.multiply(
      inverse,
      a.add(
        ...left.flatMap((x, k) =>
          right.map((y, l) => (a.isZero(x) || a.isZero(y) ? a.number(0) : a.multiply(x, inner(k, l), y))),
        ),
      ),
    );
  const across = (i: number): T[] => at.map((v) => covarianceOf(law, i, v));
  const means = at.map((v) => law.mean[v] as T);
  /** Cov'(z_i, v_l) = (S_zv (1 - B C)^(-1))_l, which does not cancel. */
  const withSquare = (i: number, l: number): T =>
    a.multiply(inverse, a.simplest(a.add(...across(i).map((x, k) => a.multiply(x, adj[l]?.[k] as T)))));
  const covariance = law.covariance.map((row, i) =>
    row.map((entry, j) => {
      const [k, l] = [at.indexOf(i), at.indexOf(j)];
      if (l >= 0) return withSquare(i, l);
      if (k >= 0) return withSquare(j, k);
      const change = pull(across(i), across(j));
      return a.isZero(change) ? entry : a.add(entry, change);
    }),
  );
  const quadratic = pull(means, means);
  return {
    factor: a.multiply(a.power(det, -0.5), a.exp(a.multiply(a.number(0.5), quadratic))),
    law: { ...law, covariance, mean: law.mean.map((m, i) => a.add(m, pull(across(i), means))) },
  };
}

/** The law with one more variable, sum_k weights_k z_k. */
export function withCombination<T>(
  a: Arithmetic<T>,
  law: Gaussian<T>,
  weights: ReadonlyMap<number, number>,
): Gaussian<T> {
  const combine = (values: (k: number) => T): T =>
    a.add(...[...weights].map(([k, w]) => a.multiply(a.number(w), values(k))));
  const column = law.mean.map((_, i) => combine((k) => covarianceOf(law, i, k)));
  const variance = combine((k) => column[k] as T);
  return {
    mean: [...law.mean, combine((k) => law.mean[k] as T)],
    covariance: [...law.covariance.map((row, i) => [...row, column[i] as T]), [...column, variance]],
    noisy: [...law.noisy, false],
  };
}
