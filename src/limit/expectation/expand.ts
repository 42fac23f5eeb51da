/**
 * Expansion of an integrand into sums of (polynomial in the basis variables) x (product of atoms), where an atom is
 * a nonlinear expression that is not taken apart further: first step of limit.md-style reduction, "expand sums of
 * products; pull out constants". An expansion that would grow beyond a limit is left as one atom, which is
 * always correct.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { type AffineForm, createAffineReader } from "./affine.ts";
import { type Group, groupsOf } from "./groups.ts";
import { createLinearMoments, type LinearMoments } from "./linear-moments.ts";
import { type Monomial, monomialKey, multiplyMonomials } from "./polynomial.ts";

/** coefficient * monomial * product of atoms (ascending, with repetition). */
export interface ExpandedTerm {
  readonly coefficient: number;
  readonly monomial: Monomial;
  readonly atoms: readonly ExprId[];
}

export type Expansion = readonly ExpandedTerm[];

const MAX_TERMS = 4096;

/** Expands expressions of one pool, remembering what it has expanded. All params must have become numbers. */
export interface Expander {
  expand(id: ExprId): Expansion;
  /** The expansion if it is a polynomial of degree at most 1 without atoms. */
  affine(id: ExprId): AffineForm | undefined;
  /** What the expansion consists of, ready for any law. */
  groups(id: ExprId): readonly Group[];
  /** The expectation of a product of at most two affine forms. */
  readonly linearMoment: LinearMoments;
}

export function createExpander(pool: ExprPool): Expander {
  const known = new Map<ExprId, Expansion>();
  const affineOf = createAffineReader(pool);
  const of = (id: ExprId): Expansion => {
    const found = known.get(id);
    invariant(found !== undefined, () => "operand was not expanded first");
    return found;
  };
  const expand = (root: ExprId): Expansion => {
    const found = known.get(root);
    if (found !== undefined) return found;
    const form = affineOf(root);
    if (form !== undefined) {
      const expansion = termsOf(form);
      known.set(root, expansion);
      return expansion;
    }
    for (const id of reachable(pool, [root], (id) => known.has(id))) {
      const inner = affineOf(id);
      known.set(id, inner === undefined ? expandNode(pool, id, pool.get(id), of) : termsOf(inner));
    }
    return of(root);
  };
  const affine = (id: ExprId): AffineForm | undefined => {
    const form = affineOf(id);
    if (form !== undefined) return form;
    const terms = expand(id);
    if (!terms.every((term) => term.atoms.length === 0 && degree(term.monomial) <= 1)) return undefined;
    const constant = terms.find((term) => term.monomial.length === 0)?.coefficient ?? 0;
    return {
      constant,
      coefficients: terms.flatMap((term) => term.monomial.map(([v]) => [v, term.coefficient] as const)),
    };
  };
  const reader = { expand, affine, linearMoment: createLinearMoments(pool, affine) };
  const apart = new Map<ExprId, readonly Group[]>();
  return {
    ...reader,
    groups(id) {
      const found = apart.get(id) ?? groupsOf(pool, reader, id);
      apart.set(id, found);
      return found;
    },
  };
}

function termsOf({ constant, coefficients }: AffineForm): Expansion {
  const linear = coefficients.map(
    ([variable, coefficient]): ExpandedTerm => ({ coefficient, monomial: [[variable, 1]], atoms: [] }),
  );
  return constant === 0 ? linear : [{ coefficient: constant, monomial: [], atoms: [] }, ...linear];
}

export function degree(monomial: Monomial): number {
  return monomial.reduce((sum, [, p]) => sum + p, 0);
}

function expandNode(pool: ExprPool, id: ExprId, node: Expr, of: (id: ExprId) => Expansion): Expansion {
  const atom: Expansion = [{ coefficient: 1, monomial: [], atoms: [id] }];
  switch (node.op) {
    case "const":
      return node.value === 0 ? [] : [{ coefficient: node.value, monomial: [], atoms: [] }];
    case "param":
      return atom;
    case "coord":
      return [{ coefficient: 1, monomial: [[node.index, 1]], atoms: [] }];
    case "add":
      return collect(node.args.flatMap(of));
    case "mul":
      return productOf(node.args.map(of)) ?? atom;
    case "pow": {
      const exponent = b.constantValue(pool, node.exponent);
      if (exponent === undefined || !Number.isInteger(exponent) || exponent < 0 || exponent > 64) return atom;
      return productOf(Array.from({ length: exponent }, () => of(node.base))) ?? atom;
    }
    case "call":
    case "select":
      return atom;
  }
}

function productOf(factors: readonly Expansion[]): Expansion | undefined {
  let product: Expansion = [{ coefficient: 1, monomial: [], atoms: [] }];
  for (const factor of factors) {
    if (product.length * factor.length > MAX_TERMS) return undefined;
    product = collect(
      product.flatMap((x) =>
        factor.map((y) => ({
          coefficient: x.coefficient * y.coefficient,
          monomial: multiplyMonomials(x.monomial, y.monomial),
          atoms: mergeAtoms(x.atoms, y.atoms),
        })),
      ),
    );
  }
  return product;
}

function mergeAtoms(a: readonly ExprId[], c: readonly ExprId[]): readonly ExprId[] {
  if (a.length === 0) return c;
  if (c.length === 0) return a;
  return [...a, ...c].sort((x, y) => x - y);
}

function collect(terms: readonly ExpandedTerm[]): Expansion {
  if (terms.length <= 1) return terms;
  const sum = new Map<string, ExpandedTerm>();
  for (const term of terms) {
    const key = `${monomialKey(term.monomial)}|${term.atoms.join(",")}`;
    const before = sum.get(key);
    sum.set(key, before === undefined ? term : { ...term, coefficient: before.coefficient + term.coefficient });
  }
  return [...sum.values()].filter((term) => term.coefficient !== 0);
}
