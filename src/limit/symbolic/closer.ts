/**
 * Closed forms of integrands over the basis variables of one limit. Integrands of the same pattern - the layers of a
 * network, the pairs of a batch - are closed once, with placeholders for the scalars of the limit.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import { expressions } from "../expectation/arithmetic.ts";
import type { BasisLaw } from "./basis-law.ts";
import { createExpander } from "./expand.ts";
import { closeExpansion } from "./expectation.ts";
import { bilinear, FIRST_PLACEHOLDER, formLaw, patternOf, twinsAmong } from "./form-law.ts";
import type { FormId } from "./forms.ts";
import type { RuleName } from "./rules.ts";
import { type Expansion, expansionKey, formsOf, identified, renumbered } from "./term.ts";
import { tidy } from "./tidy.ts";

export interface ClosedForm {
  readonly value: ExprId;
  readonly rules: readonly RuleName[];
}

export interface Closer {
  /** Undefined where there is no closed form, or none of reasonable size. */
  close(integrand: ExprId): ClosedForm | undefined;
}

/** Expansions over more forms than this are not remembered by their pattern. */
const LARGEST_PATTERN = 8;
/** Every variable that is -1 or 1 doubles the cases. */
const MOST_SIGNS = 4;

/**
 * Products of two terms that all second moments together may be multiplied out to. In programs of many products and no
 * nonlinearity every moment is one of two long sums, and nobody reads what they make: later ones stay expectations.
 */
const MOST_PRODUCTS = 10_000;

/** `basis` is asked for what an integrand reads only, when it is closed. */
export function createCloser(pool: ExprPool, basis: BasisLaw): Closer {
  const a = expressions(pool);
  const expander = createExpander(pool);
  const law = formLaw(a, expander.forms, basis);
  const known = new Map<string, ClosedForm | undefined>();
  let productsLeft = MOST_PRODUCTS;

  const compute = (forms: typeof law, expansion: Expansion): ClosedForm | undefined => {
    const rules = new Set<RuleName>();
    const value = closeExpansion(a, forms, expansion, (rule) => rules.add(rule));
    return value === undefined ? undefined : { value: tidy(pool, value), rules: [...rules] };
  };

  const byPattern = (expansion: Expansion, used: readonly FormId[]): ClosedForm | undefined => {
    const pattern = patternOf(pool, law, used);
    const key = `${expansionKey(renumbered(expansion, (form) => used.indexOf(form)))}#${pattern.key}`;
    if (!known.has(key)) known.set(key, compute(pattern.law, expansion));
    const template = known.get(key);
    if (template === undefined) return undefined;
    const scalar = (index: number): ExprId | undefined => {
      const j = pattern.scalars[index - FIRST_PLACEHOLDER];
      return j === undefined ? undefined : b.param(pool, j);
    };
    const [value] = substitute(pool, [template.value], { param: scalar });
    return value === undefined ? undefined : { value, rules: template.rules };
  };

  /** The product of two affine forms, which may be long in programs without nonlinearities; `open` where it is too long. */
  const secondMoment = (integrand: ExprId): ClosedForm | "open" | undefined => {
    const node = pool.get(integrand);
    const isSquare = node.op === "pow" && b.constantValue(pool, node.exponent) === 2;
    const factors = isSquare ? [node.base, node.base] : node.op === "mul" ? node.args : [];
    const [x, y, ...others] = factors.map(expander.affine);
    if (x === undefined || y === undefined || others.length > 0) return undefined;
    if ([...x.coefficients, ...y.coefficients].some(([variable]) => basis.shape(variable) !== undefined))
      return undefined;
    const products = x.coefficients.length * y.coefficients.length;
    if (products > productsLeft) return "open";
    productsLeft -= products;
    const value = a.add(a.multiply(x.constant, y.constant), bilinear(a, basis, x, y));
    return { value: tidy(pool, value), rules: ["Wick"] };
  };

  const direct = (integrand: ExprId): ClosedForm | undefined => {
    const second = secondMoment(integrand);
    if (second === "open") return undefined;
    if (second !== undefined) return second;
    const expansion = expander.expand(integrand);
    if (expansion === undefined || expansion.some(({ opaque }) => opaque.length > 0)) return undefined;
    const used = formsOf(expansion);
    if (used.length > LARGEST_PATTERN) return compute(law, expansion);
    const twins = twinsAmong(law, used);
    if (twins.size === 0) return byPattern(expansion, used);
    const merged = identified({ pool, forms: expander.forms }, expansion, twins);
    const found = merged === undefined ? undefined : byPattern(merged, formsOf(merged));
    return found === undefined ? undefined : { ...found, rules: [...found.rules, "same variable"] };
  };

  /** A variable that is -1 or 1: the mean of the two cases. */
  const close = (integrand: ExprId): ClosedForm | undefined => {
    const found = direct(integrand);
    if (found !== undefined) return found;
    const signs = leavesOf(pool, [integrand]).coords.filter((i) => basis.shape(i)?.kind === "rademacher");
    const [first] = signs;
    if (first === undefined || signs.length > MOST_SIGNS) return undefined;
    const cases = [-1, 1].map((value) => {
      const coord = (i: number): ExprId | undefined => (i === first ? b.constant(pool, value) : undefined);
      const [image] = substitute(pool, [integrand], { coord });
      return image === undefined ? undefined : close(image);
    });
    const [low, high] = cases;
    if (low === undefined || high === undefined) return undefined;
    const value = a.distribute(a.number(0.5), a.add(low.value, high.value));
    return {
      value: tidy(pool, value),
      rules: [...new Set<RuleName>(["sum over values", ...low.rules, ...high.rules])],
    };
  };

  return { close };
}
