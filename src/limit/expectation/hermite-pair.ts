/**
 * E[f(u) g(v)] of two functions of one Gaussian form each by Mehler's formula: with f = sum_k a_k h_k and
 * g = sum_k b_k h_k in orthonormal Hermite polynomials of the standardised forms, it is sum_k rho^k a_k b_k (Mehler
 * 1866; Daniely, Frostig and Singer 2016). The coefficients of a function are found once, so that all pairs of many
 * vectors cost little more than the vectors. What a truncated sum leaves out is at most
 * |rho|^K sqrt(E f^2 - sum a_k^2) sqrt(E g^2 - sum b_k^2), by Cauchy and Schwarz.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, leavesOf } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import { normalPdf } from "../../math/special.ts";
import type { Component } from "./component.ts";
import type { Expander } from "./expand.ts";
import { featuresOf } from "./features.ts";
import { compileFunctions } from "./integrand.ts";
import type { Polynomial } from "./polynomial.ts";
import type { Result } from "./result.ts";

/** Hermite coefficients of a function of a standard normal variable. */
interface Series {
  readonly coefficients: Float64Array;
  /** E f^2, and what the coefficients leave of it. */
  readonly square: number;
  readonly rest: number;
  /** Bound of the error of a coefficient. */
  readonly error: number;
}

/** Undefined where the component is no such pair or its functions are not smooth enough. */
export type HermitePairs = (component: Component, weight: Polynomial, expander: Expander) => Result | undefined;

/** Hermite functions of this degree are below rounding outside of 12.5 when their weight is taken in. */
const REACH = 12.5;
const STEPS = [0.06, 0.03, 0.015];
const DEGREES = 240;
/** Two steps agree on all coefficients to this share of the norm. */
const AGREEMENT = 1e-13;
/** What rounding leaves of E f^2 less all squares. */
const ROUNDING = 2e-15;
/** The answer is left to quadrature when what is left out is more than this share of the norms. */
const LEFT_OUT = 1e-13;

/** What it has found out about a function it remembers. */
export function createHermitePairs(): HermitePairs {
  const known = new Map<string, Series | undefined>();
  const seriesOf = (side: Side, pool: Component["pool"]): Series | undefined => {
    const key = `${side.body}|${side.constant}|${side.deviation}`;
    if (!known.has(key)) known.set(key, hermiteSeries(side, pool));
    return known.get(key);
  };
  return (component, weight, expander) => {
    const [only, ...others] = weight.values();
    if (only === undefined || others.length > 0 || only.monomial.length > 0) return undefined;
    const sides = sidesOf(component);
    if (sides === undefined) return undefined;
    if (featuresOf(component, expander).features.some(({ scale }) => scale === 0)) return undefined;
    const [f, g] = [seriesOf(sides.first, component.pool), seriesOf(sides.second, component.pool)];
    return f === undefined || g === undefined ? undefined : paired(f, g, sides.correlation, only.coefficient);
  };
}

function paired(f: Series, g: Series, rho: number, factor: number): Result | undefined {
  let [value, size, power] = [0, 0, 1];
  for (let k = 0; k < DEGREES; k++) {
    const term = power * (f.coefficients[k] as number) * (g.coefficients[k] as number);
    value += term;
    size += Math.abs(term);
    power *= rho;
  }
  const norm = Math.sqrt(f.square * g.square);
  const left = Math.abs(power) * Math.sqrt(f.rest * g.rest);
  if (!(left <= LEFT_OUT * norm)) return undefined;
  // Errors of coefficients are independent of the other function: each meets the norm of the other once.
  const inherited = f.error * Math.sqrt(g.square) + g.error * Math.sqrt(f.square);
  const error = Math.abs(factor) * (left + inherited + 4e-16 * size);
  return { value: factor * value, error, method: "quadrature" };
}

/** A function of one form. */
interface Side {
  /** With `coord 0` for the form. */
  readonly body: ExprId;
  readonly constant: number;
  readonly deviation: number;
}

