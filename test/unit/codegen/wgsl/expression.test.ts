import { describe, expect, it } from "vitest";
import { expressionText } from "../../../../src/codegen/wgsl/expression.ts";
import { createNames } from "../../../../src/codegen/wgsl/names.ts";
import * as b from "../../../../src/ir/build.ts";
import { createPool, type ExprId, type ExprPool } from "../../../../src/ir/expr.ts";

/** The text of what `build` makes of coordinates x, y and scalars c, d. */
function text(build: (p: ExprPool, x: ExprId, y: ExprId, c: ExprId, d: ExprId) => ExprId) {
  const pool = createPool();
  const [x, y, c, d] = [b.coord(pool, 0), b.coord(pool, 1), b.param(pool, 0), b.param(pool, 1)];
  const root = build(pool, x, y, c, d);
  const leaves = { coord: (i: number) => "xy"[i] ?? "", param: (j: number) => "cd"[j] ?? "" };
  const { before, inside, roots, needs } = expressionText(pool, [root], leaves, createNames());
  return { lines: [...before, ...inside, ...roots], before, needs: [...needs] };
}

describe("arithmetic is written as people do", () => {
  it.each([
    [text((p, x, y) => b.subtract(p, x, y)).lines, ["x - y"]],
    [text((p, x) => b.subtract(p, b.constant(p, 1), b.powInt(p, x, 2))).lines, ["1.0 - x * x"]],
    [text((p, x, y) => b.divide(p, x, y)).lines, ["x / y"]],
    [
      text((p, x, y, c) => b.divide(p, b.add(p, x, y), b.mul(p, c, x, x))).lines,
      ["let t = 1.0 / c;", "(x + y) * t / (x * x)"],
    ],
    [text((p, x) => b.mul(p, b.constant(p, -0.5), x)).lines, ["-0.5 * x"]],
    [text((p, x, y) => b.add(p, b.negate(p, x), b.negate(p, y))).lines, ["-(x + y)"]],
    [text((p, x) => b.powInt(p, x, 5)).lines, ["(x * x) * (x * x) * x"]],
    [text((p, x) => b.powInt(p, x, -1)).lines, ["1.0 / x"]],
    [text((p, x) => b.add(p, x, b.constant(p, -3))).lines, ["x - 3.0"]],
  ])("%j", (actual, expected) => {
    expect(actual).toEqual(expected);
  });
});

it("computes once what is used twice, and outside of the loop what depends on no coordinate", () => {
  const made = text((p, x, y, c, d) => {
    const scale = b.call(p, "exp", b.mul(p, c, d));
    const t = b.call(p, "tanh", b.mul(p, scale, x));
    return b.add(p, b.mul(p, t, y), b.powInt(p, t, 2));
  });
  expect(made.before).toEqual(["let t = tp_exp(c * d);"]);
  expect(made.lines.slice(1)).toEqual(["let t_2 = tp_tanh(x * t);", "y * t_2 + t_2 * t_2"]);
  expect(made.needs.sort()).toEqual(["exp", "tanh"]);
});

it("leaves powers that are not small to the library", () => {
  expect(text((p, x) => b.pow(p, x, b.constant(p, 0.3))).lines).toEqual(["tp_power(x, 0.3)"]);
  expect(text((p, x, _, c) => b.pow(p, x, c)).lines).toEqual(["tp_power(x, c)"]);
  expect(text((p, x) => b.pow(p, x, b.constant(p, -0.5))).lines).toEqual(["1.0 / tp_sqrt(x)"]);
});

it("has words for what is not finite in float32", () => {
  expect(text((p, x) => b.add(p, x, b.constant(p, -1e300))).lines).toEqual(["x - tp_infinity()"]);
  expect(text((p, x) => b.mul(p, x, b.constant(p, Number.NaN))).lines).toEqual(["tp_nan() * x"]);
});

it("selects without computing with the branch that is not taken", () => {
  const made = text((p, x, y) => b.select(p, b.call(p, "less", x, y), x, b.powInt(p, x, -1)));
  expect(made.lines).toEqual(["select(1.0 / x, x, tp_less(x, y) != 0.0)"]);
});

it("gives a statement to what would make a line too long", () => {
  const made = text((p, x, y) => {
    let sum = x;
    for (let k = 1; k <= 8; k++) sum = b.call(p, "leaky_relu", b.add(p, sum, b.mul(p, b.constant(p, k / 7), y)), y);
    return sum;
  });
  expect(made.lines.length).toBeGreaterThan(2);
  for (const line of made.lines) expect(line.length).toBeLessThan(120);
});
