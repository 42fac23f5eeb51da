/**
 * From an expression to piecewise functions: everything that sums, products, whole powers, choices, comparisons, `relu`,
 * `leaky_relu`, `abs`, `step`, `sign`, `max`, `min`, `clip` and `exp` make of affine forms, each break point read off
 * where the argument of one of them changes sign.
 */
import * as b from "../../../../ir/build.ts";
import { type Expr, type ExprId, type ExprPool, reachable } from "../../../../ir/expr.ts";
import type { FunctionName } from "../../../../ir/functions.ts";
import { affineFunction, exponential, type Ordered } from "./function.ts";
import {
  addMixtures,
  constantMixture,
  functionOf,
  type Mixture,
  multiplyMixtures,
  scaleMixture,
  univariate,
} from "./mixture.ts";
import { indicator, type Signs, signsOf } from "./sign.ts";

/** What the leaves of an expression are. */
export interface Reader<T> {
  /** The value of an expression that reads no variable. */
  constant(id: ExprId): T | undefined;
  /** An affine expression as slope * variable + intercept; the variable is numbered by whoever reads. */
  affine(id: ExprId): { readonly variable: number; readonly slope: T; readonly intercept: T } | undefined;
}

const MAX_EXPONENT = 12;

/** Undefined where an expression is not of this class, or where the order of its break points is not known. */
export function recognise<T>(o: Ordered<T>, pool: ExprPool, reader: Reader<T>, root: ExprId): Mixture<T> | undefined {
  const images = new Map<ExprId, Mixture<T> | undefined>();
  const leaf = (id: ExprId): Mixture<T> | undefined => {
    const constant = reader.constant(id);
    if (constant !== undefined) return constantMixture(o, constant);
    const affine = reader.affine(id);
    return affine && functionOf(o, affine.variable, affineFunction(o, affine.slope, affine.intercept));
  };
  const nodes = reachable(pool, [root]);
  for (const id of nodes)
    images.set(id, leaf(id) ?? compose(o, pool, leaf, pool.get(id), (child) => images.get(child)));
  return images.get(root);
}

type Leaf<T> = (id: ExprId) => Mixture<T> | undefined;

function compose<T>(o: Ordered<T>, pool: ExprPool, leaf: Leaf<T>, node: Expr, of: Leaf<T>): Mixture<T> | undefined {
  switch (node.op) {
    case "const":
    case "coord":
    case "param":
      return undefined;
    case "add": {
      const terms = all(node.args.map(of));
      return terms && addMixtures(o, ...terms);
    }
    case "mul":
      return productOf(o, node.args.map(of));
    case "pow": {
      const exponent = b.constantValue(pool, node.exponent);
      if (exponent === undefined || !Number.isInteger(exponent) || exponent < 0 || exponent > MAX_EXPONENT)
        return undefined;
      return productOf(o, new Array<Mixture<T> | undefined>(exponent).fill(of(node.base)));
    }
    case "select":
      return choose(o, of(node.when), of(node.then), of(node.otherwise));
    case "call":
      return CONDITIONALS.has(node.fn)
        ? logical(
            o,
            node,
            node.args.map((arg) => (isCondition(pool.get(arg)) ? of(arg) : where(o, of(arg), (sign) => sign !== 0))),
          )
        : applied(o, node, of, (x, y) => leaf(b.subtract(pool, x, y)));
  }
}

function all<T>(parts: readonly (T | undefined)[]): T[] | undefined {
  const found: T[] = [];
  for (const part of parts) {
    if (part === undefined) return undefined;
    found.push(part);
  }
  return found;
}

function productOf<T>(o: Ordered<T>, factors: readonly (Mixture<T> | undefined)[]): Mixture<T> | undefined {
  let product: Mixture<T> | undefined = constantMixture(o, o.number(1));
  for (const factor of factors) {
    if (product === undefined || factor === undefined) return undefined;
    product = multiplyMixtures(o, product, factor);
  }
  return product;
}

function sumOf<T>(o: Ordered<T>, ...terms: readonly (Mixture<T> | undefined)[]): Mixture<T> | undefined {
  const found = all(terms);
  return found && addMixtures(o, ...found);
}

/** 1 - x. */
function complement<T>(o: Ordered<T>, x: Mixture<T> | undefined): Mixture<T> | undefined {
  return x && addMixtures(o, constantMixture(o, o.number(1)), scaleMixture(o, x, o.number(-1)));
}

