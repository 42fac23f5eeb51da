/** Functions that occur in formulas only: values, derivatives against differences, and that programs do not have them. */
import { describe, expect, it } from "vitest";
import * as b from "../../../src/ir/build.ts";
import { isBuiltinName } from "../../../src/ir/builtins.ts";
import { gradient } from "../../../src/ir/differentiate.ts";
import { createPool } from "../../../src/ir/expr.ts";
import { type FormulaFunction, functions, isFormulaFunction } from "../../../src/ir/functions.ts";
import { evaluateClosed } from "../../../src/ir/tape.ts";

const points: Readonly<Record<FormulaFunction, readonly (readonly number[])[]>> = {
  pi: [[]],
  acos: [[0.3], [-0.9]],
  asin: [[0.3], [-0.9]],
  atan2: [
    [1.2, 0.4],
    [-0.7, -2],
  ],
  owens_t: [
    [0.6, 0.8],
    [-1.3, 2.5],
    [0.2, -0.4],
  ],
  bivariate_normal_cdf: [
    [0.3, -0.4, 0.5],
    [-1.1, 0.8, -0.7],
  ],
};

describe.each(Object.entries(points))("%s", (name, arguments_) => {
  const fn = name as FormulaFunction;

  it("is no function of the language", () => {
    expect(isBuiltinName(fn)).toBe(false);
    expect(isFormulaFunction(fn)).toBe(true);
    expect(functions[fn].arity).toBe(arguments_[0]?.length);
  });

  it("is not folded when its arguments are numbers", () => {
    const pool = createPool();
    for (const args of arguments_) {
      const id = b.call(pool, fn, ...args.map((x) => b.constant(pool, x)));
      expect(pool.get(id).op).toBe("call");
      expect(evaluateClosed(pool, [id], [])[0]).toBe(functions[fn].value(...args));
    }
  });

  it("has the derivatives of its values", () => {
    for (const args of arguments_) {
      const pool = createPool();
      const id = b.call(pool, fn, ...args.map((_, j) => b.param(pool, j)));
      const slopes = gradient(pool, id).params;
      for (const [j, x] of args.entries()) {
        // Central differences: h^2 / 6 times a third derivative of order 10, and 1e-16 / h of rounding.
        const h = 1e-5;
        const at = (shift: number): number => functions[fn].value(...args.map((y, k) => (k === j ? x + shift : y)));
        const slope = slopes.get(j);
        expect(slope).toBeDefined();
        const [value = Number.NaN] = slope === undefined ? [] : evaluateClosed(pool, [slope], args);
        expect(Math.abs(value - (at(h) - at(-h)) / (2 * h))).toBeLessThan(1e-8);
      }
    }
  });
});

it("a correlation beyond 1 by rounding is 1", () => {
  expect(functions.bivariate_normal_cdf.value(0.3, 0.5, 1 + 1e-15)).toBe(
    functions.bivariate_normal_cdf.value(0.3, 0.5, 1),
  );
});
