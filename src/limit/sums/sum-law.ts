/**
 * Covariances of running sums with each other and with basis variables, each in terms of those of what the sums are
 * made of. Of two sums the one that was made in the later turn is taken apart, both where they were made in the
 * same one: `Cov(h[l,1], h[l,2])` comes from turn `l-1`, and so does `Cov(h[l], h[k])` for an earlier `k`.
 */
import * as b from "../../ir/build.ts";
import type { ExprId, ExprPool } from "../../ir/expr.ts";
import type { ValueId } from "../../ir/program.ts";
import type { BasisVariable } from "../limit-program.ts";
import type { BasisLaw } from "../symbolic/basis-law.ts";

/** A running sum in terms of variables: basis variables, and other sums, which have higher numbers. */
export type Parts = readonly { readonly coefficient: ExprId; readonly variable: number }[];

export interface SumLawSetting {
  readonly pool: ExprPool;
  /** Of basis variables. */
  readonly law: BasisLaw;
  /** Basis variables and sums. */
  readonly variables: readonly BasisVariable[];
  /** Of the sums. */
  readonly parts: ReadonlyMap<number, Parts>;
  /** Gives a name to a covariance of two vectors, which is `body`; answers what stands for it in later formulas. */
  readonly name: (first: ValueId, second: ValueId, body: ExprId) => ExprId;
}

export interface SumLaw {
  readonly covariance: (i: number, j: number) => ExprId;
  /** The derivative of a variable by a basis variable. */
  readonly slope: (variable: number, by: number) => ExprId;
}

export function sumLaw({ pool, law, variables, parts, name }: SumLawSetting): SumLaw {
  const zero = b.constant(pool, 0);
  const one = b.constant(pool, 1);
  const covariances = new Map<string, ExprId>();
  const slopes = new Map<string, ExprId>();
  const keyOf = (i: number, j: number): string => `${Math.max(i, j)},${Math.min(i, j)}`;
  const vectorOf = (i: number): ValueId => (variables[i] as BasisVariable).value;
  const { depth, latest } = reachOf(variables, parts);
  const first = firstUses(variables);
  /** A basis variable of a matrix side or an input group that came after everything that a sum is made of. */
  const isLater = (i: number, sum: number): boolean =>
    !parts.has(i) && (first.get(familyOf(variables[i])) ?? 0) > (latest.get(sum) ?? 0);

  interface Term {
    readonly factor: ExprId;
    readonly i: number;
    readonly j: number;
  }
  const termsOf = (i: number, j: number): readonly Term[] => {
    const [low, high] = (depth.get(i) ?? 0) < (depth.get(j) ?? 0) ? [i, j] : [j, i];
    const outer = parts.get(high) ?? [];
    const isAlike = depth.get(low) === depth.get(high);
    const inner = isAlike ? (parts.get(low) ?? []) : [{ coefficient: one, variable: low }];
    return outer.flatMap((x) =>
      inner.map((y) => ({ factor: b.mul(pool, x.coefficient, y.coefficient), i: x.variable, j: y.variable })),
    );
  };
  const known = (i: number, j: number): ExprId | undefined => {
    if (!parts.has(i) && !parts.has(j)) return law.covariance(i, j);
    return isLater(i, j) || isLater(j, i) ? zero : covariances.get(keyOf(i, j));
  };
  const covariance = (i: number, j: number): ExprId => {
    const stack: { readonly i: number; readonly j: number }[] = [{ i, j }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (known(top.i, top.j) !== undefined) {
        stack.pop();
        continue;
      }
      const terms = termsOf(top.i, top.j);
      const missing = terms.filter((term) => known(term.i, term.j) === undefined);
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
      const body = b.add(pool, ...terms.map((term) => b.mul(pool, term.factor, known(term.i, term.j) ?? zero)));
      const [one, two] = [vectorOf(top.i), vectorOf(top.j)];
      const isPlain = body === zero || pool.get(body).op === "param";
      covariances.set(
        keyOf(top.i, top.j),
        isPlain ? body : name(Math.max(one, two) as ValueId, Math.min(one, two) as ValueId, body),
      );
      stack.pop();
    }
    return known(i, j) ?? zero;
  };

  const knownSlope = (variable: number, by: number): ExprId | undefined => {
    if (!parts.has(variable)) return variable === by ? one : zero;
    return isLater(by, variable) ? zero : slopes.get(`${variable},${by}`);
  };
  const slope = (variable: number, by: number): ExprId => {
    const stack = [variable];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const terms = parts.get(top) ?? [];
      const missing = terms.filter((part) => knownSlope(part.variable, by) === undefined);
      if (knownSlope(top, by) !== undefined) stack.pop();
      else if (missing.length > 0) stack.push(...missing.map((part) => part.variable));
      else {
        const summands = terms.map((part) => b.mul(pool, part.coefficient, knownSlope(part.variable, by) ?? zero));
        slopes.set(`${top},${by}`, b.add(pool, ...summands));
      }
    }
    return knownSlope(variable, by) ?? zero;
  };
  return { covariance, slope };
}

/** How many sums are within each variable, one in the other, and the last value that it is made of. */
function reachOf(variables: readonly BasisVariable[], parts: ReadonlyMap<number, Parts>) {
  const depth = new Map<number, number>();
  const latest = new Map<number, number>();
  for (const [i, { value }] of variables.entries()) {
    const inside = parts.get(i);
    if (inside === undefined) latest.set(i, value);
    else {
      depth.set(i, 1 + Math.max(0, ...inside.map(({ variable }) => depth.get(variable) ?? 0)));
      latest.set(i, Math.max(...inside.map(({ variable }) => latest.get(variable) ?? 0)));
    }
  }
  return { depth, latest };
}

/** For each family of basis variables that may be correlated, its first value. */
function firstUses(variables: readonly BasisVariable[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const variable of variables) {
    const family = familyOf(variable);
    first.set(family, Math.min(first.get(family) ?? variable.value, variable.value));
  }
  return first;
}

function familyOf(variable: BasisVariable | undefined): string {
  switch (variable?.kind) {
    case "hat":
      return `${variable.matrix}${variable.transposed ? "T" : ""}`;
    case "input":
      return `input ${variable.group}`;
    case "sum":
    case undefined:
      return "sum";
  }
}
