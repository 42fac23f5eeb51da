/** What is recognised has the values of the expression it was read from; what is not of the class is refused. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as b from "../../../../../../src/ir/build.ts";
import { createPool, type ExprId, type ExprPool } from "../../../../../../src/ir/expr.ts";
import { substitute } from "../../../../../../src/ir/substitute.ts";
import { estimated, exact } from "../../../../../../src/limit/expectation/closed/piecewise/estimated.ts";
import { derivative, type Piecewise } from "../../../../../../src/limit/expectation/closed/piecewise/function.ts";
import { type Mixture, univariate } from "../../../../../../src/limit/expectation/closed/piecewise/mixture.ts";
import { recognise } from "../../../../../../src/limit/expectation/closed/piecewise/recognise.ts";
import type { Estimated } from "../../../../../../src/math/tilted-normal.ts";
import { affine, type Fn, functions, slope } from "./functions.ts";

/** Coord k is variable k. */
function read(pool: ExprPool, root: ExprId): Mixture<Estimated> | undefined {
  return recognise(
    estimated,
    pool,
    {
      constant: (id) => {
        const value = b.constantValue(pool, id);
        return value === undefined ? undefined : exact(value);
      },
      affine: (id) => {
        const node = pool.get(id);
        return node.op === "coord" ? { variable: node.index, slope: exact(1), intercept: exact(0) } : undefined;
      },
    },
    root,
  );
}

function readOne(f: Fn): Piecewise<Estimated> | undefined {
  const pool = createPool();
  const mixture = read(pool, f(pool, b.coord(pool, 0)));
  return mixture && univariate(estimated, mixture)?.f;
}

function at(f: Piecewise<Estimated>, x: number): number {
  const piece = f.pieces[f.breaks.filter((point) => point.value < x).length] ?? [];
  return piece.reduce((sum, t) => sum + t.coefficient.value * x ** t.power * Math.exp(t.rate.value * x), 0);
}

function value(pool: ExprPool, root: ExprId, points: readonly number[]): number {
  const [id] = substitute(pool, [root], { coord: (k) => b.constant(pool, points[k] ?? Number.NaN) });
  return b.constantValue(pool, id as ExprId) ?? Number.NaN;
}

/** Points that no break point of a test hits. */
const POINTS = [-6.013, -2.017, -1.1003, -0.4907, -0.0171, 0.0133, 0.3119, 0.9031, 1.2017, 2.6013, 7.0117];

describe("recognise", () => {
  const named = Object.entries(functions).filter(([name]) => name !== "snake");
  it.each(named)("%s and its slope", (_, f) => {
    for (const g of [f, slope(f)]) {
      const found = readOne(g);
      if (found === undefined) throw new Error("not recognised");
      const pool = createPool();
      const root = g(pool, b.coord(pool, 0));
      for (const x of POINTS) expect(at(found, x)).toBeCloseTo(value(pool, root, [x]), 12);
    }
  });

  it("has the break points and pieces that one would write", () => {
    const elu = readOne(functions.elu);
    expect(elu?.breaks.map((x) => x.value)).toEqual([0]);
    expect(elu?.pieces.map((piece) => piece.length)).toEqual([2, 1]);
    expect(readOne(functions.quantiser)?.breaks.map((x) => x.value)).toEqual([-2, -1, 0, 1.5, 2.5]);
    expect(readOne(functions.soft)?.pieces.map((piece) => piece.length)).toEqual([2, 0, 2]);
    // relu(z) - relu(-z) is z: no break point is left.
    const identity: Fn = (p, z) => b.subtract(p, b.call(p, "relu", z), b.call(p, "relu", b.negate(p, z)));
    expect(readOne(identity)?.breaks).toEqual([]);
  });

  it("splits at the roots of parabolas and of exponentials", () => {
    const parabola: Fn = (p, z) => b.call(p, "relu", b.subtract(p, b.mul(p, z, z), b.constant(p, 2)));
    expect(readOne(parabola)?.breaks.map((x) => x.value)).toEqual(
      [-Math.SQRT2, Math.SQRT2].map((x) => expect.closeTo(x, 14)),
    );
    const capped: Fn = (p, z) => b.call(p, "min", b.call(p, "exp", b.mul(p, b.constant(p, -2), z)), b.constant(p, 3));
    expect(readOne(capped)?.breaks.map((x) => x.value)).toEqual([expect.closeTo(-Math.log(3) / 2, 14)]);
  });

  it("keeps functions of several variables as sums of products", () => {
    const pool = createPool();
    const [x, y] = [b.coord(pool, 0), b.coord(pool, 1)];
    const root = b.select(
      pool,
      b.call(pool, "less", b.constant(pool, 0.2), x),
      y,
      b.call(pool, "exp", b.add(pool, x, y)),
    );
    const found = read(pool, root);
    if (found === undefined) throw new Error("not recognised");
    for (const points of [
      [1, 0.7],
      [-1, 0.7],
    ]) {
      const sum = found.reduce((total, { coefficient, factors }) => {
        const factor = [...factors].reduce((product, [variable, f]) => product * at(f, points[variable] ?? 0), 1);
        return total + coefficient.value * factor;
      }, 0);
      expect(sum).toBeCloseTo(value(pool, root, points), 14);
    }
  });

  it("refuses what is not of the class", () => {
    const others: Fn[] = [
      (p, z) => b.call(p, "tanh", z),
      (p, z) => b.call(p, "exp", b.mul(p, z, z)),
      (p, z) => b.powInt(p, affine(p, 1, b.call(p, "relu", z), 1), -1),
      (p, z) => b.call(p, "relu", b.add(p, z, b.call(p, "exp", z))),
      (p, z) => b.powInt(p, z, 40),
    ];
    for (const f of others) expect(readOne(f)).toBeUndefined();
  });

  it("differentiates between the break points", () => {
    const f = readOne((p, z) => b.mul(p, z, functions.elu(p, affine(p, 2, z, -1))));
    if (f === undefined) throw new Error("not recognised");
    const fall = derivative(estimated, f);
    for (const x of POINTS) {
      const h = 1e-5;
      expect(at(fall, x)).toBeCloseTo((at(f, x + h) - at(f, x - h)) / (2 * h), 7);
    }
  });
});

