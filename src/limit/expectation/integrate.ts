/**
 * Who evaluates the components that are left after the reduction: closed forms, series, quadrature, quasi-Monte Carlo,
 * the best first. Equal components are evaluated once, and the work is counted, so that a program that would take too
 * long is given up early.
 */
import { isBounded } from "./bounded.ts";
import { OverBudget } from "./budget.ts";
import { closedForm } from "./closed/table.ts";
import type { Component } from "./component.ts";
import { casesOf } from "./discrete.ts";
import type { Expander } from "./expand.ts";
import { createHermitePairs } from "./hermite-pair.ts";
import { type Polynomial, polynomialOf } from "./polynomial.ts";
import type { Level } from "./problem.ts";
import { type QmcOptions, qmcComponent, replicatedQmc } from "./qmc.ts";
import { integrateComponent, MAX_DIMENSIONS } from "./quadrature.ts";
import { type Integrator, leastExact, NoExpectation, type Result } from "./result.ts";

export interface IntegratorOptions {
  readonly level: Level;
  /** False: every component by quadrature, closed forms only where nothing else can be (to check them). */
  readonly closedForms: boolean;
  /** Quasi-Monte Carlo even where quadrature could do it. */
  readonly alwaysQmc: boolean;
  /** Undefined: a component with too many dimensions for quadrature costs infinitely much. */
  readonly qmc: QmcOptions | undefined;
  /** A quadrature with a larger error, relative to max(1, |value|), is tried by quasi-Monte Carlo too; undefined: never. */
  readonly tolerance: number | undefined;
  /** Told what the next component costs before it is evaluated; may throw. */
  readonly spend: (cost: Cost) => void;
}

export interface Cost {
  /** Milliseconds of a usual machine, roughly. */
  readonly work: number;
  /** Components of more dimensions than quadrature does. */
  readonly many: number;
}

const NO_POINTS: QmcOptions = { points: 0, seed: 0 };
/** By number of dimensions. */
const WORK: readonly number[] = [0.05, 0.3, 4, 1500];
/** Evaluations that one quadrature may take, and what each takes with all that belongs to it. */
const BUDGET = { fine: 10_000_000, coarse: 5_000_000 } as const;
const MILLISECONDS = 2e-4;
/** Of quasi-Monte Carlo tried after quadrature. */
const SECOND_TRY = 800;

export function createIntegrator(options: IntegratorOptions): Integrator {
  const results = new Map<string, Result>();
  const hermitePairs = createHermitePairs();
  let count = 0;

  const one = (component: Component, whole: Polynomial, expander: Expander): Result => {
    const [first, ...others] = whole.values();
    if (first === undefined) return { value: 0, error: 0, method: "closed" };
    // A number before everything is no reason to integrate again: it differs from pair to pair of a batch.
    const factor = others.length === 0 ? first.coefficient : 1;
    const weight = factor === 1 ? whole : polynomialOf([{ ...first, coefficient: 1 }]);
    const result = known(component, weight, expander);
    return factor === 1 ? result : { ...result, value: factor * result.value, error: Math.abs(factor) * result.error };
  };
  const known = (component: Component, weight: Polynomial, expander: Expander): Result => {
    const key = keyOf(component, weight);
    const found = results.get(key);
    if (found !== undefined) return found;
    const result =
      (options.closedForms ? closedForm(component, weight, expander) : undefined) ??
      numerical(component, weight, expander);
    results.set(key, result);
    return result;
  };
  const numerical = (component: Component, weight: Polynomial, expander: Expander): Result => {
    const dimensions = component.rank + component.specials.length;
    if (dimensions === 0 || (dimensions <= MAX_DIMENSIONS && !options.alwaysQmc)) {
      const pair = hermitePairs(component, weight, expander);
      if (pair !== undefined) return pair;
      options.spend({ work: WORK[dimensions] ?? 0, many: 0 });
      return byRules(component, weight, expander);
    }
    options.spend({ work: 0, many: options.qmc === undefined ? Number.POSITIVE_INFINITY : 1 });
    count++;
    const { points, seed } = options.qmc ?? NO_POINTS;
    return qmcComponent(component, weight, { points, seed: seed + count * 7919 });
  };
  /** Quadrature within its budget, and samples where it does not come to an end. */
  const byRules = (component: Component, weight: Polynomial, expander: Expander): Result => {
    const sampling = options.tolerance !== undefined;
    const budget = { left: sampling ? BUDGET[options.level] : Number.POSITIVE_INFINITY };
    let found: Result | undefined;
    try {
      found = integrateComponent(component, weight, expander, options.level, budget);
    } catch (error) {
      const unknown = error instanceof NoExpectation && error.status === "unknown";
      const open = error instanceof OverBudget || (unknown && isBounded(component.pool, component.atoms));
      if (!sampling || !open) throw error;
    }
    if (sampling) {
      const dimensions = component.rank + component.specials.length;
      const work = (BUDGET[options.level] - budget.left) * MILLISECONDS - (WORK[dimensions] ?? 0);
      options.spend({ work: Math.max(0, work), many: 0 });
    }
    if (found !== undefined) return improved(component, weight, found);
    options.spend({ work: SECOND_TRY, many: 0 });
    return replicatedQmc(component, weight);
  };
  const improved = (component: Component, weight: Polynomial, result: Result): Result => {
    const wanted = (options.tolerance ?? Number.POSITIVE_INFINITY) * Math.max(1, Math.abs(result.value));
    if (result.error <= wanted) return result;
    options.spend({ work: SECOND_TRY, many: 0 });
    const sampled = replicatedQmc(component, weight);
    return sampled.error < result.error ? sampled : result;
  };

  return (whole, wholeWeight, expander) => {
    const parts = casesOf(whole, wholeWeight).map(({ probability, component, weight }) => {
      const result = one(component, weight, expander);
      return { ...result, value: probability * result.value, error: probability * result.error };
    });
    return {
      value: parts.reduce((sum, { value }) => sum + value, 0),
      error: parts.reduce((sum, { error }) => sum + error, 0),
      method: leastExact(parts),
    };
  };
}

function keyOf({ atoms, forms, specials }: Component, weight: Polynomial): string {
  const coefficients = [...weight].map(([monomial, { coefficient }]) => `${monomial}:${coefficient}`);
  return `${atoms.join()}|${JSON.stringify(forms)}|${JSON.stringify(specials)}|${coefficients}`;
}