/** `when` is 0 or 1. */
function choose<T>(
  o: Ordered<T>,
  when: Mixture<T> | undefined,
  then: Mixture<T> | undefined,
  otherwise: Mixture<T> | undefined,
): Mixture<T> | undefined {
  return sumOf(o, productOf(o, [when, then]), productOf(o, [complement(o, when), otherwise]));
}

/** The indicator of a condition on the sign of x. */
function where<T>(
  o: Ordered<T>,
  x: Mixture<T> | undefined,
  test: (sign: Signs<T>["signs"][number]) => boolean,
): Mixture<T> | undefined {
  const one = x && univariate(o, x);
  const signs = one && signsOf(o, one.f);
  if (one === undefined || signs === undefined) return undefined;
  if (one.variable !== undefined) return functionOf(o, one.variable, indicator(o, signs, test));
  return constantMixture(o, o.number(test(signs.signs[0] ?? 0) ? 1 : 0));
}

function applied<T>(
  o: Ordered<T>,
  { fn, args }: Extract<Expr, { op: "call" }>,
  of: Leaf<T>,
  affineDifference: (x: ExprId, y: ExprId) => Mixture<T> | undefined,
): Mixture<T> | undefined {
  const [first, second, third] = args;
  if (first === undefined) return undefined;
  const minus = o.number(-1);
  const [x, y, z] = [
    of(first),
    second === undefined ? undefined : of(second),
    third === undefined ? undefined : of(third),
  ];
  const positive = (f: Mixture<T> | undefined): Mixture<T> | undefined => where(o, f, (sign) => sign > 0);
  const difference = (f: Mixture<T> | undefined, g: Mixture<T> | undefined): Mixture<T> | undefined =>
    f && g && addMixtures(o, f, scaleMixture(o, g, minus));
  const gap = (): Mixture<T> | undefined =>
    (second === undefined ? undefined : affineDifference(first, second)) ?? difference(x, y);
  switch (fn) {
    case "relu":
      return productOf(o, [positive(x), x]);
    case "leaky_relu":
      return choose(o, positive(x), x, productOf(o, [x, y]));
    case "abs":
      return choose(o, positive(x), x, x && scaleMixture(o, x, minus));
    case "step":
      return positive(x);
    case "sign":
      return difference(
        positive(x),
        where(o, x, (sign) => sign < 0),
      );
    case "max":
      return choose(o, positive(gap()), x, y);
    case "min":
      return choose(o, positive(gap()), y, x);
    case "clip": {
      const raised = choose(o, positive(difference(x, y)), x, y);
      return choose(o, positive(difference(raised, z)), z, raised);
    }
    case "exp":
      return x && exponentialOf(o, x);
    case "less":
      return where(o, gap(), (sign) => sign < 0);
    case "less_equal":
      return where(o, gap(), (sign) => sign <= 0);
    case "equal":
      return where(o, gap(), (sign) => sign === 0);
    default:
      return undefined;
  }
}

const COMPARISONS: ReadonlySet<FunctionName> = new Set(["less", "less_equal", "equal", "step"]);
const CONDITIONALS: ReadonlySet<FunctionName> = new Set(["and", "or", "not"]);

/** Whether an expression is 0 or 1. */
function isCondition(node: Expr): boolean {
  return node.op === "call" && (COMPARISONS.has(node.fn) || CONDITIONALS.has(node.fn));
}

function logical<T>(
  o: Ordered<T>,
  { fn }: Extract<Expr, { op: "call" }>,
  operands: readonly (Mixture<T> | undefined)[],
): Mixture<T> | undefined {
  if (fn === "and") return productOf(o, operands);
  const negations = operands.map((operand) => complement(o, operand));
  return fn === "or" ? complement(o, productOf(o, negations)) : productOf(o, negations);
}

/** The exponential of a sum of functions of one variable each. */
function exponentialOf<T>(o: Ordered<T>, x: Mixture<T>): Mixture<T> | undefined {
  const factors = x.map((product): Mixture<T> | undefined => {
    const own = univariate(o, [product]);
    const f = own && exponential(o, own.f);
    if (own === undefined || f === undefined) return undefined;
    return own.variable === undefined ? constantMixture(o, o.exp(product.coefficient)) : functionOf(o, own.variable, f);
  });
  return productOf(o, factors);
}
