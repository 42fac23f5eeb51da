/**
 * Piecewise polynomial-exponential functions of one or two Gaussian variables with any means, and polynomial weights: elu,
 * selu, clip, soft threshold, shifted relu, hinge, quantisers, and what a user writes with `where`. The sum of the
 * terms can lose digits (narrow pieces far out, variables that are almost one, huge tilts); the bound of that loss
 * decides whether the result stands or is left to quadrature.
 */
import type { Estimated } from "../../../../math/tilted-normal.ts";
import type { Component } from "../../component.ts";
import type { Expander } from "../../expand.ts";
import { linear, multiply, one, type Polynomial, polynomialOf, power } from "../../polynomial.ts";
import type { Result } from "../../result.ts";
import { argumentOf } from "../argument.ts";
import { correlation, createDirections, type Direction, frame } from "./directions.ts";
import { estimated, exact, rounded } from "./estimated.ts";
import { piecewisePairTerms, piecewiseTerms } from "./expectation.ts";
import { type Piecewise, timesPower } from "./function.ts";
import { constantMixture, type Mixture, multiplyMixtures, type Product } from "./mixture.ts";
import { type Reader, recognise } from "./recognise.ts";
import { standardLine, standardPlane } from "./standard.ts";
import { expandSlowRates } from "./taylor.ts";

/** The closed form stands if its error is below this share of the summands. */
const TOLERANCE = 1e-11;

/** A sum, and how large it would be if its parts had one sign. */
interface Total {
  readonly sum: Estimated;
  readonly size: number;
}

export function piecewise(component: Component, weight: Polynomial, expander: Expander): Result | undefined {
  if (component.specials.length > 0 || component.rank === 0) return undefined;
  const directions = createDirections();
  const mixture = mixtureOf(component, expander, directions.find);
  if (mixture === undefined) return undefined;
  let value = 0;
  let error = 0;
  let size = 0;
  for (const product of mixture) {
    const part = productExpectation(product, weight, directions.list, component.rank);
    if (part === undefined) return undefined;
    const term = estimated.multiply(product.coefficient, part.sum);
    value += term.value;
    error += term.error + 2 ** -53 * Math.abs(value);
    size += Math.abs(product.coefficient.value) * part.size;
  }
  if (!Number.isFinite(value) || !(error <= TOLERANCE * Math.max(size, Math.abs(value)))) return undefined;
  return { value, error, method: "closed" };
}

type FindDirection = (load: readonly number[]) => { readonly variable: number; readonly slope: number };

/** The product of all atoms. */
function mixtureOf(component: Component, expander: Expander, find: FindDirection): Mixture<Estimated> | undefined {
  const reader: Reader<Estimated> = {
    constant: (id) => {
      const node = component.pool.get(id);
      if (node.op === "const") return exact(node.value);
      const argument = argumentOf(component, expander, id);
      return argument?.load.every((x) => x === 0) ? exact(argument.constant) : undefined;
    },
    affine: (id) => {
      const argument = argumentOf(component, expander, id);
      if (argument === undefined) return undefined;
      const { variable, slope } = find(argument.load);
      return { variable, slope: exact(slope), intercept: exact(argument.constant) };
    },
  };
  let product: Mixture<Estimated> | undefined = constantMixture(estimated, exact(1));
  for (const atom of component.atoms) {
    const factor = recognise(estimated, component.pool, reader, atom);
    product = factor && product && multiplyMixtures(estimated, product, factor);
  }
  return product;
}

