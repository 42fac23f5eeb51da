import { describe, expect, it } from "vitest";
import * as b from "../../../../src/ir/build.ts";
import { createPool, type ExprId, type ExprPool } from "../../../../src/ir/expr.ts";
import { compileTape, runTape } from "../../../../src/ir/tape.ts";
import type { BufferId, ScalarSlot, Step } from "../../../../src/plan/simulation-plan.ts";
import { compilePass } from "../../../../src/runtime/cpu/pass.ts";

type Pass = Step & { readonly op: "pass" };

/** Two vectors x0, x1 and two scalars c0, c1 in; `outputs` in the buffers from 2 on, averages in the slots from 2 on. */
function run(pool: ExprPool, outputs: readonly ExprId[], averages: readonly ExprId[], length: number) {
  const inputs = [0, 1].map((k) => Float64Array.from({ length }, (_, i) => Math.sin(1 + 3 * k + 0.37 * i) * 2));
  const scalars = new Float64Array(2 + averages.length);
  scalars.set([0.75, -1.25]);
  const vectors = [...inputs, ...outputs.map(() => new Float64Array(length).fill(Number.NaN))];
  const step: Pass = {
    op: "pass",
    length,
    vectors: [0 as BufferId, 1 as BufferId],
    scalars: [0 as ScalarSlot, 1 as ScalarSlot],
    outputs: outputs.map((body, k) => ({ buffer: (2 + k) as BufferId, body })),
    reductions: averages.map((body, k) => ({ slot: (2 + k) as ScalarSlot, body })),
    places: [],
  };
  compilePass(pool, step, vectors, scalars)();
  const expected = [...outputs, ...averages].map(() => new Float64Array(length));
  runTape(compileTape(pool, [...outputs, ...averages]), length, inputs, [0.75, -1.25], expected);
  const means = expected.slice(outputs.length).map((values) => values.reduce((sum, x) => sum + x, 0) / length);
  return { made: vectors.slice(2), expected, found: scalars.slice(2), means };
}

/** Operations in another order than the tape's: a few ulps of terms below 10. */
const ROUNDING = 1e-13;

function check(pool: ExprPool, outputs: readonly ExprId[], averages: readonly ExprId[], length: number): void {
  const { made, expected, found, means } = run(pool, outputs, averages, length);
  for (const [k, values] of made.entries())
    for (const [i, value] of values.entries())
      expect(Math.abs(value - (expected[k]?.[i] ?? Number.NaN)), `output ${k} at ${i}`).toBeLessThan(ROUNDING);
  for (const [k, value] of found.entries())
    expect(Math.abs(value - (means[k] ?? Number.NaN)), `average ${k}`).toBeLessThan(ROUNDING);
}

const LENGTHS = [1, 3, 511, 512, 513, 1500];

describe("a compiled pass", () => {
  const pool = createPool();
  const [x, y] = [b.coord(pool, 0), b.coord(pool, 1)];
  const [c, d] = [b.param(pool, 0), b.param(pool, 1)];
  const num = (value: number) => b.constant(pool, value);
  const read = b.add(pool, b.mul(pool, c, x), b.mul(pool, d, y));

  it.each(LENGTHS)("computes outputs and averages that share their parts, n = %i", (length) => {
    const t = b.call(pool, "tanh", read);
    const s = b.mul(pool, t, b.subtract(pool, num(1), b.powInt(pool, t, 2)));
    check(pool, [t, s], [b.mul(pool, s, x), b.powInt(pool, t, 2), s, b.mul(pool, t, s)], length);
  });

  it.each(LENGTHS)("sums products, squares and plain vectors, n = %i", (length) => {
    check(pool, [], [b.mul(pool, x, y), b.powInt(pool, read, 2), x, b.mul(pool, c, x, y), b.mul(pool, c, x)], length);
  });

  it("copies vectors and fills in numbers", () => {
    check(pool, [x, num(2.5), b.mul(pool, c, d), read], [b.mul(pool, c, d), x], 700);
  });

  it("computes every kind of operation", () => {
    const positive = b.add(pool, num(1), b.powInt(pool, x, 2));
    const when = b.call(pool, "less", x, y);
    const outputs = [
      b.pow(pool, positive, num(0.5)),
      b.pow(pool, positive, num(-1.5)),
      b.powInt(pool, positive, -3),
      b.powInt(pool, x, 5),
      b.pow(pool, positive, y),
      b.pow(pool, positive, c),
      b.pow(pool, num(2), y),
      b.select(pool, when, x, b.mul(pool, d, y)),
      b.select(pool, b.call(pool, "less", c, d), x, y),
      b.call(pool, "max", x, c),
      b.call(pool, "clip", x, d, c),
      b.call(pool, "leaky_relu", y, num(0.1)),
      b.call(pool, "and", when, b.call(pool, "less_equal", x, num(0))),
      ...(["relu", "step", "abs", "exp", "sqrt", "erf", "gelu", "sign", "sin"] as const).map((fn) =>
        b.call(pool, fn, fn === "sqrt" ? positive : read),
      ),
      b.add(pool, x, y, c, d, b.mul(pool, x, y)),
      b.mul(pool, x, y, c, d, read),
    ];
    check(pool, outputs, outputs, 600);
  });

  it("needs no more registers than a long chain has values alive", () => {
    let chain = read;
    for (let k = 0; k < 40; k++) chain = b.add(pool, b.call(pool, "tanh", chain), b.mul(pool, num(0.1 + k), x));
    check(pool, [chain], [b.mul(pool, chain, y)], 1100);
  });

  it("keeps what is not finite", () => {
    const { made, found } = run(
      pool,
      [b.call(pool, "log", b.subtract(pool, x, num(100)))],
      [b.call(pool, "exp", b.mul(pool, num(1e6), b.powInt(pool, x, 2)))],
      20,
    );
    expect(made[0]?.every(Number.isNaN)).toBe(true);
    expect(found[0]).toBe(Number.POSITIVE_INFINITY);
  });
});
