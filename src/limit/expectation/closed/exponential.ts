/**
 * Products of `exp`, `sin` and `cos` of affine forms with polynomial weights: each is a sum of complex exponentials,
 * and E[p(u) e^{t . u}] = e^{t . t / 2} E[p(u + t)] for standard normal u, which factors over the coordinates.
 */
import type { Component } from "../component.ts";
import type { Expander } from "../expand.ts";
import type { Polynomial } from "../polynomial.ts";
import type { Result } from "../result.ts";
import { argumentOf } from "./argument.ts";

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** coefficient * exp(constant + load . u), complex. */
interface ExponentialTerm {
  readonly coefficient: Complex;
  readonly constant: Complex;
  readonly load: readonly Complex[];
}

const MAX_FACTORS = 8;

export function exponential(component: Component, weight: Polynomial, expander: Expander): Result | undefined {
  if (component.specials.length > 0 || component.atoms.length > MAX_FACTORS) return undefined;
  let terms: ExponentialTerm[] = [{ coefficient: { re: 1, im: 0 }, constant: { re: 0, im: 0 }, load: [] }];
  for (const atom of component.atoms) {
    const factor = exponentialTerms(component, expander, atom);
    if (factor === undefined) return undefined;
    terms = terms.flatMap((x) => factor.map((y) => product(x, y, component.rank)));
  }
  let value = 0;
  let magnitude = 0;
  for (const { coefficient, constant, load } of terms) {
    const square = load.reduce((sum, t) => plus(sum, times(t, t)), { re: 0, im: 0 });
    const front = times(coefficient, exp(plus(constant, { re: square.re / 2, im: square.im / 2 })));
    for (const { monomial, coefficient: c } of weight.values()) {
      const moment = monomial.reduce((m, [d, p]) => times(m, shiftedMoment(p, load[d] ?? { re: 0, im: 0 })), front);
      value += c * moment.re;
      magnitude += Math.abs(c) * Math.hypot(moment.re, moment.im);
    }
  }
  if (!Number.isFinite(value)) return undefined;
  return { value, error: 4e-15 * magnitude, method: "closed" };
}

function exponentialTerms(
  component: Component,
  expander: Expander,
  atom: Component["atoms"][number],
): ExponentialTerm[] | undefined {
  const node = component.pool.get(atom);
  if (node.op !== "call" || node.args[0] === undefined) return undefined;
  if (node.fn !== "exp" && node.fn !== "sin" && node.fn !== "cos") return undefined;
  const argument = argumentOf(component, expander, node.args[0]);
  if (argument === undefined) return undefined;
  if (node.fn === "exp") {
    const load = argument.load.map((re) => ({ re, im: 0 }));
    return [{ coefficient: { re: 1, im: 0 }, constant: { re: argument.constant, im: 0 }, load }];
  }
  return [1, -1].map((side) => ({
    coefficient: node.fn === "cos" ? { re: 0.5, im: 0 } : { re: 0, im: -0.5 * side },
    constant: { re: 0, im: side * argument.constant },
    load: argument.load.map((x) => ({ re: 0, im: side * x })),
  }));
}

function product(x: ExponentialTerm, y: ExponentialTerm, rank: number): ExponentialTerm {
  return {
    coefficient: times(x.coefficient, y.coefficient),
    constant: plus(x.constant, y.constant),
    load: Array.from({ length: rank }, (_, d) => plus(x.load[d] ?? { re: 0, im: 0 }, y.load[d] ?? { re: 0, im: 0 })),
  };
}

/** E (z + t)^p for standard normal z: m_p = t m_{p-1} + (p - 1) m_{p-2}. */
function shiftedMoment(p: number, t: Complex): Complex {
  let before: Complex = { re: 0, im: 0 };
  let current: Complex = { re: 1, im: 0 };
  for (let k = 1; k <= p; k++) {
    const next = plus(times(t, current), { re: (k - 1) * before.re, im: (k - 1) * before.im });
    before = current;
    current = next;
  }
  return current;
}

function plus(a: Complex, c: Complex): Complex {
  return { re: a.re + c.re, im: a.im + c.im };
}

function times(a: Complex, c: Complex): Complex {
  return { re: a.re * c.re - a.im * c.im, im: a.re * c.im + a.im * c.re };
}

function exp(a: Complex): Complex {
  const r = Math.exp(a.re);
  return { re: r * Math.cos(a.im), im: r * Math.sin(a.im) };
}
