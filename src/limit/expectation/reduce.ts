/**
 * The expectation of an expression over basis variables, reduced before any number is integrated (limit.md order):
 * expand sums of products; factor into independent components; integrate variables that enter only polynomially
 * by Gaussian regression on the forms that the nonlinear functions read, then Isserlis/Wick. What is left is, per
 * component, a polynomial times nonlinear functions of few forms, for closed forms and quadrature.
 */
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { isTame } from "../../ir/parity.ts";
import { evaluateClosed } from "../../ir/tape.ts";
import { moment } from "../../math/laws.ts";
import { type PlacedComponent, splitComponents } from "./component.ts";
import { degree, type Expander } from "./expand.ts";
import { type SeparatedAtoms, separateForms } from "./forms.ts";
import type { BasisLaw } from "./law.ts";
import {
  linear,
  type Monomial,
  monomialKey,
  multiply,
  one,
  type Polynomial,
  polynomialOf,
  power,
  type Term,
  wickMoment,
} from "./polynomial.ts";
import { type Integrator, leastExact, NoExpectation, type Result, TAME_IT } from "./result.ts";

/** E[integrand]; throws {@link NoExpectation} when it is infinite or undefined. */
export function expectation(
  pool: ExprPool,
  expander: Expander,
  integrand: ExprId,
  law: BasisLaw,
  integrator: Integrator,
): Result {
  const direct = expander.linearMoment(integrand, law);
  if (direct !== undefined) return direct;
  const groups = expander.groups(integrand);
  const total = sumResults(
    groups.map(({ weight, separated }) =>
      separated.atoms.length === 0
        ? polynomialExpectation(weight, law)
        : groupExpectation(pool, expander, separated, weight, law, integrator),
    ),
  );
  const plain = groups.find(({ separated }) => separated.atoms.length === 0);
  if (plain === undefined || !hasCancelled(total, plain.weight)) return total;
  const whole = groupExpectation(pool, expander, separateForms(pool, expander, [integrand]), one, law, integrator);
  // Every value of the polynomial has been rounded at each of its powers.
  const error = whole.error * 2 * degreeOf(plain.weight);
  return error < total.error ? { ...whole, error } : total;
}

/** Polynomials of such a degree may cancel when they are expanded: the coefficients of He_30 do, its values do not. */
const HIGH_DEGREE = 12;
const CANCELLED = 1e-10;

function hasCancelled({ value, error }: Result, weight: Polynomial): boolean {
  return error > CANCELLED * Math.abs(value) && degreeOf(weight) >= HIGH_DEGREE;
}

function degreeOf(weight: Polynomial): number {
  return [...weight.values()].reduce((most, { monomial }) => Math.max(most, degree(monomial)), 0);
}

function sumResults(results: readonly Result[]): Result {
  if (results.length === 0) return { value: 0, error: 0, method: "closed" };
  const value = results.reduce((sum, result) => sum + result.value, 0);
  const magnitude = results.reduce((sum, result) => sum + Math.abs(result.value), 0);
  const error = results.reduce((sum, result) => sum + result.error, 0) + magnitude * 2e-16 * (results.length - 1);
  return { value, error, method: leastExact(results) };
}

/** E of a polynomial in the basis variables: independent special variables by their moments, the rest by Wick. */
function polynomialExpectation(weight: Polynomial, law: BasisLaw): Result {
  let value = 0;
  let magnitude = 0;
  for (const { monomial, coefficient } of weight.values()) {
    const m = coefficient * monomialExpectation(monomial, law);
    value += m;
    magnitude += Math.abs(m);
  }
  return { value, error: magnitude * 4e-16 * Math.max(0, weight.size - 1), method: "closed" };
}

function monomialExpectation(monomial: Monomial, law: BasisLaw): number {
  let special = 1;
  const gaussian: (readonly [number, number])[] = [];
  for (const [variable, p] of monomial) {
    const shape = law.shape(variable);
    if (shape === undefined) {
      gaussian.push([variable, p]);
      continue;
    }
    const m = moment(shape, p);
    if (m === undefined || !Number.isFinite(m))
      throw new NoExpectation(`the moment of order ${p} of a ${shape.kind} law is infinite`, TAME_IT);
    special *= m;
  }
  return special === 0 ? 0 : special * wickMoment(gaussian, law.covariance);
}

/** E[weight * product of atoms]. */
function groupExpectation(
  pool: ExprPool,
  expander: Expander,
  separated: SeparatedAtoms,
  weight: Polynomial,
  law: BasisLaw,
  integrator: Integrator,
): Result {
  const components = splitComponents(pool, separated, law);
  const standard = regress(multiply(weight, numbersAmong(pool, separated)), components, law);
  const integrate = (k: number, terms: readonly Term[]): Result => {
    const component = components[k]?.component;
    return component === undefined
      ? { value: 0, error: 0, method: "closed" }
      : integrator(component, polynomialOf(terms), expander);
  };
  if (standard.length === 0 && !isTame(pool, separated.atoms)) {
    // A weight of mean 0 makes 0 only of what has an expectation: each integral is tried for its own sake.
    for (const k of components.keys()) integrate(k, [{ coefficient: 1, monomial: [] }]);
  }
  if (components.length === 1) {
    return integrate(
      0,
      standard.map(({ coefficient, parts }) => ({ coefficient, monomial: parts[0] ?? [] })),
    );
  }
  // Several components: each product of their integrals, every distinct one computed once.
  const known = new Map<string, Result>();
  return sumResults(
    standard.map(({ coefficient, parts }) => {
      const factors = components.map((_, k) => {
        const monomial = parts[k] ?? [];
        const key = `${k}:${monomialKey(monomial)}`;
        const result = known.get(key) ?? integrate(k, [{ coefficient: 1, monomial }]);
        known.set(key, result);
        return result;
      });
      const value = factors.reduce((product, factor) => product * factor.value, coefficient);
      const error = factors.reduce(
        (sum, factor, k) =>
          sum +
          factor.error *
            factors.reduce(
              (p, other, l) => (l === k ? p : p * (Math.abs(other.value) + other.error)),
              Math.abs(coefficient),
            ),
        0,
      );
      const { method } = sumResults(factors);
      return { value, error, method };
    }),
  );
}

