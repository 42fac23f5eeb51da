/**
 * Affine forms of basis variables with symbolic coefficients, each stored once: what the nonlinear functions of an
 * integrand read.
 */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";

/** constant + sum of coefficient * variable; variables ascending, no coefficient is 0. */
export interface Affine {
  readonly constant: ExprId;
  readonly coefficients: readonly (readonly [variable: number, coefficient: ExprId])[];
}

/** Index of a form in its table. */
export type FormId = number;

export interface FormTable {
  /** The form with these coefficients, always the same for the same. */
  intern(form: Affine): FormId;
  get(id: FormId): Affine;
}

export function createFormTable(): FormTable {
  const forms: Affine[] = [];
  const ids = new Map<string, FormId>();
  return {
    intern(form) {
      const key = `${form.constant}|${directionKey(form)}`;
      const found = ids.get(key) ?? forms.push(form) - 1;
      ids.set(key, found);
      return found;
    },
    get: (id) => forms[id] as Affine,
  };
}

/** Equal for forms that differ by a constant. */
export function directionKey(form: Affine): string {
  return form.coefficients.map(([variable, coefficient]) => `${variable}:${coefficient}`).join(" ");
}

/** sum_k factors_k * forms_k */
export function combine(pool: ExprPool, parts: readonly { readonly factor: ExprId; readonly form: Affine }[]): Affine {
  const sums = new Map<number, ExprId[]>();
  const constants: ExprId[] = [];
  for (const { factor, form } of parts) {
    constants.push(b.mul(pool, factor, form.constant));
    for (const [variable, coefficient] of form.coefficients) {
      const list = sums.get(variable) ?? [];
      list.push(b.mul(pool, factor, coefficient));
      sums.set(variable, list);
    }
  }
  const coefficients = [...sums]
    .map(([variable, list]) => [variable, b.add(pool, ...list)] as const)
    .filter(([, coefficient]) => b.constantValue(pool, coefficient) !== 0)
    .sort(([i], [j]) => i - j);
  return { constant: b.add(pool, ...constants), coefficients };
}

/**
 * `form = scale * upright`: of two forms that differ by a factor the same one where that is known. The first coefficient
 * of `upright` is 1 if it is the only one and a number, and positive if it is one of several.
 */
export function upright(pool: ExprPool, form: Affine): { readonly scale: number; readonly form: Affine } {
  const [lead, ...others] = form.coefficients;
  const first = lead === undefined ? undefined : b.constantValue(pool, lead[1]);
  const scale = first === undefined || others.length === 0 ? first : Math.sign(first);
  if (scale === undefined || scale === 1) return { scale: 1, form };
  return { scale, form: combine(pool, [{ factor: b.constant(pool, 1 / scale), form }]) };
}

/** The form without its constant. */
export function centred(pool: ExprPool, form: Affine): Affine {
  return { constant: b.constant(pool, 0), coefficients: form.coefficients };
}
