/** Expressions as text: precedence, signs, fractions, and repeated parts. */
import { describe, expect, test } from "vitest";
import * as b from "../../../src/ir/build.ts";
import { createPool, type ExprId } from "../../../src/ir/expr.ts";
import { printExpression, printShortened } from "../../../src/ir/print-expression.ts";

const pool = createPool();
const [x, y] = [b.coord(pool, 0), b.coord(pool, 1)];
const c = b.param(pool, 0);
const k = (value: number): ExprId => b.constant(pool, value);
const leaves = { coord: (index: number) => ["x", "y"][index] ?? "?", param: () => "c" };
const text = (id: ExprId): string => printExpression(pool, id, leaves).text;

describe("an expression", () => {
  test.each([
    [b.subtract(pool, x, y), "x - y"],
    [b.negate(pool, x), "-x"],
    [b.add(pool, b.negate(pool, x), k(-1)), "-x - 1"],
    [b.add(pool, k(1), b.negate(pool, x)), "1 - x"],
    [b.mul(pool, k(2), b.add(pool, x, y), c), "2 * c * (x + y)"],
    [b.divide(pool, x, b.mul(pool, y, c)), "x / (y * c)"],
    [b.divide(pool, k(1), x), "1 / x"],
    [b.divide(pool, x, b.powInt(pool, y, 2)), "x / y^2"],
    [b.divide(pool, x, b.add(pool, y, c)), "x / (y + c)"],
    [b.pow(pool, b.add(pool, x, y), k(2)), "(x + y)^2"],
    [b.pow(pool, x, b.negate(pool, y)), "x^(-y)"],
    [b.pow(pool, k(2), b.pow(pool, x, y)), "2^x^y"],
    [b.pow(pool, b.pow(pool, x, k(0.5)), y), "(x^0.5)^y"],
    [b.call(pool, "max", x, k(0)), "max(x, 0)"],
    [
      b.select(
        pool,
        b.call(pool, "and", b.call(pool, "less", x, y), b.call(pool, "not", b.call(pool, "equal", x, c))),
        x,
        k(0),
      ),
      "where(x < y and not x == c, x, 0)",
    ],
    [
      b.call(
        pool,
        "and",
        b.call(pool, "or", b.call(pool, "less", x, y), b.call(pool, "less", y, c)),
        b.call(pool, "less", x, c),
      ),
      "(x < y or y < c) and x < c",
    ],
  ])("is written by precedence: %#", (id, expected) => {
    expect(text(id)).toBe(expected);
  });

  test("names parts that occur twice, so that its text is no longer than its DAG", () => {
    let z = x;
    for (let i = 0; i < 60; i++) z = b.mul(pool, z, b.call(pool, "sigmoid", b.add(pool, z, k(1))));
    const { text: whole, parts } = printExpression(pool, z, leaves);
    expect(parts.length).toBeLessThan(130);
    expect(whole.length + parts.reduce((sum, part) => sum + part.text.length, 0)).toBeLessThan(20_000);
    expect(printShortened(pool, z, leaves, 50).length).toBeLessThanOrEqual(52);
  });
});
