/**
 * All functions that an expression can call: the builtins of the language, and those that occur only in formulas
 * that we derive. The user's language does not gain the latter (`isBuiltinName` does not know them), and no
 * program that is run contains one. They are never folded to a number: `1 / (2 pi)` stays exact until it is evaluated.
 */
import { bivariateNormalCdf, owensT } from "../math/bivariate-normal.ts";
import { type Builtin, type BuiltinName, builtins } from "./builtins.ts";

export type FormulaFunction =
  /** No argument. */
  | "pi"
  | "acos"
  | "asin"
  /** (y, x): the angle of the point (x, y). */
  | "atan2"
  /** (h, a): Owen's T function. */
  | "owens_t"
  /** (h, k, rho): P(X < h, Y < k) for standard normal X and Y of correlation rho. */
  | "bivariate_normal_cdf";

export type FunctionName = BuiltinName | FormulaFunction;

function smooth(arity: number, value: (...args: number[]) => number): Builtin {
  return { arity, value, regularity: "smooth" };
}

const formulaFunctions: Readonly<Record<FormulaFunction, Builtin>> = {
  pi: smooth(0, () => Math.PI),
  acos: smooth(1, (x = 0) => Math.acos(x)),
  asin: smooth(1, (x = 0) => Math.asin(x)),
  atan2: smooth(2, (y = 0, x = 0) => Math.atan2(y, x)),
  owens_t: smooth(2, (h = 0, a = 0) => owensT(h, a)),
  // A correlation that is computed may come out beyond 1 by rounding.
  bivariate_normal_cdf: smooth(3, (h = 0, k = 0, rho = 0) => bivariateNormalCdf(h, k, Math.min(1, Math.max(-1, rho)))),
};

export const functions: Readonly<Record<FunctionName, Builtin>> = { ...builtins, ...formulaFunctions };

/**
 * Formulas write `max(x, FLOOR)` for an x that is positive, or 0 in a limit case, but may come out negative by rounding:
 * what is divided by its root is then 0 or very large in the limit case, as it should be, and never 0 / 0. The product
 * of two such numbers is still a number.
 */
export const FLOOR = 1e-150;

/** True for a function that occurs in formulas only. */
export function isFormulaFunction(name: FunctionName): name is FormulaFunction {
  return Object.hasOwn(formulaFunctions, name);
}
