/**
 * One independent factor of an expectation in standard coordinates: functions of affine forms, where every form is
 * constant + load . u + (special variables), u standard normal of dimension `rank`, the special variables independent
 * with their own standardised laws. The covariance may be singular: `rank` is the
 * number of dimensions that are really there.
 */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import { substitute } from "../../ir/substitute.ts";
import type { Shape } from "../../math/laws.ts";
import { dependsThroughJump } from "../jumps.ts";
import type { AffineForm } from "./affine.ts";
import type { SeparatedAtoms } from "./forms.ts";
import type { BasisLaw } from "./law.ts";
import { type Coefficients, standardise } from "./standardise.ts";

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
  const on = new Set(members);
  const jumps = (): boolean => atoms.some((atom) => dependsThroughJump(pool, atom, on));
  const { rank, loads, covarianceWith } = standardise(parts, law, jumps);
  const specialVariables = [...new Set(members.flatMap((k) => (special[k] ?? []).map(([v]) => v)))];
  const standard = members.map((k, row): StandardForm => {
    const own = new Map(special[k] ?? []);
    return {
      constant: forms[k]?.constant ?? 0,
      load: [...(loads[row] ?? []), ...specialVariables.map((v) => own.get(v) ?? 0)],
    };
  });
  const isWhole = members.length === forms.length;
  const renumbered = new Map(members.map((k, row) => [k, b.coord(pool, row)]));
  const own = isWhole ? atoms : substitute(pool, atoms, { coord: (k) => renumbered.get(k) });
  const shapes = specialVariables.map((v) => law.shape(v) as Shape);
  return { component: { pool, atoms: own, forms: standard, rank, specials: shapes }, specialVariables, covarianceWith };
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
