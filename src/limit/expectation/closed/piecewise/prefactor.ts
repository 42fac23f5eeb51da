/**
 * The polynomial weight of an expectation in the variables that the functions read: the standard coordinates are rotated
 * into a frame along these variables, the other coordinates of the frame are independent of the functions and leave their
 * moments, and the second coordinate is (y - rho x) / sine. Where the variables are almost one, coefficients
 * cancel: each comes with a bound of what it has lost.
 */
import type { Correlation, Estimated } from "../../../../math/tilted-normal.ts";
import { linear, type Monomial, multiply, one, type Polynomial, polynomialOf, power } from "../../polynomial.ts";
import { type Direction, frame } from "./directions.ts";
import { exact } from "./estimated.ts";

/** coefficient * x^first * y^second. */
export interface PlaneTerm {
  readonly coefficient: Estimated;
  readonly first: number;
  readonly second: number;
}

/** Roundings of one coefficient: products of a few entries, sums of a few products. */
const ROUNDING = 8 * 2 ** -53;

/** The weight as a polynomial in the variables of at most two directions; of the angle between them if there are two. */
export function inVariables(
  weight: Polynomial,
  directions: readonly Direction[],
  rank: number,
  angle: Correlation | undefined,
): readonly PlaneTerm[] {
  const [only, ...more] = weight.values();
  if (only === undefined) return [];
  if (more.length === 0 && only.monomial.length === 0)
    return [{ coefficient: exact(only.coefficient), first: 0, second: 0 }];
  const basis = frame(directions, rank);
  const rows = basis.map((_, d) =>
    linear(basis.flatMap((e, k) => ((e[d] ?? 0) === 0 ? [] : [[k, e[d] ?? 0] as const]))),
  );
  const along = directions.map((_, k) => linear([[k, 1]]));
  if (angle !== undefined)
    along[1] = linear([
      [0, -angle.rho / angle.sine],
      [1, 1 / angle.sine],
    ]);
  const through = (polynomial: Polynomial, first: readonly Polynomial[], second: readonly Polynomial[]): Polynomial =>
    substituted(withoutOthers(substituted(polynomial, first), second.length), second);
  const value = through(weight, rows, along);
  const size = through(absolute(weight), rows.map(absolute), along.map(absolute));
  return [...size].map(([key, { monomial, coefficient }]) => ({
    coefficient: { value: value.get(key)?.coefficient ?? 0, error: ROUNDING * coefficient },
    first: powerIn(monomial, 0),
    second: powerIn(monomial, 1),
  }));
}

function powerIn(monomial: Monomial, variable: number): number {
  return monomial.find(([v]) => v === variable)?.[1] ?? 0;
}

function absolute(polynomial: Polynomial): Polynomial {
  return polynomialOf(
    [...polynomial.values()].map(({ monomial, coefficient }) => ({ monomial, coefficient: Math.abs(coefficient) })),
  );
}

/** Variable d replaced by image d. */
function substituted(polynomial: Polynomial, images: readonly Polynomial[]): Polynomial {
  return polynomialOf(
    [...polynomial.values()].flatMap(({ monomial, coefficient }) => {
      const product = monomial.reduce((factor, [d, p]) => multiply(factor, power(images[d] ?? one, p)), one);
      return [...product.values()].map((term) => ({ ...term, coefficient: coefficient * term.coefficient }));
    }),
  );
}

/** The expectation over all variables from `kept` on, which are independent standard normal ones. */
function withoutOthers(polynomial: Polynomial, kept: number): Polynomial {
  return polynomialOf(
    [...polynomial.values()].map(({ monomial, coefficient }) => ({
      monomial: monomial.filter(([k]) => k < kept),
      coefficient: monomial.reduce((c, [k, p]) => (k < kept ? c : c * normalMoment(p)), coefficient),
    })),
  );
}

/** E x^p for standard normal x. */
function normalMoment(p: number): number {
  return p % 2 === 1 ? 0 : p === 0 ? 1 : (p - 1) * normalMoment(p - 2);
}
