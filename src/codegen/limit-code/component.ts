/**
 * The expectation of a sum of products over one block of dependent variables, as a single integral. Variables that
 * enter only polynomially are replaced by their conditional moments given the forms that the functions read:
 * E[v | z] is a combination of the z, with coefficients from a small linear system, and what is left of Cov(v, w).
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { Shape } from "../../math/laws.ts";
import { featuresOf } from "./features.ts";
import { type Form, separateForms } from "./forms.ts";
import { auxiliaryParam, type Refusal } from "./integral.ts";
import type { Context } from "./reduce.ts";
import type { Summand } from "./summands.ts";
import { wickMoment } from "./wick.ts";

/** Two-valued variables beyond this make too many cases. */
const MOST_SIGNS = 6;

/** How many variables an integral of functions of these expressions has. */
export function dimensionsOf({ pool, law, affine }: Context, roots: readonly ExprId[]): number {
  const isSpecial = (variable: number): boolean => law.shape(variable) !== undefined;
  const { forms, specials } = separateForms({ pool, affine, isSpecial }, roots);
  return smallest(pool, forms).length + specials.length;
}

/** Over at most `dimensions` variables, or a refusal. */
export function reduceComponent(cx: Context, summands: readonly Summand[], dimensions: number): ExprId | Refusal {
  const { pool, law } = cx;
  const isSpecial = (variable: number): boolean => law.shape(variable) !== undefined;
  const atoms = summands.map((summand) => b.mul(pool, summand.coefficient, ...summand.atoms));
  const separated = separateForms({ pool, affine: cx.affine, isSpecial }, atoms);
  const forms = smallest(pool, separated.forms);
  const roots = inForms(pool, separated.forms, forms, separated.roots);

  const polynomial = [...new Set(summands.flatMap(({ monomial }) => monomial.map(([variable]) => variable)))];
  const specials = [...new Set([...separated.specials, ...polynomial.filter(isSpecial)])];
  const signs = specials.filter((variable) => law.shape(variable)?.kind === "rademacher");
  const laws = specials.filter((variable) => !signs.includes(variable));
  const free = polynomial.filter((variable) => !isSpecial(variable));
  // A form that is one variable stands for it.
  const own = (variable: number): number =>
    forms.findIndex(([lead, ...others]) => lead?.[0] === variable && others.length === 0);
  const count = forms.length + laws.length;
  if (count > dimensions) return { refusal: `it is an integral over ${count} variables` };
  if (signs.length > MOST_SIGNS) return { refusal: `it reads ${signs.length} two-valued variables` };

  const covariance = forms.map((x, i) => forms.slice(0, i + 1).map((y) => bilinear(cx, x, y)));
  const given = regression(cx, forms, covariance, free, own);
  const SIGNS = forms.length + laws.length;
  const specialCoord = (variable: number): ExprId => {
    const k = laws.indexOf(variable);
    return b.coord(pool, k >= 0 ? forms.length + k : SIGNS + signs.indexOf(variable));
  };
  const terms = summands.map(({ monomial }, k) => {
    const gaussian = wickMoment(
      pool,
      given,
      monomial.filter(([variable]) => !isSpecial(variable)),
    );
    const special = monomial
      .filter(([variable]) => isSpecial(variable))
      .map(([variable, power]) => b.powInt(pool, specialCoord(variable), power));
    const root = roots[k] ?? b.constant(pool, 1);
    const [placed] = substitute(pool, [root], {
      coord: (index) =>
        index < separated.forms.length
          ? undefined
          : specialCoord(separated.specials[index - separated.forms.length] ?? -1),
    });
    return b.mul(pool, placed ?? root, gaussian, ...special);
  });
  const body = averageOverSigns(pool, b.add(pool, ...terms), SIGNS, signs.length);
  if (leavesOf(pool, [body]).coords.length === 0) return body;
  const shapes = laws.map((variable) => law.shape(variable) as Shape);
  const found = featuresOf(pool, cx.affine, body, count);
  return b.param(pool, auxiliaryParam(cx.add({ kind: "integral", body, covariance, laws: shapes, ...found })));
}

