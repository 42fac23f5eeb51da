/**
 * Piecewise polynomial-exponential functions of one or two Gaussian variables with any means, and polynomial weights: elu,
 * selu, clip, soft threshold, shifted relu, hinge, quantisers, and what a user writes with `where`. The sum of the
 * terms can lose digits (narrow pieces far out, variables that are almost one, huge tilts); the bound of that loss
 * decides whether the result stands or is left to quadrature.
 */
import type { Estimated } from "../../../../math/tilted-normal.ts";
import type { Component } from "../../component.ts";
import type { Expander } from "../../expand.ts";
import { linear, multiply, type Polynomial, polynomialOf, power } from "../../polynomial.ts";
import type { Result } from "../../result.ts";
import { argumentOf } from "../argument.ts";
import { correlation, createDirections, type Direction } from "./directions.ts";
import { estimated, exact } from "./estimated.ts";
import { piecewisePairTerms, piecewiseTerms } from "./expectation.ts";
import { type Piecewise, timesPower } from "./function.ts";
import { constantMixture, type Mixture, multiplyMixtures, type Product } from "./mixture.ts";
import { inVariables } from "./prefactor.ts";
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
  const angle = first && second && correlation(first[0], second[0]);
  const read = essential.map(([direction]) => direction);
  const terms = inVariables(prefactor, read, rank, angle);
  if (first === undefined) return totalOf(terms.map(({ coefficient }) => coefficient));
  const law = angle && standardPlane(angle);
  return totalOf(
    terms.flatMap(({ coefficient, first: i, second: j }) => {
      const f = timesPower(estimated, first[1], i);
      const parts =
        second === undefined || law === undefined
          ? piecewiseTerms(estimated, standardLine, f)
          : piecewisePairTerms(estimated, law, f, timesPower(estimated, second[1], j));
      return parts.map((part) => estimated.multiply(coefficient, part));
    }),
  );
}

function totalOf(terms: readonly Estimated[]): Total {
  return { sum: estimated.add(...terms), size: terms.reduce((sum, { value }) => sum + Math.abs(value), 0) };
}

/** A function without break points and exponentials, in the standard coordinates. */
function polynomialIn({ load, norm }: Direction, f: Piecewise<Estimated>): Polynomial | undefined {
  const [terms = []] = f.pieces;
  if (terms.some(({ rate }) => rate.value !== 0)) return undefined;
  const x = linear(load.flatMap((l, d) => (l === 0 ? [] : [[d, l / norm] as const])));
  return polynomialOf(
    terms.flatMap(({ coefficient, power: p }) =>
      [...power(x, p).values()].map((term) => ({ ...term, coefficient: coefficient.value * term.coefficient })),
    ),
  );
}