describe("random compositions", () => {
  const level = fc.integer({ min: -8, max: 8 }).map((k) => k / 4);
  /** Functions of z; arguments of exponentials stay within what floating point holds. */
  const { tree } = fc.letrec<{ tree: Fn; leaf: Fn }>((tie) => ({
    leaf: fc.tuple(level, level).map(
      ([s, t]): Fn =>
        (p, z) =>
          affine(p, s, z, t),
    ),
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      fc.tuple(fc.constantFrom("relu", "abs", "step", "sign"), tie("tree")).map(
        ([fn, f]): Fn =>
          (p, z) =>
            b.call(p, fn, f(p, z)),
      ),
      fc.tuple(fc.constantFrom("max", "min", "less", "less_equal"), tie("leaf"), tie("leaf")).map(
        ([fn, f, g]): Fn =>
          (p, z) =>
            b.call(p, fn, f(p, z), g(p, z)),
      ),
      fc.tuple(tie("tree"), level, level).map(
        ([f, s, t]): Fn =>
          (p, z) =>
            b.call(p, "clip", f(p, z), b.constant(p, Math.min(s, t)), b.constant(p, Math.max(s, t))),
      ),
      tie("leaf").map(
        (f): Fn =>
          (p, z) =>
            b.call(p, "exp", b.call(p, "min", f(p, z), b.constant(p, 1))),
      ),
      fc.tuple(tie("leaf"), tie("tree"), tie("tree")).map(
        ([c, f, g]): Fn =>
          (p, z) =>
            b.select(p, b.call(p, "step", c(p, z)), f(p, z), g(p, z)),
      ),
      fc.tuple(tie("tree"), tie("tree")).map(
        ([f, g]): Fn =>
          (p, z) =>
            b.mul(p, f(p, z), g(p, z)),
      ),
      fc.tuple(tie("tree"), tie("tree")).map(
        ([f, g]): Fn =>
          (p, z) =>
            b.add(p, f(p, z), g(p, z)),
      ),
    ),
  }));

  it("have the values of the expression", () => {
    let recognised = 0;
    fc.assert(
      fc.property(tree, (f) => {
        const found = readOne(f);
        if (found === undefined) return;
        recognised++;
        const pool = createPool();
        const root = f(pool, b.coord(pool, 0));
        for (const x of POINTS) {
          const want = value(pool, root, [x]);
          // Powers of x up to 7 and cancelling coefficients: twelve digits of the largest term.
          const size = (found.pieces[found.breaks.filter((point) => point.value < x).length] ?? []).reduce(
            (sum, t) => sum + Math.abs(t.coefficient.value * x ** t.power) * Math.exp(t.rate.value * x),
            Math.abs(want),
          );
          expect(Math.abs(at(found, x) - want)).toBeLessThanOrEqual(1e-12 * size);
        }
      }),
      { seed: 7, numRuns: 300 },
    );
    expect(recognised).toBeGreaterThan(200);
  });
});
