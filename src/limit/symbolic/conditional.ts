/**
 * A Gaussian law given that some of its variables are 0, by ratios of determinants of the unconditional covariance C:
 * Cov(x, y | g = 0) = det C[g+x, g+y] / det C[g, g]. Numerators and denominators are kept apart, so that roots of
 * them cancel and no symbol is divided by more than once.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import type { Arithmetic } from "../expectation/arithmetic.ts";
import { determinant } from "./determinant.ts";
import { covarianceOf, type Gaussian } from "./gaussian.ts";

export interface Fraction<T> {
  readonly numerator: T;
  readonly denominator: T;
}

/** Variables `given` (distinct, of nonsingular covariance) are fixed to 0. */
export interface Conditional<T> {
  mean(x: number): T;
  covariance(x: number, y: number): T;
  /** Never negative in exact arithmetic. With `guarded` its numerator may be divided by even where it is 0. */
  variance(x: number, guarded: boolean): Fraction<T>;
  /**
   * (cos, sin) of the angle between x and y in the metric of the conditional covariance, up to one positive factor:
   * the correlation is cos / sqrt(cos^2 + sin^2).
   */
  angle(x: number, y: number): { readonly cosine: T; readonly sine: T };
}

export function conditional<T>(a: Arithmetic<T>, law: Gaussian<T>, given: readonly number[]): Conditional<T> {
  const zero = a.number(0);
  const one = a.number(1);
  const cov = (x: number, y: number): T => covarianceOf(law, x, y);
  const related = (x: number, y: number): boolean => !a.isZero(cov(x, y));
  /** The conditions that tell something about one of `xs`, directly or through others. */
  const relevant = (...xs: readonly number[]): readonly number[] => {
    const found = new Set<number>();
    const queue = [...xs];
    for (let x = queue.pop(); x !== undefined; x = queue.pop()) {
      for (const g of given) {
        if (!found.has(g) && related(x, g)) {
          found.add(g);
          queue.push(g);
        }
      }
    }
    return given.filter((g) => found.has(g));
  };
  const minor = (rows: readonly number[], columns: readonly number[]): T =>
    determinant(
      a,
      rows.map((i) => columns.map((j) => cov(i, j))),
    );
  // Where there are means, variances that are 0 are divided by: z + 1 > 0 is certain if Var(z) = 0.
  const centred = law.mean.every(a.isZero);
  const gram = (g: readonly number[]): T => (centred ? minor(g, g) : a.clamp(minor(g, g)));
  const fraction = (x: number, y: number): Fraction<T> => {
    if (given.includes(x) || given.includes(y)) return { numerator: zero, denominator: one };
    const g = relevant(x).filter((k) => relevant(y).includes(k));
    if (g.length === 0) return { numerator: cov(x, y), denominator: one };
    return { numerator: minor([...g, x], [...g, y]), denominator: gram(g) };
  };
  return {
    mean(x) {
      if (given.includes(x)) return zero;
      const own = law.mean[x] as T;
      const g = relevant(x);
      if (g.every((k) => a.isZero(law.mean[k] as T))) return own;
      // m_x det C[g, g] - C_xg adj(C[g, g]) m_g is the determinant of C[g, g] bordered by C_xg and m_g.
      const bordered = determinant(a, [
        ...g.map((i) => [...g.map((j) => cov(i, j)), law.mean[i] as T]),
        [...g.map((j) => cov(x, j)), zero],
      ]);
      return a.add(own, a.divide(bordered, gram(g)));
    },
    covariance(x, y) {
      const { numerator, denominator } = fraction(x, y);
      return a.divide(numerator, denominator);
    },
    variance(x, guarded) {
      const { numerator, denominator } = fraction(x, x);
      if (law.noisy[x] === true) return { numerator, denominator };
      const plain = a.same(numerator, cov(x, x));
      return { numerator: plain && !guarded ? numerator : a.clamp(numerator), denominator };
    },
    angle(x, y) {
      const g = relevant(x, y);
      invariant(!g.includes(x) && !g.includes(y), () => "an angle with a variable that is fixed");
      const all = [...g, x, y];
      const volume = minor(all, all);
      const noisy = law.noisy[x] === true || law.noisy[y] === true;
      // Sylvester: N_xx N_yy - N_xy^2 = det C[g, g] det C[g+xy, g+xy] for the minors N_xy = det C[g+x, g+y].
      const sine = a.multiply(a.power(minor(g, g), 0.5), a.power(noisy ? volume : a.clamp(volume), 0.5));
      return { cosine: minor([...g, x], [...g, y]), sine };
    },
  };
}
