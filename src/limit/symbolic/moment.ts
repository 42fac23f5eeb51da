/**
 * E[monomial x product of indicators x at most one wave] of jointly Gaussian variables, by Stein's lemma: E[x f] =
 * E[x] E[f] + sum_y Cov(x, y) E[d_y f]. The derivative of an indicator is a delta function, which fixes its
 * variable to 0: what is left is an expectation under the conditional law. No variance is divided by but
 * that of a fixed variable. Equal parts are computed once.
 */
import type { Arithmetic } from "../expectation/arithmetic.ts";
import { type Conditional, conditional } from "./conditional.ts";
import type { Gaussian } from "./gaussian.ts";
import { type Indicator, orthant } from "./orthant.ts";
import type { RuleName } from "./rules.ts";

export interface Wave {
  readonly kind: "sin" | "cos";
  readonly variable: number;
}

/** The product of variables to powers, indicators of distinct variables, and a wave. */
export interface Product {
  readonly powers: readonly number[];
  readonly indicators: readonly Indicator[];
  readonly wave: Wave | undefined;
}

/** Recursions longer than this are given up: a formula of that size explains nothing. */
const MOST_STEPS = 400;

/** Undefined where there is no closed form of reasonable size. */
export function momentOf<T>(
  a: Arithmetic<T>,
  law: Gaussian<T>,
  product: Product,
  note: (rule: RuleName) => void,
): T | undefined {
  const { indicators, wave } = product;
  if (wave !== undefined && indicators.length > 0) return undefined;
  if (product.powers.some((p) => p > 0)) note(indicators.length > 0 || wave !== undefined ? "Stein" : "Wick");
  const zero = a.number(0);
  const known = new Map<string, T | undefined>();
  const laws = new Map<string, Conditional<T>>();
  const lawGiven = (given: readonly number[]): Conditional<T> => {
    const key = given.join();
    const found = laws.get(key) ?? conditional(a, law, given);
    laws.set(key, found);
    return found;
  };
  let steps = 0;

  const expect = (
    powers: readonly number[],
    left: readonly Indicator[],
    given: readonly number[],
    kind: Wave["kind"] | undefined,
  ): T | undefined => {
    const key = `${powers.join()}|${left.map(({ variable }) => variable).join()}|${given.join()}|${kind ?? ""}`;
    if (known.has(key)) return known.get(key);
    steps++;
    const result = steps > MOST_STEPS ? undefined : compute(powers, left, given, kind);
    known.set(key, result);
    return result;
  };

  const compute = (
    powers: readonly number[],
    left: readonly Indicator[],
    given: readonly number[],
    kind: Wave["kind"] | undefined,
  ): T | undefined => {
    const here = lawGiven(given);
    const x = nextVariable(powers, left);
    if (x === undefined) return base(here, left, kind);
    const rest = powers.map((p, i) => (i === x ? p - 1 : p));
    const terms: T[] = [];
    const collect = (factor: T, value: () => T | undefined): boolean => {
      if (a.isZero(factor)) return true;
      const expected = value();
      if (expected === undefined) return false;
      terms.push(a.distribute(factor, expected));
      return true;
    };
    if (!collect(here.mean(x), () => expect(rest, left, given, kind))) return undefined;
    for (const [y, p] of rest.entries()) {
      if (p === 0) continue;
      const lower = rest.map((q, i) => (i === y ? q - 1 : q));
      const factor = a.multiply(a.number(p), here.covariance(x, y));
      if (!collect(factor, () => expect(lower, left, given, kind))) return undefined;
    }
    for (const { variable, kind: side } of left) {
      // y delta(y) = 0
      if ((rest[variable] ?? 0) > 0) continue;
      const jump = side === "sign" ? 2 : side === "above" ? 1 : -1;
      const covariance = here.covariance(x, variable);
      if (a.isZero(covariance)) continue;
      note("Stein for jumps");
      const density = densityAtZero(a, here, variable, x !== variable);
      const factor = a.multiply(a.number(jump), covariance, density);
      const others = left.filter((other) => other.variable !== variable);
      const fixed = [...given, variable].sort((i, j) => i - j);
      if (!collect(factor, () => expect(rest, others, fixed, kind))) return undefined;
    }
    if (kind !== undefined && wave !== undefined) {
      const factor = a.multiply(a.number(kind === "sin" ? 1 : -1), here.covariance(x, wave.variable));
      if (!collect(factor, () => expect(rest, left, given, kind === "sin" ? "cos" : "sin"))) return undefined;
    }
    return a.add(zero, ...terms);
  };

  const base = (here: Conditional<T>, left: readonly Indicator[], kind: Wave["kind"] | undefined): T | undefined => {
    if (kind === undefined || wave === undefined) return orthant({ a, noisy: law.noisy, note }, here, left);
    note("characteristic function");
    const mean = here.mean(wave.variable);
    const damping = a.exp(a.multiply(a.number(-0.5), here.covariance(wave.variable, wave.variable)));
    return a.multiply(kind === "cos" ? a.cos(mean) : a.sin(mean), damping);
  };

  return expect(product.powers, indicators, [], wave?.kind);
}

/** First a variable that no indicator reads, then any. */
function nextVariable(powers: readonly number[], left: readonly Indicator[]): number | undefined {
  const free = powers.findIndex((p, i) => p > 0 && !left.some(({ variable }) => variable === i));
  if (free >= 0) return free;
  const any = powers.findIndex((p) => p > 0);
  return any < 0 ? undefined : any;
}

/** The density of a variable at 0. With `guarded` it may be multiplied by what is 0 where the variance is. */
function densityAtZero<T>(a: Arithmetic<T>, law: Conditional<T>, x: number, guarded: boolean): T {
  const inverse = (safe: boolean): T => {
    const { numerator, denominator } = law.variance(x, safe);
    return a.multiply(a.power(numerator, -0.5), a.power(denominator, 0.5));
  };
  const mean = law.mean(x);
  return a.multiply(a.normalPdf(a.isZero(mean) ? mean : a.multiply(mean, inverse(true))), inverse(guarded));
}
