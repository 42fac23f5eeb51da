/** Polynomials in scalars, multiplied out and with like terms collected: rho (1 + rho) + 2 rho is 3 rho + rho^2. */
import * as b from "../../ir/build.ts";
import { type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";
import { linear, multiply, one, type Polynomial, polynomialOf, power } from "../expectation/polynomial.ts";

/** More terms, or a higher power of one factor, are left as they are. */
const MOST_TERMS = 32;
const HIGHEST_POWER = 16;

/** The polynomial that an expression is, as a sum of monomials; undefined where it is none or a long one. */
export function symbolPolynomial(pool: ExprPool, root: ExprId): ExprId | undefined {
  const known = new Map<ExprId, Polynomial>();
  for (const id of reachable(pool, [root])) {
    const found = polynomialAt(pool, id, (child) => known.get(child));
    if (found !== undefined && found.size <= MOST_TERMS) known.set(id, found);
  }
  const found = known.get(root);
  if (found === undefined) return undefined;
  const terms = [...found.values()].map(({ monomial, coefficient }) => {
    const factors = monomial.map(([scalar, exponent]) => b.powInt(pool, b.param(pool, scalar), exponent));
    return b.mul(pool, b.constant(pool, coefficient), ...factors);
  });
  return b.add(pool, ...terms);
}

function polynomialAt(
  pool: ExprPool,
  id: ExprId,
  of: (child: ExprId) => Polynomial | undefined,
): Polynomial | undefined {
  const node = pool.get(id);
  switch (node.op) {
    case "const":
      return Number.isFinite(node.value) ? polynomialOf([{ monomial: [], coefficient: node.value }]) : undefined;
    case "param":
      return linear([[node.index, 1]]);
    case "add": {
      const terms = node.args.map(of);
      return terms.every((term) => term !== undefined)
        ? polynomialOf(terms.flatMap((term) => [...term.values()]))
        : undefined;
    }
    case "mul": {
      let product: Polynomial | undefined = one;
      for (const arg of node.args) {
        const factor = of(arg);
        product = product === undefined || factor === undefined ? undefined : multiply(product, factor);
        if (product !== undefined && product.size > MOST_TERMS) return undefined;
      }
      return product;
    }
    case "pow": {
      const base = of(node.base);
      const exponent = b.constantValue(pool, node.exponent);
      const isWhole = exponent !== undefined && Number.isInteger(exponent) && exponent > 0;
      return base !== undefined && isWhole && exponent <= HIGHEST_POWER ? power(base, exponent) : undefined;
    }
    default:
      return undefined;
  }
}
