/** Derivatives of expressions: leaf by leaf, through choices without what the other branch would do. */
import { expect, test } from "vitest";
import * as b from "../../../src/ir/build.ts";
import { gradient } from "../../../src/ir/differentiate.ts";
import { createPool, type ExprId } from "../../../src/ir/expr.ts";
import { compileTape, runTape } from "../../../src/ir/tape.ts";

const pool = createPool();
const [x, y, s] = [b.coord(pool, 0), b.coord(pool, 1), b.param(pool, 0)];
const one = b.constant(pool, 1);

function evaluate(root: ExprId, at: readonly [number, number], parameter: number): number {
  const out = new Float64Array(1);
  runTape(
    compileTape(pool, [root]),
    1,
    at.map((value) => Float64Array.of(value)),
    [parameter],
    [out],
  );
  return out[0] ?? Number.NaN;
}

test("are those of all leaves at once, and absent where there is none", () => {
  // tanh(x y) + s x^2
  const root = b.add(pool, b.call(pool, "tanh", b.mul(pool, x, y)), b.mul(pool, s, b.powInt(pool, x, 2)));
  const { coords, params } = gradient(pool, root);
  const slope = 1 - Math.tanh(0.6) ** 2;
  // a few operations on numbers up to 20: some units in the last place
  expect(Math.abs(evaluate(coords.get(0) ?? one, [2, 0.3], 5) - (0.3 * slope + 20))).toBeLessThan(1e-14);
  expect(Math.abs(evaluate(coords.get(1) ?? one, [2, 0.3], 5) - 2 * slope)).toBeLessThan(1e-14);
  expect(evaluate(params.get(0) ?? one, [2, 0.3], 5)).toBe(4);
  expect(gradient(pool, b.call(pool, "step", x)).coords.size).toBe(0);
});

test("of a choice are those of the branch that is taken, whatever the other one is", () => {
  const positive = b.call(pool, "less", b.constant(pool, 0), x);
  const root = b.mul(pool, y, b.select(pool, positive, b.call(pool, "sqrt", x), b.mul(pool, s, x)));
  const { coords, params } = gradient(pool, root);
  expect(evaluate(coords.get(0) ?? one, [4, 3], 7)).toBe(0.75);
  // sqrt has no derivative here
  expect(evaluate(coords.get(0) ?? one, [-4, 3], 7)).toBe(21);
  expect(evaluate(coords.get(0) ?? one, [0, 3], 7)).toBe(21);
  expect(evaluate(coords.get(1) ?? one, [-4, 3], 7)).toBe(-28);
  expect(evaluate(params.get(0) ?? one, [4, 3], 7)).toBe(0);
  expect(evaluate(params.get(0) ?? one, [-4, 3], 7)).toBe(-12);
});

test("of nested choices cost one sweep for each branch", () => {
  let root: ExprId = x;
  for (let k = 0; k < 200; k++) {
    const condition = b.call(pool, "less", b.constant(pool, k), y);
    root = b.select(pool, condition, b.call(pool, "sin", root), b.mul(pool, s, root));
  }
  const slope = gradient(pool, root).coords.get(0) ?? one;
  // y = -1: every choice takes s times what is below
  expect(evaluate(slope, [0.3, -1], 1)).toBe(1);
});
