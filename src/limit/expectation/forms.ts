/**
 * Separates atoms into nonlinear functions and the affine forms that they read: `tanh(2 h + g) * relu(h)` is
 * `tanh(f0) * relu(f1)` with f0 = 2 h + g and f1 = h. Fewer and larger forms mean fewer dimensions to integrate.
 */
import * as b from "../../ir/build.ts";
import { childrenOf, type ExprId, type ExprPool, leavesOf } from "../../ir/expr.ts";
import { rebuild } from "../../ir/substitute.ts";
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
  const image = new Map<ExprId, ExprId>();
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
  const visit = (root: ExprId): ExprId => {
    const stack: ExprId[] = [root];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      if (image.has(id)) {
        stack.pop();
        continue;
      }
      const affine = expander.affine(id);
      if (affine !== undefined) {
        image.set(id, formCoord(affine));
        continue;
      }
      const node = pool.get(id);
      const split = node.op === "add" ? splitSum(pool, expander, node.args) : undefined;
      const pending = (split?.rest ?? childrenOf(node)).filter((child) => !image.has(child));
      if (pending.length > 0) {
        stack.push(...pending);
        continue;
      }
      const of = (child: ExprId): ExprId => image.get(child) ?? child;
      image.set(
        id,
        split === undefined ? rebuild(pool, node, of) : b.add(pool, formCoord(split.affine), ...split.rest.map(of)),
      );
    }
    return image.get(root) ?? root;
  };
  const images = atoms.map(visit);
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
