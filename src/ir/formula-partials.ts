/**
 * The partial derivatives of the functions that occur only in formulas, as expressions of their arguments: those of
 * Owen's T and of the bivariate normal distribution follow from their integrals (Owen 1956; Plackett 1954 for
 * the correlation).
 */
import * as b from "./build.ts";
import type { ExprId, ExprPool } from "./expr.ts";
import type { FormulaFunction } from "./functions.ts";

type Partials = (pool: ExprPool, args: readonly ExprId[]) => readonly ExprId[];

const num = b.constant;

function pi(pool: ExprPool): ExprId {
  return b.call(pool, "pi");
}

/** (1 - x^2)^(-1/2) */
function inverseSine(pool: ExprPool, x: ExprId): ExprId {
  return b.pow(pool, b.subtract(pool, num(pool, 1), b.powInt(pool, x, 2)), num(pool, -0.5));
}

export const formulaPartials: Readonly<Record<FormulaFunction, Partials>> = {
  pi: () => [],
  acos: (p, args) => args.map((x) => b.negate(p, inverseSine(p, x))),
  asin: (p, args) => args.map((x) => inverseSine(p, x)),
  atan2: (p, args) => {
    const [y, x] = args as readonly [ExprId, ExprId];
    const square = b.add(p, b.powInt(p, x, 2), b.powInt(p, y, 2));
    return [b.divide(p, x, square), b.divide(p, b.negate(p, y), square)];
  },
  owens_t: (p, args) => {
    const [h, a] = args as readonly [ExprId, ExprId];
    const half = b.subtract(p, b.call(p, "normal_cdf", b.mul(p, a, h)), num(p, 0.5));
    const square = b.add(p, num(p, 1), b.powInt(p, a, 2));
    const bell = b.call(p, "exp", b.mul(p, num(p, -0.5), b.powInt(p, h, 2), square));
    return [
      b.mul(p, num(p, -1), b.call(p, "normal_pdf", h), half),
      b.divide(p, bell, b.mul(p, num(p, 2), pi(p), square)),
    ];
  },
  bivariate_normal_cdf: (p, args) => {
    const [h, k, rho] = args as readonly [ExprId, ExprId, ExprId];
    const sine = inverseSine(p, rho);
    const along = (x: ExprId, y: ExprId): ExprId => {
      const rest = b.mul(p, sine, b.subtract(p, y, b.mul(p, rho, x)));
      return b.mul(p, b.call(p, "normal_pdf", x), b.call(p, "normal_cdf", rest));
    };
    const across = b.mul(p, sine, b.subtract(p, k, b.mul(p, rho, h)));
    const density = b.mul(p, b.call(p, "normal_pdf", h), b.call(p, "normal_pdf", across), sine);
    return [along(h, k), along(k, h), density];
  },
};
