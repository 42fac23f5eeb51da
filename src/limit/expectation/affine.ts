/**
 * Affine forms straight from the expression: sums, and products with one factor that is not constant. In programs
 * without nonlinearities every vector is a form of hundreds of terms, so nothing is expanded term by term.
 */
import * as b from "../../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../ir/expr.ts";

/** constant + sum of coefficient * basis variable; variables ascending. */
export interface AffineForm {
  readonly constant: number;
  readonly coefficients: readonly (readonly [variable: number, coefficient: number])[];
}

/** The form of an expression of one pool; undefined where it is not made of sums and multiples of variables. */
export type AffineReader = (id: ExprId) => AffineForm | undefined;

/** What it has read it remembers. */
export function createAffineReader(pool: ExprPool): AffineReader {
  const known = new Map<ExprId, AffineForm | undefined>();
  return (root) => {
    if (known.has(root)) return known.get(root);
    for (const id of reachable(pool, [root], (id) => known.has(id))) {
      known.set(
        id,
        affineNode(pool.get(id), (child) => known.get(child)),
      );
    }
    return known.get(root);
  };
}

/** The form as one flat sum. */
export function affineExpression(pool: ExprPool, { constant, coefficients }: AffineForm): ExprId {
  const terms = coefficients.map(([variable, c]) => b.mul(pool, b.constant(pool, c), b.coord(pool, variable)));
  return b.add(pool, b.constant(pool, constant), ...terms);
}

function affineNode(node: Expr, of: AffineReader): AffineForm | undefined {
  switch (node.op) {
    case "const":
      return { constant: node.value, coefficients: [] };
    case "coord":
      return { constant: 0, coefficients: [[node.index, 1]] };
    case "add":
      return sumOf(node.args.map(of));
    case "mul": {
      let product: AffineForm | undefined = { constant: 1, coefficients: [] };
      for (const arg of node.args) {
        const form = of(arg);
        if (form === undefined) return undefined;
        if (form.coefficients.length === 0) product = scaled(product, form.constant);
        else if (product.coefficients.length === 0) product = scaled(form, product.constant);
        else return undefined;
      }
      return product;
    }
    case "pow":
    case "call":
    case "select":
    case "param":
      return undefined;
  }
}

function scaled({ constant, coefficients }: AffineForm, factor: number): AffineForm {
  if (factor === 1) return { constant, coefficients };
  return {
    constant: constant * factor,
    coefficients: factor === 0 ? [] : coefficients.map(([variable, c]) => [variable, c * factor] as const),
  };
}

function sumOf(forms: readonly (AffineForm | undefined)[]): AffineForm | undefined {
  let constant = 0;
  const sum = new Map<number, number>();
  for (const form of forms) {
    if (form === undefined) return undefined;
    constant += form.constant;
    for (const [variable, c] of form.coefficients) sum.set(variable, (sum.get(variable) ?? 0) + c);
  }
  return { constant, coefficients: [...sum].filter(([, c]) => c !== 0).sort(([a], [b]) => a - b) };
}
