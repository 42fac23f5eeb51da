/** One arithmetic for numbers and expressions: the same values, exact constants, and roots that cancel. */
import { describe, expect, it } from "vitest";
import * as b from "../../../../src/ir/build.ts";
import { createPool, type ExprId, type ExprPool, reachable } from "../../../../src/ir/expr.ts";
import { evaluateClosed } from "../../../../src/ir/tape.ts";
import { type Arithmetic, expressions, numbers } from "../../../../src/limit/expectation/arithmetic.ts";

type Formula = <T>(a: Arithmetic<T>, x: T, y: T, z: T) => T;

const formulas: readonly (readonly [name: string, formula: Formula])[] = [
  ["sums and products", (a, x, y, z) => a.add(a.multiply(x, y), a.multiply(a.number(-2), z), a.divide(x, z))],
  ["powers", (a, x, y, z) => a.multiply(a.power(x, 1.5), a.power(x, -0.5), a.power(a.multiply(y, z), 2))],
  ["roots of products", (a, x, y, z) => a.power(a.multiply(a.number(2), a.pi, a.exp(x), y, z), -0.5)],
  ["exponentials", (a, x, y, z) => a.multiply(a.exp(x), a.exp(a.multiply(a.number(-0.5), y)), a.sin(z), a.cos(x))],
  ["angles", (a, x, y, z) => a.add(a.atan2(x, y), a.multiply(a.pi, a.atan2(z, a.number(1))))],
  ["normal law", (a, x, y, z) => a.add(a.normalCdf(x), a.normalPdf(a.multiply(a.number(-1), y)), a.normalCdf(z))],
  ["Owen", (a, x, y, z) => a.add(a.owensT(x, y), a.owensT(a.number(0), z))],
  [
    "bivariate",
    (a, x, y, z) =>
      a.add(
        a.bivariateNormalCdf(x, y, a.multiply(a.number(0.3), z)),
        a.bivariateNormalCdf(a.number(0), a.number(0), a.multiply(a.number(0.3), z)),
        a.bivariateNormalCdf(x, y, a.number(0)),
      ),
  ],
  ["distribution over a sum", (a, x, y, z) => a.distribute(x, a.add(y, a.multiply(z, z), a.number(3)))],
  ["guards", (a, x, y, z) => a.multiply(a.add(x, y), a.power(a.clamp(a.add(x, y)), -0.5), z)],
  ["expansion", (a, x, y, z) => a.simplest(a.add(a.multiply(x, a.add(y, z)), a.multiply(a.number(-1), x, y)))],
];

describe.each(formulas)("%s", (_, formula) => {
  it("has the value of the expression", () => {
    const pool = createPool();
    const [x, y, z] = [0, 1, 2].map((j) => b.param(pool, j)) as [ExprId, ExprId, ExprId];
    const id = formula(expressions(pool), x, y, z);
    for (const values of [
      [0.7, 1.3, 0.4],
      [2.5, 0.2, 1.9],
    ] as const) {
      const [u, v, w] = values;
      const wanted = formula(numbers, u, v, w);
      const [value = Number.NaN] = evaluateClosed(pool, [id], values);
      expect(Math.abs(value - wanted)).toBeLessThan(1e-14 * Math.max(1, Math.abs(wanted)));
    }
  });
});

function constants(pool: ExprPool, id: ExprId): readonly number[] {
  return reachable(pool, [id]).flatMap((inner) => b.constantValue(pool, inner) ?? []);
}

describe("expressions", () => {
  const pool = createPool();
  const a = expressions(pool);
  const q = b.param(pool, 0);

  it("keep pi and numbers apart", () => {
    expect(new Set(constants(pool, a.power(a.multiply(a.number(2), a.pi), -1)))).toEqual(new Set([0.5, -1]));
    expect(pool.get(a.exp(a.number(0.5))).op).toBe("call");
    expect(a.exp(a.number(0))).toBe(a.number(1));
  });

  it("cancel roots", () => {
    expect(a.multiply(q, a.power(q, -0.5))).toBe(a.power(q, 0.5));
    expect(a.multiply(a.power(q, 0.5), a.power(q, 0.5))).toBe(q);
    expect(a.multiply(a.clamp(q), a.power(a.clamp(q), -1))).toBe(a.number(1));
    // The root of a square is not the number itself: it may be negative.
    expect(a.power(a.power(q, 2), 0.5)).not.toBe(q);
  });

  it("know angles and probabilities of right triangles", () => {
    expect(a.atan2(a.number(1), a.number(1))).toBe(a.multiply(a.number(0.25), a.pi));
    expect(a.normalCdf(a.number(0))).toBe(a.number(0.5));
    expect(a.cos(a.number(Math.PI / 2))).toBe(a.number(0));
  });

  it("write short numbers as such", () => {
    expect(a.multiply(a.number(Math.SQRT2), a.number(Math.SQRT2))).toBe(a.number(2));
    expect(a.multiply(a.number(0.1), a.number(3))).toBe(a.number(0.3));
  });
});
