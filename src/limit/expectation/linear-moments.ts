/**
 * Expectations of products of at most two affine forms, straight from the covariance: programs without nonlinearities
 * have hundreds of terms in every vector, and each vector meets all earlier ones of its matrix. The covariances of a
 * form with single variables are remembered, so that every further product costs one pass over the other form.
 */
import { constantValue } from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import type { AffineForm, AffineReader } from "./affine.ts";
import type { BasisLaw } from "./law.ts";
import type { Result } from "./result.ts";

/** Undefined for what is not a product of at most two affine forms. */
export type LinearMoments = (integrand: ExprId, law: BasisLaw) => Result | undefined;

/** A number with the sum of the sizes of its terms, which its rounding is relative to. */
interface Sum {
  readonly value: number;
  readonly size: number;
}

const ROUNDING = 2.5e-16;

export function createLinearMoments(pool: ExprPool, affine: AffineReader): LinearMoments {
  /** By law, form and variable: their covariance. Covariances never change, but there are more as a basis grows. */
  const laws = new WeakMap<BasisLaw, Map<ExprId, Map<number, Sum>>>();

  const along = (id: ExprId, form: AffineForm, variable: number, law: BasisLaw): Sum => {
    const known = laws.get(law) ?? new Map<ExprId, Map<number, Sum>>();
    laws.set(law, known);
    const row = known.get(id) ?? new Map<number, Sum>();
    known.set(id, row);
    const found = row.get(variable);
    if (found !== undefined) return found;
    let [value, size] = [0, 0];
    for (const [other, c] of form.coefficients) {
      const term = c * law.covariance(other, variable);
      value += term;
      size += Math.abs(term);
    }
    const sum = { value, size };
    row.set(variable, sum);
    return sum;
  };

  return (integrand, law) => {
    const factors = factorsOf(pool, integrand);
    if (factors === undefined) return undefined;
    const [first, second] = factors.forms;
    if (first === undefined) return undefined;
    const a = affine(first);
    if (a === undefined) return undefined;
    if (second === undefined) return { value: factors.scale * a.constant, error: 0, method: "closed" };
    const b = affine(second);
    if (b === undefined) return undefined;
    // The newer form has met fewer variables, but it is the one that the next products will ask for.
    const [newer, terms, whole] = first > second ? [first, b, a] : [second, a, b];
    let value = a.constant * b.constant;
    let size = Math.abs(value);
    for (const [variable, c] of terms.coefficients) {
      const sum = along(newer, whole, variable, law);
      value += c * sum.value;
      size += Math.abs(c) * sum.size;
    }
    const count = a.coefficients.length + b.coefficients.length;
    const rounding = count <= 2 ? ROUNDING * Math.abs(value) : ROUNDING * Math.sqrt(count) * size;
    return { value: factors.scale * value, error: Math.abs(factors.scale) * rounding, method: "closed" };
  };
}

/** An expression as a constant times at most two factors. */
function factorsOf(
  pool: ExprPool,
  id: ExprId,
): { readonly scale: number; readonly forms: readonly ExprId[] } | undefined {
  const node = pool.get(id);
  const args = node.op === "mul" ? node.args : [id];
  let scale = 1;
  const forms: ExprId[] = [];
  for (const arg of args) {
    const value = constantValue(pool, arg);
    if (value !== undefined) {
      scale *= value;
      continue;
    }
    const inner = pool.get(arg);
    const square = inner.op === "pow" && constantValue(pool, inner.exponent) === 2;
    if (square) forms.push(inner.base, inner.base);
    else forms.push(arg);
    if (forms.length > 2) return undefined;
  }
  return { scale, forms };
}
