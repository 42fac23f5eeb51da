/**
 * `erf` and `normal_cdf`, alone and in pairs, without weight: E Phi(m + s u) = P(x < m + s u) for an independent standard
 * normal x, so one of them is a normal probability and two are a bivariate one (Williams 1998 for the arcsine,
 * the case without means).
 */
import { bivariateNormalCdf } from "../../../math/bivariate-normal.ts";
import { normalCdf } from "../../../math/special.ts";
import type { Component } from "../component.ts";
import type { Expander } from "../expand.ts";
import type { Polynomial } from "../polynomial.ts";
import type { Result } from "../result.ts";
import { type Argument, argumentOf } from "./argument.ts";

/** offset + slope * Phi(argument) */
interface CdfFunction {
  readonly offset: number;
  readonly slope: number;
  readonly argument: Argument;
}

export function arcsine(component: Component, weight: Polynomial, expander: Expander): Result | undefined {
  if (component.specials.length > 0 || component.atoms.length > 2 || component.atoms.length === 0) return undefined;
  const [only, ...others] = weight.values();
  if (only === undefined || others.length > 0 || only.monomial.length > 0) return undefined;
  const functions: CdfFunction[] = [];
  for (const atom of component.atoms) {
    const f = cdfFunction(component, expander, atom);
    if (f === undefined) return undefined;
    functions.push(f);
  }
  const [first, second] = functions as [CdfFunction, CdfFunction | undefined];
  const value = second === undefined ? single(first) : pair(first, second);
  return { value: only.coefficient * value, error: 4e-15 * Math.abs(only.coefficient), method: "closed" };
}

function cdfFunction(
  component: Component,
  expander: Expander,
  atom: Component["atoms"][number],
): CdfFunction | undefined {
  const node = component.pool.get(atom);
  if (node.op !== "call" || node.args[0] === undefined || (node.fn !== "erf" && node.fn !== "normal_cdf"))
    return undefined;
  const argument = argumentOf(component, expander, node.args[0]);
  if (argument === undefined) return undefined;
  if (node.fn === "normal_cdf") return { offset: 0, slope: 1, argument };
  const scaled = { constant: argument.constant * Math.SQRT2, load: argument.load.map((x) => x * Math.SQRT2) };
  return { offset: -1, slope: 2, argument: scaled };
}

function dot(a: readonly number[], c: readonly number[]): number {
  return a.reduce((sum, x, d) => sum + x * (c[d] ?? 0), 0);
}

function probability({ constant, load }: Argument): number {
  return normalCdf(constant / Math.sqrt(1 + dot(load, load)));
}

function single({ offset, slope, argument }: CdfFunction): number {
  if (argument.constant === 0) return offset + slope / 2;
  return offset + slope * probability(argument);
}

function pair(f: CdfFunction, g: CdfFunction): number {
  const [x, y] = [f.argument, g.argument];
  const norm = Math.sqrt((1 + dot(x.load, x.load)) * (1 + dot(y.load, y.load)));
  const rho = dot(x.load, y.load) / norm;
  if (x.constant === 0 && y.constant === 0) {
    // E (o + s (1/2 + A)) (o' + s' (1/2 + A')) with A, A' odd and E A A' = asin(rho) / (2 pi).
    return (f.offset + f.slope / 2) * (g.offset + g.slope / 2) + (f.slope * g.slope * Math.asin(rho)) / (2 * Math.PI);
  }
  const h = x.constant / Math.sqrt(1 + dot(x.load, x.load));
  const k = y.constant / Math.sqrt(1 + dot(y.load, y.load));
  return (
    f.offset * g.offset +
    f.offset * g.slope * normalCdf(k) +
    g.offset * f.slope * normalCdf(h) +
    f.slope * g.slope * bivariateNormalCdf(h, k, rho)
  );
}
