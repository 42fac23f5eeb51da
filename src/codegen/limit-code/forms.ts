/**
 * Separates an integrand from the affine forms that its functions read: `tanh(2 h + g) relu(h)` is a function of
 * the two forms h + g / 2 and h. Forms have symbolic coefficients; fewer forms mean fewer dimensions to integrate.
 */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import { rewriteAffineParts } from "../../limit/affine-parts.ts";
import type { Affine } from "../../limit/symbolic/forms.ts";

/** A linear combination of Gaussian basis variables, ascending. */
export type Form = readonly (readonly [variable: number, coefficient: ExprId])[];

export interface Separated {
  readonly forms: readonly Form[];
  /** Variables that are not Gaussian. */
  readonly specials: readonly number[];
  /** The roots with `coord k` for form k, after them one coord for each special variable. */
  readonly roots: readonly ExprId[];
}

export interface Setting {
  readonly pool: ExprPool;
  readonly affine: (id: ExprId) => Affine | undefined;
  readonly isSpecial: (variable: number) => boolean;
}

/** While forms are still being found, special variables are coords from here on. */
const SPECIAL = 2 ** 30;

export function separateForms(cx: Setting, roots: readonly ExprId[]): Separated {
  const { pool } = cx;
  const forms: Form[] = [];
  const numbers = new Map<string, number>();
  const specials: number[] = [];
  const formCoord = (form: Form): ExprId => {
    if (form.length === 0) return b.constant(pool, 0);
    const lead = leadOf(pool, form);
    const direction = form.map(([variable, c]) => [variable, b.divide(pool, c, lead)] as const);
    const key = direction.join(" ");
    const index = numbers.get(key) ?? forms.push(direction) - 1;
    numbers.set(key, index);
    return b.mul(pool, lead, b.coord(pool, index));
  };
  const specialCoord = (variable: number): ExprId => {
    const found = specials.indexOf(variable);
    return b.coord(pool, SPECIAL + (found < 0 ? specials.push(variable) - 1 : found));
  };
  const written = ({ constant, coefficients }: Affine): ExprId =>
    b.add(
      pool,
      formCoord(coefficients.filter(([variable]) => !cx.isSpecial(variable))),
      ...coefficients
        .filter(([variable]) => cx.isSpecial(variable))
        .map(([variable, c]) => b.mul(pool, c, specialCoord(variable))),
      constant,
    );
  const images = rewriteAffineParts(pool, roots, {
    affine: cx.affine,
    split(args) {
      const parts = args.filter((arg) => cx.affine(arg) !== undefined);
      const affine = parts.length > 1 ? cx.affine(b.add(pool, ...parts)) : undefined;
      return affine === undefined ? undefined : { affine, rest: args.filter((arg) => !parts.includes(arg)) };
    },
    write: written,
  });
  const renumbered = substitute(pool, images, {
    coord: (index) => (index < SPECIAL ? undefined : b.coord(pool, index - SPECIAL + forms.length)),
  });
  return { forms, specials, roots: renumbered };
}

/** What a form is divided by, so that multiples of one direction are one form; never something that may be 0. */
function leadOf(pool: ExprPool, form: Form): ExprId {
  const [first, ...others] = form;
  if (first !== undefined && others.length === 0) return first[1];
  const number = form.find(([, c]) => b.constantValue(pool, c) !== undefined);
  return number?.[1] ?? b.constant(pool, 1);
}