/** The forms themselves, or the variables that they are made of where these are fewer. */
function smallest(pool: ExprPool, forms: readonly Form[]): readonly Form[] {
  const variables = [...new Set(forms.flatMap((form) => form.map(([variable]) => variable)))].sort((i, j) => i - j);
  return variables.length < forms.length ? variables.map((v) => [[v, b.constant(pool, 1)] as const]) : forms;
}

/** Expressions of the old forms in terms of the new ones. */
function inForms(
  pool: ExprPool,
  old: readonly Form[],
  forms: readonly Form[],
  roots: readonly ExprId[],
): readonly ExprId[] {
  if (old.length === forms.length) return roots;
  const variables = forms.map(([lead]) => lead?.[0]);
  return substitute(pool, roots, {
    coord: (index) => {
      const form = old[index];
      if (form === undefined) return undefined;
      return b.add(pool, ...form.map(([v, c]) => b.mul(pool, c, b.coord(pool, variables.indexOf(v)))));
    },
  });
}

function bilinear({ pool, law }: Context, x: Form, y: Form): ExprId {
  return b.add(pool, ...x.flatMap(([i, c]) => y.map(([j, d]) => b.mul(pool, c, d, law.covariance(i, j)))));
}

/** The law of polynomial variables given the forms, whose values are the coords. */
function regression(
  cx: Context,
  forms: readonly Form[],
  covariance: readonly (readonly ExprId[])[],
  variables: readonly number[],
  own: (variable: number) => number,
): { mean(i: number): ExprId; covariance(i: number, j: number): ExprId } {
  const { pool, law } = cx;
  const zero = b.constant(pool, 0);
  const one = b.constant(pool, 1);
  const withForms = new Map(variables.map((v) => [v, forms.map((form) => bilinear(cx, [[v, one]], form))] as const));
  const slopes = new Map(
    variables.map((v): readonly [number, readonly ExprId[]] => {
      const at = own(v);
      if (at >= 0) return [v, forms.map((_, k) => (k === at ? one : zero))];
      const right = withForms.get(v) ?? [];
      if (right.every((entry) => b.constantValue(pool, entry) === 0)) return [v, right];
      const only = forms.length === 1 ? b.constantValue(pool, covariance[0]?.[0] ?? zero) : undefined;
      if (only !== undefined && only > 0)
        return [v, right.map((entry) => b.mul(pool, b.constant(pool, 1 / only), entry))];
      const solution = cx.add({ kind: "solution", matrix: covariance, right });
      return [v, forms.map((_, k) => b.param(pool, auxiliaryParam(solution, k)))];
    }),
  );
  return {
    mean: (v) => b.add(pool, ...(slopes.get(v) ?? []).map((slope, k) => b.mul(pool, slope, b.coord(pool, k)))),
    covariance(v, w) {
      if (own(v) >= 0 || own(w) >= 0) return zero;
      const explained = (slopes.get(v) ?? []).map((slope, k) => b.mul(pool, slope, withForms.get(w)?.[k] ?? zero));
      return b.subtract(pool, law.covariance(v, w), b.add(pool, ...explained));
    },
  };
}

/** The mean over the values +-1 of the last coords. */
function averageOverSigns(pool: ExprPool, body: ExprId, first: number, count: number): ExprId {
  if (count === 0) return body;
  const cases = Array.from({ length: 2 ** count }, (_, mask) => {
    const [value] = substitute(pool, [body], {
      coord: (index) => (index < first ? undefined : b.constant(pool, (mask >> (index - first)) & 1 ? -1 : 1)),
    });
    return value ?? body;
  });
  return b.mul(pool, b.constant(pool, 1 / 2 ** count), b.add(pool, ...cases));
}
