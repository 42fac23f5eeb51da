/**
 * `exp` of quadratic polynomials with polynomial weights: exp(c + t.u + u.Qu) times the standard normal density is, up to
 * a factor, the density of another normal law, of covariance (I - 2 Q)^-1, if that matrix is positive definite;
 * otherwise the expectation is infinite.
 */
import { symmetricEigen } from "../../../math/linalg.ts";
import type { Component } from "../component.ts";
import type { Expander } from "../expand.ts";
import { multiply, type Polynomial, polynomialOf, power, wickMoment } from "../polynomial.ts";
import { NoExpectation, type Result, TAME_IT } from "../result.ts";

/** constant + linear . u + u . quadratic u */
interface Quadratic {
  readonly constant: number;
  readonly linear: readonly number[];
  readonly quadratic: Float64Array;
}

export function gaussian(component: Component, weight: Polynomial, expander: Expander): Result | undefined {
  const { rank } = component;
  if (component.specials.length > 0 || rank === 0) return undefined;
  const exponent = quadraticOf(component, expander);
  if (exponent === undefined) return undefined;
  const precision = exponent.quadratic.map((q, k) => (k % (rank + 1) === 0 ? 1 : 0) - 2 * q);
  const { values, vectors } = symmetricEigen(precision);
  const [least, largest] = [Math.min(...values), Math.max(1, ...values)];
  if (least <= 1e-14 * largest)
    throw new NoExpectation("the integrand grows as fast as the Gaussian density falls, or faster", TAME_IT);
  const covariance = (i: number, j: number): number => {
    let sum = 0;
    for (const [k, value] of values.entries())
      sum += ((vectors[i * rank + k] ?? 0) * (vectors[j * rank + k] ?? 0)) / value;
    return sum;
  };
  const mean = exponent.linear.map((_, i) => exponent.linear.reduce((sum, t, j) => sum + covariance(i, j) * t, 0));
  const gained = exponent.linear.reduce((sum, t, i) => sum + (t * (mean[i] ?? 0)) / 2, 0);
  const determinant = values.reduce((product, value) => product * value, 1);
  const front = Math.exp(exponent.constant + gained) / Math.sqrt(determinant);
  let value = 0;
  let magnitude = 0;
  for (const { monomial, coefficient } of weight.values()) {
    let shifted: Polynomial = polynomialOf([{ monomial: [], coefficient }]);
    for (const [d, p] of monomial) {
      const variable = polynomialOf([
        { monomial: [], coefficient: mean[d] ?? 0 },
        { monomial: [[d, 1]], coefficient: 1 },
      ]);
      shifted = multiply(shifted, power(variable, p));
    }
    for (const term of shifted.values()) {
      const moment = front * term.coefficient * wickMoment(term.monomial, covariance);
      value += moment;
      magnitude += Math.abs(moment);
    }
  }
  if (!Number.isFinite(value)) return undefined;
  const degree = Math.max(...[...weight.values()].map(({ monomial }) => monomial.reduce((sum, [, p]) => sum + p, 0)));
  // The rounding of the precision counts relative to its least eigenvalue, once per power of the covariance.
  const condition =
    (rank + degree) * (largest / least) + Math.abs(exponent.constant) + Math.abs(gained) * (largest / least);
  return { value, error: 4e-16 * (4 + condition) * magnitude, method: "closed" };
}

/** The sum of the exponents, in the standard coordinates; undefined where an atom is no exponential of such a form. */
function quadraticOf({ pool, atoms, forms, rank }: Component, expander: Expander): Quadratic | undefined {
  let constant = 0;
  const linear = new Array<number>(rank).fill(0);
  const quadratic = new Float64Array(rank * rank);
  for (const atom of atoms) {
    const node = pool.get(atom);
    const [argument] = node.op === "call" && node.fn === "exp" ? node.args : [];
    if (argument === undefined) return undefined;
    for (const { coefficient, monomial, atoms: inner } of expander.expand(argument)) {
      const read = monomial.flatMap(([form, p]) => new Array<number>(Math.min(p, 3)).fill(form));
      if (inner.length > 0 || read.length > 2) return undefined;
      const [a, b] = read.map((form) => forms[form]);
      if (a === undefined) {
        constant += coefficient;
        continue;
      }
      const other = b ?? { constant: 1, load: [] };
      constant += coefficient * a.constant * other.constant;
      for (let i = 0; i < rank; i++) {
        const [x, y] = [a.load[i] ?? 0, other.load[i] ?? 0];
        linear[i] = (linear[i] ?? 0) + coefficient * (x * other.constant + y * a.constant);
        for (let j = 0; j < rank; j++) {
          const both = x * (other.load[j] ?? 0) + y * (a.load[j] ?? 0);
          quadratic[i * rank + j] = (quadratic[i * rank + j] ?? 0) + (coefficient * both) / 2;
        }
      }
    }
  }
  return { constant, linear, quadratic };
}
