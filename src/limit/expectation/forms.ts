/**
 * Separates atoms into nonlinear functions and the affine forms that they read: `tanh(2 h + g) * relu(h)` is
 * `tanh(f0) * relu(f1)` with f0 = 2 h + g and f1 = h. Fewer and larger forms mean fewer dimensions to integrate.
 */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { rewriteAffineParts } from "../affine-parts.ts";
import type { AffineForm } from "./affine.ts";
import type { Expander } from "./expand.ts";

export interface SeparatedAtoms {
  readonly forms: readonly AffineForm[];
  /** The atoms with `coord k` standing for form k. */
  readonly atoms: readonly ExprId[];
  /** For each atom the forms that it reads, ascending. */
  readonly reads: readonly (readonly number[])[];
}

/** What tells the affine parts of an atom. */
type Reader = Pick<Expander, "affine">;

export function separateForms(pool: ExprPool, expander: Reader, atoms: readonly ExprId[]): SeparatedAtoms {
  const forms: AffineForm[] = [];
  const numbers = new Map<string, number>();
  const formCoord = (form: AffineForm): ExprId => {
    if (form.coefficients.length === 0) return b.constant(pool, form.constant);
    // f and 2 f + 1 share a form: what is read is an affine function of the direction.
    const [[, lead]] = form.coefficients as readonly [readonly [number, number]];
    const direction = form.coefficients.map(([variable, coefficient]) => [variable, coefficient / lead] as const);
    const key = direction.map(([variable, coefficient]) => `${variable}:${coefficient}`).join(" ");
    let index = numbers.get(key);
    if (index === undefined) {
      index = forms.push({ constant: 0, coefficients: direction }) - 1;
      numbers.set(key, index);
    }
    return b.add(pool, b.mul(pool, b.constant(pool, lead), b.coord(pool, index)), b.constant(pool, form.constant));
  };
  const images = rewriteAffineParts(pool, atoms, {
    affine: expander.affine,
    split: (args) => splitSum(pool, expander, args),
    write: formCoord,
  });
  return { forms, atoms: images, reads: images.map((atom) => leavesOf(pool, [atom]).coords) };
}

/** The affine part of a sum as one form, and the other summands. */
function splitSum(
  pool: ExprPool,
  expander: Reader,
  args: readonly ExprId[],
): { affine: AffineForm; rest: readonly ExprId[] } {
  const isAffine = (arg: ExprId): boolean => expander.affine(arg) !== undefined;
  const whole = expander.affine(b.add(pool, ...args.filter(isAffine)));
  return { affine: whole ?? { constant: 0, coefficients: [] }, rest: args.filter((arg) => !isAffine(arg)) };
}
