/**
 * Expansion of an integrand into a sum of terms: products of sums multiplied out, functions of affine forms written as
 * polynomials times indicators, exponentials and waves. By linearity the expectation is then one of each term.
 * Subexpressions that are met again are remembered.
 */
import { invariant } from "../../diagnostics/invariant.ts";
import * as b from "../../ir/build.ts";
import { childrenOf, type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { type Affine, combine, createFormTable, type FormTable } from "./forms.ts";
import { expandCall, expandExponential, expandSelect } from "./functions.ts";
import { expandPieces } from "./pieces.ts";
import { collectTerms, type Expansion, multiplyExpansions, plainTerm, type Terms } from "./term.ts";

export interface Expander {
  readonly forms: FormTable;
  /** Undefined where it would be too long. */
  expand(id: ExprId): Expansion | undefined;
  /** The expression as an affine form, if it is one. */
  affine(id: ExprId): Affine | undefined;
}

/** What expanding a node needs to know about its operands. */
export interface Operands extends Terms {
  /** The expansion of an operand. */
  readonly expansion: (id: ExprId) => Expansion | undefined;
  /** The expansion of any expression. */
  readonly expand: (id: ExprId) => Expansion | undefined;
  readonly affine: (id: ExprId) => Affine | undefined;
  /** No basis variable below. */
  readonly isUniform: (id: ExprId) => boolean;
}

const HIGHEST_POWER = 64;

export function createExpander(pool: ExprPool): Expander {
  const forms = createFormTable();
  const known = new Map<ExprId, Expansion | undefined>();
  const uniform = new Set<ExprId>();
  const affineForms = new Map<ExprId, Affine | undefined>();
  const affine = (id: ExprId): Affine | undefined => {
    if (affineForms.has(id)) return affineForms.get(id);
    const expansion = expand(id);
    const found = expansion === undefined ? undefined : affineOf(pool, forms, expansion);
    affineForms.set(id, found);
    return found;
  };
  const operands: Operands = {
    pool,
    forms,
    expansion(id) {
      invariant(known.has(id), () => "operand was not expanded first");
      return known.get(id);
    },
    expand,
    affine,
    isUniform: (id) => uniform.has(id),
  };
  function expand(root: ExprId): Expansion | undefined {
    for (const id of reachable(pool, [root], (id) => known.has(id))) {
      const node = pool.get(id);
      if (node.op !== "coord" && childrenOf(node).every((child) => uniform.has(child))) uniform.add(id);
      known.set(id, uniform.has(id) ? uniformTerm(pool, id) : expandNode(operands, id, node));
    }
    return known.get(root);
  }
  return { forms, expand, affine };
}

function uniformTerm(pool: ExprPool, id: ExprId): Expansion {
  return b.constantValue(pool, id) === 0 ? [] : [plainTerm(id)];
}

function expandNode(cx: Operands, id: ExprId, node: Expr): Expansion | undefined {
  const { pool, forms } = cx;
  const one = b.constant(pool, 1);
  const opaque: Expansion = [{ ...plainTerm(one), opaque: [id] }];
  switch (node.op) {
    case "const":
    case "param":
      return uniformTerm(pool, id);
    case "coord": {
      const form = forms.intern({ constant: b.constant(pool, 0), coefficients: [[node.index, one]] });
      return [{ ...plainTerm(one), powers: [[form, 1]] }];
    }
    case "add": {
      const parts = node.args.map(cx.expansion);
      return parts.includes(undefined)
        ? undefined
        : collectTerms(
            cx,
            parts.flatMap((part) => part ?? []),
          );
    }
    case "mul":
      return productOfAll(cx, node.args.map(cx.expansion));
    case "pow": {
      const exponent = b.constantValue(pool, node.exponent);
      if (exponent === undefined || !Number.isInteger(exponent) || exponent < 0 || exponent > HIGHEST_POWER)
        return opaque;
      return productOfAll(cx, new Array(exponent).fill(cx.expansion(node.base)));
    }
    case "call":
      return (
        (node.fn === "exp" ? expandExponential(cx, node.args[0] as ExprId) : expandCall(cx, node)) ??
        expandPieces(cx, id) ??
        opaque
      );
    case "select":
      return expandSelect(cx, node) ?? opaque;
  }
}

function productOfAll(cx: Terms, factors: readonly (Expansion | undefined)[]): Expansion | undefined {
  let product: Expansion | undefined = [plainTerm(b.constant(cx.pool, 1))];
  for (const factor of factors) {
    if (product === undefined || factor === undefined) return undefined;
    product = multiplyExpansions(cx, product, factor);
  }
  return product;
}

function affineOf(pool: ExprPool, forms: FormTable, expansion: Expansion): Affine | undefined {
  const zero = b.constant(pool, 0);
  const parts: { factor: ExprId; form: Affine }[] = [];
  for (const { coefficient, powers, marks, exponent, squares, waves, opaque } of expansion) {
    const others = marks.length + squares.length + waves.length + opaque.length;
    if (others > 0 || exponent !== undefined || powers.length > 1) return undefined;
    const [power] = powers;
    if (power === undefined)
      parts.push({ factor: coefficient, form: { constant: b.constant(pool, 1), coefficients: [] } });
    else if (power[1] === 1) parts.push({ factor: coefficient, form: forms.get(power[0]) });
    else return undefined;
  }
  return parts.length === 0 ? { constant: zero, coefficients: [] } : combine(pool, parts);
}
