import { describe, expect, it } from "vitest";
import * as b from "../../../src/ir/build.ts";
import { createPool, type Expr, type ExprId } from "../../../src/ir/expr.ts";
import { expressionText, numberText } from "../../../src/plan/expression-text.ts";

const pool = createPool();
const [x, y] = [b.coord(pool, 0), b.coord(pool, 1)];
const c = b.param(pool, 0);
const num = (value: number) => b.constant(pool, value);

function text(root: ExprId, names: (id: ExprId, node: Expr) => string | undefined = () => undefined, longest = 100) {
  return expressionText(pool, root, (id, node) => names(id, node), longest);
}

describe("expressionText", () => {
  const cases: Readonly<Record<string, ExprId>> = {
    "x0 + x1 + 1": b.add(pool, num(1), x, y),
    "x0 - x1": b.subtract(pool, x, y),
    "x0 - 2 * x1 - 1": b.add(pool, num(-1), x, b.mul(pool, num(-2), y)),
    "-x0": b.negate(pool, x),
    "-(x0 + x1)": pool.intern({ op: "mul", args: [num(-1), b.add(pool, x, y)] }),
    "2 * x0 * c0": b.mul(pool, num(2), c, x),
    "x0 / x1": b.divide(pool, x, y),
    "1 / (x0 + 1)": b.powInt(pool, b.add(pool, x, num(1)), -1),
    "2 * x0 / (x1 + 1)": b.mul(pool, num(2), x, b.powInt(pool, b.add(pool, y, num(1)), -1)),
    "(x0 + x1)^2": b.powInt(pool, b.add(pool, x, y), 2),
    "x0^-2": b.powInt(pool, x, -2),
    "x0^x1": b.pow(pool, x, y),
    "tanh(x0 * x1)": b.call(pool, "tanh", b.mul(pool, x, y)),
    "max(x0, 0.25)": b.call(pool, "max", x, num(0.25)),
    "where(less(x0, x1), x0, 3)": b.select(pool, b.call(pool, "less", x, y), x, num(3)),
  };
  it.each(Object.entries(cases))("writes %s", (expected, root) => {
    expect(text(root)).toBe(expected);
  });

  it("stops at names and leaves out what is too long", () => {
    const inner = b.call(pool, "tanh", b.add(pool, x, y));
    const outer = b.mul(pool, c, inner);
    expect(text(outer, (id) => (id === inner ? "h[1]" : undefined))).toBe("c0 * h[1]");
    expect(text(outer, undefined, 10)).toBe("c0 * ..");
  });

  it("is quick where the same part occurs again and again", () => {
    let root = x;
    for (let k = 0; k < 200; k++) root = b.call(pool, "max", root, b.call(pool, "tanh", root));
    expect(text(root).length).toBeLessThan(210);
  });
});

describe("numberText", () => {
  it("gives six digits", () => {
    expect([1 / 3, 2, 1e-9, 123456789, -0.5].map(numberText)).toEqual(["0.333333", "2", "1e-9", "123457000", "-0.5"]);
  });
});
