/**
 * The closed form of the expectation of a sum of terms, if it has one: every term split into independent components,
 * exponential factors removed by a change of law, and what is left - a polynomial times indicators or one wave -
 * by Stein's lemma down to orthant probabilities.
 */
import type { ExprId } from "../../ir/expr.ts";
import { moment as momentOfLaw } from "../../math/laws.ts";
import type { Arithmetic } from "../expectation/arithmetic.ts";
import type { FormLaw } from "./form-law.ts";
import type { FormId } from "./forms.ts";
import { absorbSquares, type Gaussian, tilt, withCombination } from "./gaussian.ts";
import { momentOf } from "./moment.ts";
import type { RuleName } from "./rules.ts";
import type { Expansion, Term } from "./term.ts";
import { type PlacedTerm, placeTerm } from "./term-law.ts";
import { sumOfWaves } from "./waves.ts";

/** More factors with squares than this in one component are not absorbed. */
const MOST_SQUARES = 3;
const MOST_WAVES = 8;

/** The expectation of a sum of terms. Undefined where there is no closed form, or none of reasonable size. */
export function closeExpansion(
  a: Arithmetic<ExprId>,
  forms: FormLaw,
  expansion: Expansion,
  note: (rule: RuleName) => void,
): ExprId | undefined {
  if (expansion.length > 1) note("expansion");
  const values: ExprId[] = [];
  for (const term of expansion) {
    const value = closeTerm(a, forms, term, note);
    if (value === undefined) return undefined;
    values.push(a.distribute(term.coefficient, value));
  }
  return a.add(a.number(0), ...values);
}

/** The expectation of a term without its coefficient. */
export function closeTerm(
  a: Arithmetic<ExprId>,
  forms: FormLaw,
  term: Term,
  note: (rule: RuleName) => void,
): ExprId | undefined {
  if (term.opaque.length > 0) return undefined;
  const special = removeSpecial(a, forms, term, note);
  if (special === undefined) return undefined;
  const components = split(a, placeTerm(a, forms, special.term));
  if (components.length > 1) note("independence");
  if (term.marks.some(({ kind }) => kind === "cdf" || kind === "erf")) note("auxiliary variable");
  let product = special.factor;
  for (const component of components) {
    const value = closeComponent(a, component, note);
    if (value === undefined) return undefined;
    product = a.distribute(product, value);
  }
  return product;
}

/** The variables that are not Gaussian, where they enter only polynomially. */
function removeSpecial(
  a: Arithmetic<ExprId>,
  forms: FormLaw,
  term: Term,
  note: (rule: RuleName) => void,
): { readonly factor: ExprId; readonly term: Term } | undefined {
  const isGaussian = (form: FormId): boolean => forms.kind(form) === "gaussian";
  const read = [...term.marks, ...term.squares, ...term.waves].map(({ form }) => form);
  if (!read.every(isGaussian) || (term.exponent !== undefined && !isGaussian(term.exponent))) return undefined;
  const factors: ExprId[] = [];
  for (const [form, power] of term.powers) {
    const shape = forms.kind(form);
    if (shape === "gaussian") continue;
    const value = shape === "mixed" ? undefined : momentOfLaw(shape, power);
    if (value === undefined || !Number.isFinite(value)) return undefined;
    note("moments of a law");
    factors.push(a.number(value));
  }
  return {
    factor: a.multiply(a.number(1), ...factors),
    term: { ...term, powers: term.powers.filter(([form]) => isGaussian(form)) },
  };
}

/** Groups of variables that are independent of each other. */
function split(a: Arithmetic<ExprId>, placed: PlacedTerm): readonly PlacedTerm[] {
  const { law } = placed;
  const group = law.mean.map((_, i) => i);
  for (const [i, row] of law.covariance.entries()) {
    for (const [j, entry] of row.entries()) {
      if (j >= i || a.isZero(entry)) continue;
      const [from, to] = [group[i], group[j]] as [number, number];
      for (const [k, g] of group.entries()) if (g === from) group[k] = to;
    }
  }
  return [...new Set(group)].map((g) => {
    const members = group.flatMap((own, i) => (own === g ? [i] : []));
    const inside = ({ variable }: { readonly variable: number }): boolean => members.includes(variable);
    const moved = <V extends { readonly variable: number }>(part: V): V => ({
      ...part,
      variable: members.indexOf(part.variable),
    });
    const exponent = placed.exponent === undefined ? -1 : members.indexOf(placed.exponent);
    return {
      law: {
        mean: members.map((i) => law.mean[i] as ExprId),
        covariance: members.map((i) => members.map((j) => law.covariance[i]?.[j] as ExprId)),
        noisy: members.map((i) => law.noisy[i] === true),
      },
      powers: members.map((i) => placed.powers[i] ?? 0),
      indicators: placed.indicators.filter(inside).map(moved),
      exponent: exponent < 0 ? undefined : exponent,
      squares: placed.squares.filter(inside).map(moved),
      waves: placed.waves.filter(inside).map(moved),
    };
  });
}

function closeComponent(
  a: Arithmetic<ExprId>,
  { law: original, powers, indicators, exponent, squares, waves }: PlacedTerm,
  note: (rule: RuleName) => void,
): ExprId | undefined {
  let law: Gaussian<ExprId> = original;
  let factor = a.number(1);
  if (exponent !== undefined) {
    note("exponential tilting");
    ({ factor, law } = tilt(a, law, exponent));
  }
  if (squares.length > MOST_SQUARES || waves.length > MOST_WAVES) return undefined;
  if (squares.length > 0) {
    note("Gaussian factor");
    const changed = absorbSquares(a, law, squares);
    factor = a.multiply(factor, changed.factor);
    law = changed.law;
  }
  if (waves.length === 0) {
    const value = momentOf(a, law, { powers, indicators, wave: undefined }, note);
    return value === undefined ? undefined : a.distribute(factor, value);
  }
  const terms: ExprId[] = [];
  for (const { factor: weight, kind, weights } of sumOfWaves(waves)) {
    const extended = withCombination(a, law, weights);
    const wave = { kind, variable: law.mean.length };
    const value = momentOf(a, extended, { powers: [...powers, 0], indicators, wave }, note);
    if (value === undefined) return undefined;
    terms.push(a.distribute(a.multiply(a.number(weight), factor), value));
  }
  return a.add(a.number(0), ...terms);
}
