/** The argument of an atom as an affine function of the standard coordinates. */
import type { ExprId } from "../../../ir/expr.ts";
import type { Component } from "../component.ts";
import type { Expander } from "../expand.ts";

export interface Argument {
  readonly constant: number;
  /** One coefficient per dimension of the component. */
  readonly load: readonly number[];
}

export function argumentOf(component: Component, expander: Expander, expr: ExprId): Argument | undefined {
  const affine = expander.affine(expr);
  if (affine === undefined) return undefined;
  const load = new Array<number>(component.rank + component.specials.length).fill(0);
  let { constant } = affine;
  for (const [form, coefficient] of affine.coefficients) {
    const standard = component.forms[form];
    if (standard === undefined) return undefined;
    constant += coefficient * standard.constant;
    for (const [d, x] of standard.load.entries()) load[d] = (load[d] ?? 0) + coefficient * x;
  }
  return { constant, load };
}