/** The product of the atoms that read nothing: what they read has cancelled, as in |g - g|. */
function numbersAmong(pool: ExprPool, { atoms, reads }: SeparatedAtoms): Polynomial {
  const numbers = atoms.filter((_, k) => reads[k]?.length === 0);
  if (numbers.length === 0) return one;
  const coefficient = evaluateClosed(pool, numbers, []).reduce((product, x) => product * x, 1);
  return polynomialOf([{ monomial: [], coefficient }]);
}

/** A term of the weight in standard coordinates: one monomial per component, in the dimensions of that component. */
interface StandardTerm {
  readonly coefficient: number;
  readonly parts: readonly Monomial[];
}

/** Dimension d of component k is variable OFFSET * k + d of the combined polynomial; residuals come after all. */
const OFFSET = 4096;

/**
 * Writes every basis variable of the weight as its regression on the standard coordinates plus a residual that is
 * independent of them, and takes the expectation over the residuals.
 */
function regress(weight: Polynomial, components: readonly PlacedComponent[], law: BasisLaw): StandardTerm[] {
  const variables = [...new Set([...weight.values()].flatMap(({ monomial }) => monomial.map(([v]) => v)))];
  const residualOffset = OFFSET * components.length;
  const slopes = new Map<number, number[][]>();
  for (const v of variables) {
    if (law.shape(v) === undefined)
      slopes.set(
        v,
        components.map((component) => component.covarianceWith(v)),
      );
  }
  const residualCovariance = (i: number, j: number): number => {
    const vi = variables[i - residualOffset] as number;
    const vj = variables[j - residualOffset] as number;
    const [a, c] = [slopes.get(vi), slopes.get(vj)];
    if (a === undefined || c === undefined) return 0;
    const raw = law.covariance(vi, vj);
    const explained = a.reduce((sum, row, k) => sum + row.reduce((s, x, d) => s + x * (c[k]?.[d] ?? 0), 0), 0);
    const scale = Math.sqrt(law.covariance(vi, vi) * law.covariance(vj, vj));
    return Math.abs(raw - explained) <= 1e-14 * scale ? 0 : raw - explained;
  };
  const images = new Map<number, Polynomial>(
    variables.map((v, index) => {
      const place = components.findIndex((component) => component.specialVariables.includes(v));
      if (place >= 0) {
        const { component, specialVariables } = components[place] as PlacedComponent;
        return [v, linear([[OFFSET * place + component.rank + specialVariables.indexOf(v), 1]])];
      }
      const own = (slopes.get(v) ?? []).flatMap((row, k) => row.map((x, d) => [OFFSET * k + d, x] as const));
      const hasResidual =
        law.shape(v) !== undefined || residualCovariance(residualOffset + index, residualOffset + index) > 0;
      return [
        v,
        linear([...own.filter(([, x]) => x !== 0), ...(hasResidual ? [[residualOffset + index, 1] as const] : [])]),
      ];
    }),
  );
  const combined: Term[] = [];
  for (const { monomial, coefficient } of weight.values()) {
    let image: Polynomial = one;
    for (const [v, p] of monomial) image = multiply(image, power(images.get(v) ?? one, p));
    for (const term of image.values()) {
      const residual = term.monomial.filter(([v]) => v >= residualOffset);
      const expected = residualMoment(residual, residualOffset, variables, law, residualCovariance);
      if (expected === 0) continue;
      combined.push({
        monomial: term.monomial.filter(([v]) => v < residualOffset),
        coefficient: coefficient * term.coefficient * expected,
      });
    }
  }
  return [...polynomialOf(combined).values()].map(({ monomial, coefficient }) => ({
    coefficient,
    parts: components.map((_, k) =>
      monomial.filter(([v]) => Math.floor(v / OFFSET) === k).map(([v, p]) => [v - OFFSET * k, p] as const),
    ),
  }));
}

/** E of a monomial in residuals; a special variable that no atom reads is its own residual. */
function residualMoment(
  residual: Monomial,
  offset: number,
  variables: readonly number[],
  law: BasisLaw,
  covariance: (i: number, j: number) => number,
): number {
  const special = residual.filter(([v]) => law.shape(variables[v - offset] as number) !== undefined);
  const gaussian = residual.filter(([v]) => law.shape(variables[v - offset] as number) === undefined);
  const own = monomialExpectation(
    special.map(([v, p]) => [variables[v - offset] as number, p] as const),
    law,
  );
  return own === 0 ? 0 : own * wickMoment(gaussian, covariance);
}