function sidesOf(component: Component): { first: Side; second: Side; correlation: number } | undefined {
  const { pool, atoms, forms, rank, specials } = component;
  if (specials.length > 0 || rank > 2 || forms.length !== 2) return undefined;
  const groups: ExprId[][] = [[], []];
  for (const atom of atoms) {
    const { coords } = leavesOf(pool, [atom]);
    const [form] = coords;
    if (form === undefined || coords.length > 1) return undefined;
    groups[form]?.push(atom);
  }
  const sides = groups.map((group, k): Side => {
    const [body = b.constant(pool, 1)] = substitute(pool, [b.mul(pool, ...group)], { coord: () => b.coord(pool, 0) });
    return { body, constant: forms[k]?.constant ?? 0, deviation: Math.hypot(...(forms[k]?.load ?? [])) };
  });
  const [first, second] = sides as [Side, Side];
  if (first.deviation === 0 || second.deviation === 0) return undefined;
  const inner = (forms[0]?.load ?? []).reduce((sum, x, d) => sum + x * (forms[1]?.load[d] ?? 0), 0);
  return { first, second, correlation: inner / (first.deviation * second.deviation) };
}

function hermiteSeries({ body, constant, deviation }: Side, pool: Component["pool"]): Series | undefined {
  const form = { constant, load: [deviation] };
  const evaluate = compileFunctions({ pool, atoms: [body], forms: [form], rank: 1, specials: [] }, [body]);
  for (const step of STEPS) {
    const half = Math.ceil(REACH / step);
    const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
    const [values = nodes] = evaluate([nodes], nodes.length);
    if (!values.every(Number.isFinite)) return undefined;
    const series = projected(nodes, values, step);
    if (series !== undefined) return series;
  }
  return undefined;
}

/** The orthonormal Hermite polynomials at the nodes of a step, by degree: the same for all functions. */
const byStep = new Map<number, readonly Float64Array[]>();

function polynomials(nodes: Float64Array, step: number): readonly Float64Array[] {
  const known = byStep.get(step);
  if (known !== undefined) return known;
  const found = [nodes.map(() => 1), nodes];
  for (let k = 1; k + 1 < DEGREES; k++) {
    const [before, current] = [found[k - 1] ?? nodes, found[k] ?? nodes];
    const [a, c] = [1 / Math.sqrt(k + 1), Math.sqrt(k / (k + 1))];
    found.push(nodes.map((x, i) => a * x * (current[i] as number) - c * (before[i] as number)));
  }
  byStep.set(step, found);
  return found;
}

/** Undefined where every other node gives other coefficients, or the function still matters at the ends. */
function projected(nodes: Float64Array, values: Float64Array, step: number): Series | undefined {
  const n = nodes.length;
  const weighted = values.map((value, i) => value * step * normalPdf(nodes[i] as number));
  let square = 0;
  for (let i = 0; i < n; i++) square += (weighted[i] as number) * (values[i] as number);
  if (!(square > 0)) return undefined;
  const norm = Math.sqrt(square);
  for (const end of [0, n - 1]) {
    const size = Math.abs(values[end] as number) * Math.sqrt(normalPdf(nodes[end] as number));
    if (size > 1e-15 * norm) return undefined;
  }
  const coefficients: number[] = [];
  let rest = square;
  for (const current of polynomials(nodes, step)) {
    let [even, odd] = [0, 0];
    for (let i = 0; i < n; i += 2) even += (weighted[i] as number) * (current[i] as number);
    for (let i = 1; i < n; i += 2) odd += (weighted[i] as number) * (current[i] as number);
    if (!(Math.abs(even - odd) <= AGREEMENT * norm)) return undefined;
    const coefficient = even + odd;
    coefficients.push(coefficient);
    rest -= coefficient * coefficient;
  }
  return {
    coefficients: Float64Array.from(coefficients),
    square,
    rest: Math.max(rest, ROUNDING * square),
    error: 5e-16 * norm,
  };
}
