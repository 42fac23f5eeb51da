/**
 * The arc-cosine family (Cho and Saul 2009), with polynomial weights: products of `relu`, `leaky_relu`, `abs`, `step`
 * and `sign` of centred forms of rank at most 2. Each function is a polynomial plus a polynomial times the
 * sign of its argument; signs are constant on sectors of the plane, where a polynomial integrates exactly:
 * E[u^a v^b; sector] = E r^{a+b} (1/2 pi) int cos^a sin^b. Angles come from atan2, so no digits are lost near
 * correlation +-1.
 */
import * as b from "../../../ir/build.ts";
import type { Component } from "../component.ts";
import type { Expander } from "../expand.ts";
import { linear, multiply, type Polynomial, polynomialOf } from "../polynomial.ts";
import type { Result } from "../result.ts";
import { argumentOf } from "./argument.ts";

/** plain(u) + signed(u) * sign(load . u) */
interface SignedFunction {
  readonly load: readonly number[];
  readonly plain: Polynomial;
  readonly signed: Polynomial;
}

const empty: Polynomial = new Map();

export function sectors(component: Component, weight: Polynomial, expander: Expander): Result | undefined {
  if (component.rank > 2 || component.rank === 0 || component.specials.length > 0) return undefined;
  const functions: SignedFunction[] = [];
  for (const atom of component.atoms) {
    const f = signedFunction(component, expander, atom);
    if (f === undefined) return undefined;
    functions.push(f);
  }
  let value = 0;
  let magnitude = 0;
  for (const { from, to } of arcs(functions)) {
    const middle = (from + to) / 2;
    const direction = [Math.cos(middle), Math.sin(middle)];
    let density = weight;
    for (const { load, plain, signed } of functions) {
      const side = Math.sign(load.reduce((sum, x, d) => sum + x * (direction[d] ?? 0), 0));
      density = multiply(density, sumOf(plain, signed, side));
    }
    for (const { monomial, coefficient } of density.values()) {
      const powers = new Map<number, number>(monomial);
      const [p, q] = [powers.get(0) ?? 0, powers.get(1) ?? 0];
      const term = (coefficient * radialMoment(p + q) * arcIntegral(p, q, from, to)) / (2 * Math.PI);
      value += term;
      magnitude += Math.abs(term);
    }
  }
  return { value, error: 1e-15 * magnitude, method: "closed" };
}

function signedFunction(
  component: Component,
  expander: Expander,
  atom: Component["atoms"][number],
): SignedFunction | undefined {
  const { pool } = component;
  const node = pool.get(atom);
  if (node.op !== "call" || node.args[0] === undefined) return undefined;
  const argument = argumentOf(component, expander, node.args[0]);
  if (argument === undefined || argument.constant !== 0) return undefined;
  const { load } = argument;
  const form = linear(load.flatMap((x, d) => (x === 0 ? [] : [[d, x] as const])));
  const number = (c: number): Polynomial => polynomialOf([{ monomial: [], coefficient: c }]);
  switch (node.fn) {
    case "relu":
      return { load, plain: multiply(number(0.5), form), signed: multiply(number(0.5), form) };
    case "leaky_relu": {
      const slope = node.args[1] === undefined ? undefined : b.constantValue(pool, node.args[1]);
      if (slope === undefined) return undefined;
      return { load, plain: multiply(number((1 + slope) / 2), form), signed: multiply(number((1 - slope) / 2), form) };
    }
    case "abs":
      return { load, plain: empty, signed: form };
    case "step":
      return { load, plain: number(0.5), signed: number(0.5) };
    case "sign":
      return { load, plain: empty, signed: number(1) };
    default:
      return undefined;
  }
}

function sumOf(plain: Polynomial, signed: Polynomial, side: number): Polynomial {
  const flipped = [...signed.values()].map(({ monomial, coefficient }) => ({
    monomial,
    coefficient: side * coefficient,
  }));
  return polynomialOf([...plain.values(), ...flipped]);
}

/** The circle cut where an argument changes sign. */
function arcs(functions: readonly SignedFunction[]): { from: number; to: number }[] {
  const angles = functions.flatMap(({ load }) => {
    const [x = 0, y = 0] = load;
    const boundary = Math.atan2(x, -y);
    return [boundary, boundary > 0 ? boundary - Math.PI : boundary + Math.PI];
  });
  const sorted = [...new Set(angles)].sort((p, q) => p - q);
  return sorted.map((from, k) => ({ from, to: sorted[k + 1] ?? (sorted[0] as number) + 2 * Math.PI }));
}

/** E r^k for the radius of a standard normal in the plane: 2^{k/2} Gamma(1 + k/2). */
function radialMoment(k: number): number {
  if (k === 0) return 1;
  if (k === 1) return Math.sqrt(Math.PI / 2);
  return k * radialMoment(k - 2);
}

/** The integral of cos^p sin^q from one angle to another, by parts. */
function arcIntegral(p: number, q: number, from: number, to: number): number {
  if (p >= 2) {
    const edge = (t: number): number => Math.cos(t) ** (p - 1) * Math.sin(t) ** (q + 1);
    return (edge(to) - edge(from) + (p - 1) * arcIntegral(p - 2, q, from, to)) / (p + q);
  }
  if (q >= 2) {
    const edge = (t: number): number => -(Math.cos(t) ** (p + 1)) * Math.sin(t) ** (q - 1);
    return (edge(to) - edge(from) + (q - 1) * arcIntegral(p, q - 2, from, to)) / (p + q);
  }
  if (p === 0 && q === 0) return to - from;
  // Differences of sines and cosines as products: exact for narrow arcs.
  const half = Math.sin((to - from) / 2);
  if (q === 0) return 2 * half * Math.cos((from + to) / 2);
  if (p === 0) return 2 * half * Math.sin((from + to) / 2);
  return 0.5 * Math.sin(to - from) * Math.sin(from + to);
}
