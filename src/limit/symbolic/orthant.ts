/**
 * Expectations of products of indicators and signs of jointly Gaussian variables: up to three that are centred, up to
 * two with any means, and any number that are independent.
 */
import type { Arithmetic } from "../expectation/arithmetic.ts";
import type { Conditional } from "./conditional.ts";
import type { RuleName } from "./rules.ts";

/** `above` is 1 where the variable is positive, `below` where it is negative, `sign` is the difference. */
export interface Indicator {
  readonly variable: number;
  readonly kind: "above" | "below" | "sign";
}

/** What the formulas need besides the law. */
export interface Setting<T> {
  readonly a: Arithmetic<T>;
  /** Variables whose angles are better written from the right angle, asin instead of acos. */
  readonly noisy: readonly boolean[];
  readonly note: (rule: RuleName) => void;
}

/** Undefined where there is no closed form. */
export function orthant<T>(setting: Setting<T>, law: Conditional<T>, indicators: readonly Indicator[]): T | undefined {
  const { a, note } = setting;
  const [first, ...others] = indicators;
  if (first === undefined) return a.number(1);
  const dependent = dependentOn(a, law, first, others);
  if (dependent.length < others.length) {
    note("independence");
    const block = orthant(setting, law, [first, ...dependent]);
    const rest = orthant(
      setting,
      law,
      others.filter((other) => !dependent.includes(other)),
    );
    return block === undefined || rest === undefined ? undefined : a.multiply(block, rest);
  }
  const [second, third] = others;
  if (second === undefined) return single(setting, law, first);
  const centred = indicators.every(({ variable }) => a.isZero(law.mean(variable)));
  if (third === undefined)
    return centred ? centredPair(setting, law, first, second) : pair(setting, law, first, second);
  return centred && others.length === 2 ? centredTriple(setting, law, [first, second, third]) : undefined;
}

/** Those of `others` that are not independent of `first`, directly or through each other. */
function dependentOn<T>(
  a: Arithmetic<T>,
  law: Conditional<T>,
  first: Indicator,
  others: readonly Indicator[],
): readonly Indicator[] {
  const found = new Set<Indicator>();
  const queue = [first];
  for (let x = queue.pop(); x !== undefined; x = queue.pop()) {
    for (const other of others) {
      if (found.has(other) || a.isZero(law.covariance(x.variable, other.variable))) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return others.filter((other) => found.has(other));
}

/** E[x] / sd(x). */
function standardMean<T>({ a }: Setting<T>, law: Conditional<T>, x: number): T {
  const { numerator, denominator } = law.variance(x, true);
  return a.multiply(law.mean(x), a.power(numerator, -0.5), a.power(denominator, 0.5));
}

function single<T>(setting: Setting<T>, law: Conditional<T>, { variable, kind }: Indicator): T {
  const { a, note } = setting;
  if (a.isZero(law.mean(variable))) return a.number(kind === "sign" ? 0 : 0.5);
  note("normal probability");
  const h = standardMean(setting, law, variable);
  if (kind === "above") return a.normalCdf(h);
  if (kind === "below") return a.normalCdf(a.multiply(a.number(-1), h));
  return a.add(a.multiply(a.number(2), a.normalCdf(h)), a.number(-1));
}

const orientation = { above: 1, below: -1, sign: 1 } as const;

function centredPair<T>(setting: Setting<T>, law: Conditional<T>, x: Indicator, y: Indicator): T {
  const { a, note, noisy } = setting;
  const { cosine, sine } = law.angle(x.variable, y.variable);
  const side = orientation[x.kind] * orientation[y.kind];
  const signs = [x, y].filter(({ kind }) => kind === "sign").length;
  const perPi = (factor: number, angle: T): T => a.multiply(a.number(factor), a.power(a.pi, -1), angle);
  if (signs > 0) {
    note("arcsine");
    return perPi((side * 2) / 2 ** (2 - signs), a.atan2(cosine, sine));
  }
  if (noisy[x.variable] === true || noisy[y.variable] === true) {
    note("arcsine");
    return a.add(a.number(0.25), perPi(side / 2, a.atan2(cosine, sine)));
  }
  note("arc-cosine");
  const angle = a.atan2(sine, cosine);
  if (side < 0) return perPi(0.5, angle);
  return perPi(0.5, a.add(a.pi, a.multiply(a.number(-1), angle)));
}

function pair<T>(setting: Setting<T>, law: Conditional<T>, x: Indicator, y: Indicator): T {
  const { a, note } = setting;
  if (x.kind === "sign" || y.kind === "sign") {
    // sign = 2 above - 1
    const [sign, other] = x.kind === "sign" ? [x, y] : [y, x];
    const both = pair(setting, law, { ...sign, kind: "above" }, other);
    return a.add(a.multiply(a.number(2), both), a.multiply(a.number(-1), single(setting, law, other)));
  }
  note("bivariate normal");
  const [vx, vy] = [law.variance(x.variable, true), law.variance(y.variable, true)];
  // One root of both variances: equal variables then have the correlation 1 without rounding.
  const product = a.same(vx.numerator, vy.numerator)
    ? a.power(vx.numerator, -1)
    : a.power(a.multiply(vx.numerator, vy.numerator), -0.5);
  const scale = a.multiply(product, a.power(vx.denominator, 0.5), a.power(vy.denominator, 0.5));
  const [sx, sy] = [orientation[x.kind], orientation[y.kind]];
  const rho = a.multiply(a.number(sx * sy), law.covariance(x.variable, y.variable), scale);
  const h = a.multiply(a.number(sx), standardMean(setting, law, x.variable));
  const k = a.multiply(a.number(sy), standardMean(setting, law, y.variable));
  return a.bivariateNormalCdf(h, k, rho);
}

/** Products of above = (1 + sign) / 2, below = (1 - sign) / 2 and sign; odd products of signs vanish. */
function centredTriple<T>(
  { a, note }: Setting<T>,
  law: Conditional<T>,
  triple: readonly [Indicator, Indicator, Indicator],
): T {
  note("orthant");
  const constant = triple.map(({ kind }) => (kind === "sign" ? 0 : 0.5));
  const slope = triple.map(({ kind }) => (kind === "sign" ? 1 : orientation[kind] / 2));
  const terms = [0, 1, 2].map((left) => {
    const [i, j] = [0, 1, 2].filter((k) => k !== left) as [number, number];
    const weight = (constant[left] ?? 0) * (slope[i] ?? 0) * (slope[j] ?? 0) * 2;
    if (weight === 0) return a.number(0);
    const { cosine, sine } = law.angle((triple[i] as Indicator).variable, (triple[j] as Indicator).variable);
    return a.multiply(a.number(weight), a.power(a.pi, -1), a.atan2(cosine, sine));
  });
  return a.add(a.number((constant[0] ?? 0) * (constant[1] ?? 0) * (constant[2] ?? 0)), ...terms);
}
