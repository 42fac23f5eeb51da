/**
 * One independent factor of an expectation in standard coordinates: functions of affine forms, where every form is
 * constant + load . u + (special variables), u standard normal of dimension `rank`, the special variables independent
 * with their own standardised laws. Built from a covariance that may be singular by pivoted Cholesky, so that
 * `rank` is the number of dimensions that are really there.
 */

import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { Shape } from "../../math/laws.ts";
import type { AffineForm } from "./affine.ts";
import type { SeparatedAtoms } from "./forms.ts";
import type { BasisLaw } from "./law.ts";

export interface StandardForm {
  readonly constant: number;
  /** One coefficient per dimension: first the `rank` normal ones, then the special ones. */
  readonly load: readonly number[];
}

export interface Component {
  readonly pool: ExprPool;
  /** Their product is the integrand; `coord k` is form k. */
  readonly atoms: readonly ExprId[];
  readonly forms: readonly StandardForm[];
  readonly rank: number;
  readonly specials: readonly Shape[];
}

/** A component together with how its coordinates sit among the basis variables. */
export interface PlacedComponent {
  readonly component: Component;
  /** Basis variables of the special dimensions. */
  readonly specialVariables: readonly number[];
  /** Covariance of a Gaussian basis variable with each of the `rank` normal coordinates. */
  readonly covarianceWith: (variable: number) => number[];
}

/** A form's variance below this share of its largest summand is rounding, not variance. */
const RANK_TOLERANCE = 4e-15;

/** Splits atoms over `forms` into independent components. */
export function splitComponents(
  pool: ExprPool,
  { atoms, forms, reads }: SeparatedAtoms,
  law: BasisLaw,
): PlacedComponent[] {
  const gaussian = forms.map((form) => form.coefficients.filter(([v]) => law.shape(v) === undefined));
  const special = forms.map((form) => form.coefficients.filter(([v]) => law.shape(v) !== undefined));
  const covariance = (k: number, l: number): number => bilinear(gaussian[k] ?? [], gaussian[l] ?? [], law);
  const scale = (k: number): number => magnitude(gaussian[k] ?? [], law);

  const group = forms.map((_, k) => k);
  const find = (k: number): number => (group[k] === k ? k : find(group[k] as number));
  const join = (k: number, l: number): void => {
    group[find(k)] = find(l);
  };
  for (let k = 0; k < forms.length; k++) {
    for (let l = 0; l < k; l++) {
      const shared = (special[k] ?? []).some(([v]) => (special[l] ?? []).some(([w]) => v === w));
      const related = Math.abs(covariance(k, l)) > 1e-15 * Math.sqrt(scale(k) * scale(l));
      if (shared || related) join(k, l);
    }
  }
  for (const [first, ...rest] of reads) for (const k of rest) if (first !== undefined) join(k, first);

  const roots = [...new Set(reads.flatMap((ks) => ks.slice(0, 1).map(find)))];
  return roots.map((root) => {
    const members = forms.map((_, k) => k).filter((k) => find(k) === root);
    const own = atoms.filter((_, a) => reads[a]?.[0] !== undefined && find(reads[a]?.[0] as number) === root);
    return placeComponent(pool, own, members, forms, gaussian, special, law);
  });
}

type Coefficients = readonly (readonly [variable: number, coefficient: number])[];

function placeComponent(
  pool: ExprPool,
  atoms: readonly ExprId[],
  members: readonly number[],
  forms: readonly AffineForm[],
  gaussian: readonly Coefficients[],
  special: readonly Coefficients[],
  law: BasisLaw,
): PlacedComponent {
  const parts = members.map((k) => gaussian[k] ?? []);
  const { factor, pivots } = pivotedCholesky(parts, law);
  const rank = pivots.length;
  const specialVariables = [...new Set(members.flatMap((k) => (special[k] ?? []).map(([v]) => v)))];
  const standard = members.map((k, row): StandardForm => {
    const own = new Map(special[k] ?? []);
    return {
      constant: forms[k]?.constant ?? 0,
      load: [...(factor[row] ?? []), ...specialVariables.map((v) => own.get(v) ?? 0)],
    };
  });
  const isWhole = members.length === forms.length;
  const renumbered = new Map(members.map((k, row) => [k, b.coord(pool, row)]));
  const own = isWhole ? atoms : substitute(pool, atoms, { coord: (k) => renumbered.get(k) });
  const covarianceWith = (variable: number): number[] => {
    // Forward substitution through the pivot rows of the factor.
    const out: number[] = [];
    for (const [d, row] of pivots.entries()) {
      let c = bilinear([[variable, 1]], parts[row] ?? [], law);
      for (let e = 0; e < d; e++) c -= (factor[row]?.[e] ?? 0) * (out[e] ?? 0);
      out.push(c / (factor[row]?.[d] ?? 1));
    }
    return out;
  };
  const shapes = specialVariables.map((v) => law.shape(v) as Shape);
  return { component: { pool, atoms: own, forms: standard, rank, specials: shapes }, specialVariables, covarianceWith };
}

/** Rows of the factor F with F F^T the covariance of the forms; columns in pivot order. */
function pivotedCholesky(parts: readonly Coefficients[], law: BasisLaw): { factor: number[][]; pivots: number[] } {
  const n = parts.length;
  const factor: number[][] = parts.map(() => []);
  const pivots: number[] = [];
  const scales = parts.map((part) => magnitude(part, law));
  const residual = parts.map((part) => bilinear(part, part, law));
  for (let d = 0; d < n; d++) {
    let best = -1;
    let share = RANK_TOLERANCE * (1 + n);
    for (let row = 0; row < n; row++) {
      const scale = scales[row] ?? 0;
      if (pivots.includes(row) || scale === 0) continue;
      const relative = (residual[row] ?? 0) / scale;
      if (relative > share) {
        best = row;
        share = relative;
      }
    }
    if (best < 0) break;
    const root = Math.sqrt(residual[best] ?? 0);
    pivots.push(best);
    for (let row = 0; row < n; row++) {
      const target = factor[row] as number[];
      if (row === best) {
        target.push(root);
        continue;
      }
      if (pivots.includes(row)) {
        target.push(0);
        continue;
      }
      let c = bilinear(parts[row] ?? [], parts[best] ?? [], law);
      for (let e = 0; e < d; e++) c -= (target[e] ?? 0) * (factor[best]?.[e] ?? 0);
      target.push(c / root);
      residual[row] = (residual[row] ?? 0) - (c / root) ** 2;
    }
  }
  return { factor, pivots };
}

/** Covariance of two linear forms. */
function bilinear(a: Coefficients, c: Coefficients, law: BasisLaw): number {
  let sum = 0;
  for (const [i, x] of a) for (const [j, y] of c) sum += x * y * law.covariance(i, j);
  return sum;
}

/** The size that a form's variance would have without cancellation: what its rounding is relative to. */
function magnitude(a: Coefficients, law: BasisLaw): number {
  let sum = 0;
  for (const [i, x] of a) sum += Math.abs(x) * Math.sqrt(Math.max(0, law.covariance(i, i)));
  return sum * sum;
}
