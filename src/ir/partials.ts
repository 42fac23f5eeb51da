/**
 * The partial derivatives of the coordinatewise functions, as expressions of their arguments. Pointwise ones:
 * relu'(0) = 0, and that of `step` is 0 almost everywhere, whatever the derivative of its expectation is.
 */
import * as b from "./build.ts";
import type { ExprId, ExprPool } from "./expr.ts";
import { formulaPartials } from "./formula-partials.ts";
import type { FunctionName } from "./functions.ts";

/** One derivative per argument. */
export type Partials = (pool: ExprPool, args: readonly ExprId[]) => readonly ExprId[];

const num = b.constant;

function unary(derivative: (pool: ExprPool, z: ExprId) => ExprId): Partials {
  return (pool, args) => args.map((z) => derivative(pool, z));
}

const none: Partials = (pool, args) => args.map(() => num(pool, 0));

export const partials: Readonly<Record<FunctionName, Partials>> = {
  ...formulaPartials,
  relu: unary((p, z) => b.call(p, "step", z)),
  leaky_relu: (p, args) => {
    const [z, a] = both(args);
    const negative = b.call(p, "less_equal", z, num(p, 0));
    return [b.add(p, b.call(p, "step", z), b.mul(p, a, negative)), b.subtract(p, z, b.call(p, "relu", z))];
  },
  abs: unary((p, z) => b.call(p, "sign", z)),
  step: none,
  sign: none,
  // At a tie the second argument is taken, so that max(z, 0) has the derivative of relu.
  max: (p, args) => {
    const [x, y] = both(args);
    return [b.call(p, "less", y, x), b.call(p, "less_equal", x, y)];
  },
  min: (p, args) => {
    const [x, y] = both(args);
    return [b.call(p, "less", x, y), b.call(p, "less_equal", y, x)];
  },
  clip: (p, args) => {
    const [z, low, high] = args as readonly [ExprId, ExprId, ExprId];
    const above = b.call(p, "less_equal", high, b.call(p, "max", z, low));
    const below = b.mul(p, b.call(p, "less_equal", z, low), b.call(p, "less", low, high));
    const inside = b.mul(p, b.call(p, "less", low, z), b.call(p, "less", z, high));
    return [inside, below, above];
  },
  erf: unary((p, z) => b.mul(p, num(p, 2 / Math.sqrt(Math.PI)), b.call(p, "exp", b.negate(p, b.powInt(p, z, 2))))),
  normal_cdf: unary((p, z) => b.call(p, "normal_pdf", z)),
  normal_pdf: unary((p, z) => b.mul(p, num(p, -1), z, b.call(p, "normal_pdf", z))),
  gelu: unary((p, z) => b.add(p, b.call(p, "normal_cdf", z), b.mul(p, z, b.call(p, "normal_pdf", z)))),
  sigmoid: unary(sigmoidSlope),
  tanh: unary((p, z) => b.subtract(p, num(p, 1), b.powInt(p, b.call(p, "tanh", z), 2))),
  softplus: unary((p, z) => b.call(p, "sigmoid", z)),
  silu: unary((p, z) => b.add(p, b.call(p, "sigmoid", z), b.mul(p, z, sigmoidSlope(p, z)))),
  sin: unary((p, z) => b.call(p, "cos", z)),
  cos: unary((p, z) => b.negate(p, b.call(p, "sin", z))),
  exp: unary((p, z) => b.call(p, "exp", z)),
  log: unary((p, z) => b.powInt(p, z, -1)),
  sqrt: unary((p, z) => b.divide(p, num(p, 0.5), b.call(p, "sqrt", z))),
  less: none,
  less_equal: none,
  equal: none,
  and: none,
  or: none,
  not: none,
};

/** sigma'(z) = sigma(z) sigma(-z), which keeps its digits in both tails. */
function sigmoidSlope(pool: ExprPool, z: ExprId): ExprId {
  return b.mul(pool, b.call(pool, "sigmoid", z), b.call(pool, "sigmoid", b.negate(pool, z)));
}

function both(args: readonly ExprId[]): readonly [ExprId, ExprId] {
  return args as readonly [ExprId, ExprId];
}