/** E[weight(u) * product of functions of at most two directions that are not polynomials]. */
function productExpectation(
  { factors }: Product<Estimated>,
  weight: Polynomial,
  directions: readonly Direction[],
  rank: number,
): Total | undefined {
  const essential: (readonly [Direction, Piecewise<Estimated>])[] = [];
  let prefactor = weight;
  for (const [variable, f] of factors) {
    const direction = directions[variable] as Direction;
    const polynomial = f.breaks.length === 0 ? polynomialIn(direction, f) : undefined;
    if (polynomial === undefined) essential.push([direction, expandSlowRates(f)]);
    else prefactor = multiply(prefactor, polynomial);
  }
  const [first, second, ...more] = essential;
  if (more.length > 0) return undefined;
  const basis = frame(
    essential.map(([direction]) => direction),
    rank,
  );
  const inBasis = prefactorIn(prefactor, basis, essential.length);
  if (first === undefined) return totalOf([...inBasis.values()].map(({ coefficient }) => rounded(coefficient)));
  if (second === undefined) {
    return totalOf(
      [...inBasis.values()].flatMap(({ monomial, coefficient }) => {
        const terms = piecewiseTerms(estimated, standardLine, timesPower(estimated, first[1], degreeOf(monomial, 0)));
        return terms.map((term) => estimated.multiply(rounded(coefficient), term));
      }),
    );
  }
  const angle = correlation(first[0], second[0]);
  const law = standardPlane(angle);
  // The second coordinate of the frame is (y - rho x) / sine.
  const across = linear([
    [0, -angle.rho / angle.sine],
    [1, 1 / angle.sine],
  ]);
  const inPlane = substituteSecond(inBasis, across);
  return totalOf(
    [...inPlane.values()].flatMap(({ monomial, coefficient }) => {
      const f = timesPower(estimated, first[1], degreeOf(monomial, 0));
      const g = timesPower(estimated, second[1], degreeOf(monomial, 1));
      return piecewisePairTerms(estimated, law, f, g).map((term) => estimated.multiply(rounded(coefficient), term));
    }),
  );
}

function totalOf(terms: readonly Estimated[]): Total {
  return { sum: estimated.add(...terms), size: terms.reduce((sum, { value }) => sum + Math.abs(value), 0) };
}

function degreeOf(monomial: readonly (readonly [number, number])[], variable: number): number {
  return monomial.find(([v]) => v === variable)?.[1] ?? 0;
}

/** A function without break points and exponentials, in the standard coordinates. */
function polynomialIn({ load, norm }: Direction, f: Piecewise<Estimated>): Polynomial | undefined {
  const [terms = []] = f.pieces;
  if (terms.some(({ rate }) => rate.value !== 0)) return undefined;
  const x = linear(load.flatMap((l, d) => (l === 0 ? [] : [[d, l / norm] as const])));
  return sum(terms.map(({ coefficient, power: p }) => multiply(constant(coefficient.value), power(x, p))));
}

function constant(value: number): Polynomial {
  return new Map([["", { monomial: [], coefficient: value }]]);
}

function sum(parts: readonly Polynomial[]): Polynomial {
  return polynomialOf(parts.flatMap((part) => [...part.values()]));
}

/** The polynomial in the coordinates of the basis, the expectation taken over all of them but the first `kept`. */
function prefactorIn(prefactor: Polynomial, basis: readonly (readonly number[])[], kept: number): Polynomial {
  const images = basis.map((_, d) =>
    linear(basis.flatMap((e, k) => ((e[d] ?? 0) === 0 ? [] : [[k, e[d] ?? 0] as const]))),
  );
  const rotated = sum(
    [...prefactor.values()].map(({ monomial, coefficient }) =>
      monomial.reduce((product, [d, p]) => multiply(product, power(images[d] ?? one, p)), constant(coefficient)),
    ),
  );
  return polynomialOf(
    [...rotated.values()].map(({ monomial, coefficient }) => ({
      monomial: monomial.filter(([k]) => k < kept),
      coefficient: monomial.reduce((c, [k, p]) => (k < kept ? c : c * normalMoment(p)), coefficient),
    })),
  );
}

function substituteSecond(polynomial: Polynomial, image: Polynomial): Polynomial {
  return sum(
    [...polynomial.values()].map(({ monomial, coefficient }) =>
      monomial.reduce(
        (product, [k, p]) => multiply(product, power(k === 1 ? image : linear([[k, 1]]), p)),
        constant(coefficient),
      ),
    ),
  );
}

/** E x^p for standard normal x. */
function normalMoment(p: number): number {
  return p % 2 === 1 ? 0 : p === 0 ? 1 : (p - 1) * normalMoment(p - 2);
}
