/** The joint law of affine forms of basis variables: means and covariances as expressions. */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import type { Shape } from "../../math/laws.ts";
import type { Arithmetic } from "../expectation/arithmetic.ts";
import type { BasisLaw } from "./basis-law.ts";
import type { Affine, FormId, FormTable } from "./forms.ts";

export interface FormLaw {
  mean(form: FormId): ExprId;
  covariance(x: FormId, y: FormId): ExprId;
  /** `gaussian`, `mixed` where a variable of another law is read, or that law where the form is such a variable. */
  kind(form: FormId): Shape | "gaussian" | "mixed";
}

export function formLaw(a: Arithmetic<ExprId>, forms: FormTable, basis: BasisLaw): FormLaw {
  const covariances = new Map<string, ExprId>();
  return {
    mean: (form) => forms.get(form).constant,
    covariance(x, y) {
      const key = x < y ? `${x},${y}` : `${y},${x}`;
      const found = covariances.get(key) ?? bilinear(a, basis, forms.get(x), forms.get(y));
      covariances.set(key, found);
      return found;
    },
    kind(form) {
      const { coefficients } = forms.get(form);
      const [shape] = coefficients.flatMap(([variable]) => basis.shape(variable) ?? []);
      return shape === undefined ? "gaussian" : coefficients.length === 1 ? shape : "mixed";
    },
  };
}

/** Covariance of two forms. */
export function bilinear(a: Arithmetic<ExprId>, basis: BasisLaw, x: Affine, y: Affine): ExprId {
  const terms: ExprId[] = [];
  for (const [i, c] of x.coefficients) {
    for (const [j, d] of y.coefficients) {
      const covariance = basis.covariance(i, j);
      if (!a.isZero(covariance)) terms.push(a.distribute(a.multiply(c, d), covariance));
    }
  }
  return a.add(a.number(0), ...terms);
}

/** Forms that are almost surely equal to an earlier one of `used`, as far as that is certain. */
export function twinsAmong(law: FormLaw, used: readonly FormId[]): ReadonlyMap<FormId, FormId> {
  const twins = new Map<FormId, FormId>();
  for (const [i, x] of used.entries()) {
    const twin = used.slice(0, i).find((y) => {
      const variance = law.covariance(x, x);
      const same = law.covariance(y, y) === variance && law.covariance(x, y) === variance;
      return same && law.mean(x) === law.mean(y) && law.kind(x) === "gaussian" && law.kind(y) === "gaussian";
    });
    if (twin !== undefined) twins.set(x, twins.get(twin) ?? twin);
  }
  return twins;
}

/** A law of forms in which the scalars of the limit have been replaced by placeholders, numbered as they are met. */
export interface Pattern {
  readonly law: FormLaw;
  /** Equal for laws that differ by the names of the scalars only. */
  readonly key: string;
  /** The scalar for every placeholder. */
  readonly scalars: readonly number[];
}

/** Scalars have lower numbers than placeholders. */
export const FIRST_PLACEHOLDER = 2 ** 30;

/** The pattern of `law` on `used`. Only entries that are a scalar and nothing else are replaced. */
export function patternOf(pool: ExprPool, law: FormLaw, used: readonly FormId[]): Pattern {
  const scalars: number[] = [];
  const key: string[] = [];
  const replaced = (id: ExprId): ExprId => {
    const node = pool.get(id);
    if (node.op !== "param") {
      key.push(`${id}`);
      return id;
    }
    const known = scalars.indexOf(node.index);
    const number = known >= 0 ? known : scalars.push(node.index) - 1;
    key.push(`p${number}`);
    return b.param(pool, FIRST_PLACEHOLDER + number);
  };
  const means = new Map(used.map((form) => [form, replaced(law.mean(form))] as const));
  const rows = new Map(
    used.map((x, i) => {
      const row = used.slice(0, i + 1).map((y) => [y, replaced(law.covariance(x, y))] as const);
      return [x, new Map(row)] as const;
    }),
  );
  for (const form of used) key.push(JSON.stringify(law.kind(form)));
  const zero = b.constant(pool, 0);
  return {
    law: {
      mean: (form) => means.get(form) ?? zero,
      covariance: (x, y) => rows.get(x)?.get(y) ?? rows.get(y)?.get(x) ?? zero,
      kind: law.kind,
    },
    key: key.join(),
    scalars,
  };
}
