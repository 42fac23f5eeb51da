/**
 * What the rules claim is true: random expressions are measured at many points, and no measurement may contradict a
 * claim. Measuring can refute, never prove, so it is here and not in the rules.
 */
import { describe, expect, test } from "vitest";
import * as b from "../../../../src/ir/build.ts";
import { type BuiltinName, builtins } from "../../../../src/ir/builtins.ts";
import { gradient } from "../../../../src/ir/differentiate.ts";
import { createPool, type ExprId, type ExprPool, reachable } from "../../../../src/ir/expr.ts";
import { compileTape, runTape } from "../../../../src/ir/tape.ts";
import { classesOf, implied, lipschitzConstant } from "../../../../src/theorems/classes/classes.ts";
import { createClassifier } from "../../../../src/theorems/classes/classify.ts";
import type { Facts } from "../../../../src/theorems/classes/facts.ts";
import { line } from "../../../../src/theorems/classes/interval.ts";
import { createRandom, type Random } from "../../../kit/random.ts";

type Point = readonly [number, number];

const constants = [-2, -1, -0.5, 0.5, 1, 2, 3];
const exponents = [2, 3, -1, -2, 0.5, 1.5, -0.5];
const unary = (Object.keys(builtins) as BuiltinName[]).filter((fn) => builtins[fn].arity === 1 && fn !== "not");

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random.uniform() * list.length)] as T;
}

/** Any expression of two variables that the language can write. */
function randomExpression(pool: ExprPool, random: Random, depth: number): ExprId {
  const below = (): ExprId => randomExpression(pool, random, depth - 1);
  const number = (): ExprId => b.constant(pool, pick(random, constants));
  if (depth === 0) return random.uniform() < 0.8 ? b.coord(pool, random.uniform() < 0.6 ? 0 : 1) : number();
  const kind = random.uniform();
  if (kind < 0.2) return b.add(pool, below(), below());
  if (kind < 0.35) return b.mul(pool, below(), below());
  if (kind < 0.45) return b.pow(pool, below(), b.constant(pool, pick(random, exponents)));
  if (kind < 0.5) return b.divide(pool, below(), b.add(pool, b.constant(pool, 1), b.powInt(pool, below(), 2)));
  if (kind < 0.55) return b.call(pool, pick(random, ["max", "min"] as const), below(), below());
  if (kind < 0.6) return b.call(pool, "leaky_relu", below(), number());
  if (kind < 0.68) {
    const compare = pick(random, ["less", "less_equal"] as const);
    const left = random.uniform() < 0.7 ? b.coord(pool, 0) : b.call(pool, "abs", b.coord(pool, 0));
    const condition = b.call(pool, compare, left, random.uniform() < 0.7 ? number() : b.coord(pool, 1));
    const then = below();
    return b.select(pool, condition, then, random.uniform() < 0.5 ? then : below());
  }
  if (kind < 0.72) {
    // Sums and quotients of exponentials, for which there are rules of their own.
    const top = b.call(pool, "exp", below());
    const bottom = b.add(pool, top, b.call(pool, "exp", below()), b.constant(pool, 1));
    return random.uniform() < 0.5 ? b.divide(pool, top, bottom) : b.call(pool, "log", bottom);
  }
  return b.call(pool, pick(random, unary), below());
}

function evaluator(pool: ExprPool, root: ExprId): (points: readonly Point[]) => Float64Array {
  const tape = compileTape(pool, [root]);
  return (points) => {
    const out = new Float64Array(points.length);
    const coords = [0, 1].map((k) => Float64Array.from(points, (at) => at[k] ?? Number.NaN));
    runTape(tape, points.length, coords, [], [out]);
    return out;
  };
}

/** Infinities of parts, as of exp(1000), become NaN in quotients that are harmless; large parts cancel to noise. */
function overflowsAt(pool: ExprPool, root: ExprId, place: Point, largest = Number.MAX_VALUE): boolean {
  const nodes = reachable(pool, [root]);
  const outs = nodes.map(() => new Float64Array(1));
  runTape(
    compileTape(pool, nodes),
    1,
    place.map((value) => Float64Array.of(value)),
    [],
    outs,
  );
  return outs.some(([value = 0]) => Math.abs(value) > largest);
}

function points(random: Random, count: number): readonly Point[] {
  const one = (): number => pick(random, [0.3, 1, 3]) * random.normal() + pick(random, [0, 0, ...constants]);
  return Array.from({ length: count }, () => [one(), one()] as const);
}

/** The largest change between two neighbouring doubles on the segments between the points, by bisection. */
function largestJump(f: (points: readonly Point[]) => Float64Array, ends: readonly Point[]): number {
  let pairs = ends.slice(1).map((end, k) => [ends[k] as Point, end] as const);
  for (let step = 0; step < 45; step++) {
    const middles = pairs.map(([[a, c], [d, e]]): Point => [(a + d) / 2, (c + e) / 2]);
    const [left, middle, right] = [f(pairs.map(([from]) => from)), f(middles), f(pairs.map(([, to]) => to))];
    pairs = pairs.map(([from, to], k) => {
      const at = middles[k] as Point;
      const isLeft = Math.abs((middle[k] ?? 0) - (left[k] ?? 0)) > Math.abs((right[k] ?? 0) - (middle[k] ?? 0));
      return isLeft ? [from, at] : [at, to];
    });
  }
  const [left, right] = [f(pairs.map(([from]) => from)), f(pairs.map(([, to]) => to))];
  return Math.max(0, ...left.map((value, k) => Math.abs(value - (right[k] ?? 0)) / (1 + Math.abs(value))));
}

/** The largest size at a distance. */
function sizeAt(f: (points: readonly Point[]) => Float64Array, directions: readonly Point[], radius: number): number {
  return 1 + Math.max(...f(directions.map(([x, y]) => [radius * x, radius * y] as const)).map(Math.abs));
}

// Larger numbers have lost the digits that are looked at.
const sensible = 1e8;
const rounding = 1e-6;

function refute(pool: ExprPool, root: ExprId, facts: Facts, random: Random): string | undefined {
  const f = evaluator(pool, root);
  const at = points(random, 60).filter((place) => !overflowsAt(pool, root, place));
  const values = f(at);
  const { flaws, range, slopes } = facts;
  // A number that does not exist is the business of the limit.
  if (flaws.total !== undefined || facts.constant) return undefined;
  if (values.some(Number.isNaN)) return "is not a number somewhere";
  if (flaws.growth === undefined && values.some((value) => !Number.isFinite(value))) return "is infinite somewhere";
  const slack = (value: number): number => rounding * (1 + Math.abs(value));
  if (values.some((value) => value < range.lo - slack(value) || value > range.hi + slack(value)))
    return "leaves its range";
  if (values.some((value) => Math.abs(value) > sensible)) return undefined;
  if (flaws.continuous === undefined && largestJump(f, at) > 1e-3) return "jumps";
  const constant = lipschitzConstant(facts);
  for (const [k, value] of values.entries()) {
    const [from, to] = [at[k] as Point, at[(k + 7) % at.length] as Point];
    const other = values[(k + 7) % at.length] ?? 0;
    const distance = Math.hypot(from[0] - to[0], from[1] - to[1]);
    if (constant !== undefined && Math.abs(value - other) > constant * distance * (1 + rounding) + slack(value)) {
      return `has the quotient ${Math.abs(value - other) / distance}, above ${constant}`;
    }
  }
  if (flaws.lipschitz === undefined) {
    for (const key of [0, 1] as const) {
      const slope = slopes.get(key) ?? { lo: 0, hi: 0 };
      const moved = at.map(([x, y], k): Point => {
        const step = [1e-2, 1][k % 2] as number;
        return key === 0 ? [x + step, y] : [x, y + step];
      });
      for (const [k, value] of f(moved).entries()) {
        const step = [1e-2, 1][k % 2] as number;
        const change = value - (values[k] ?? 0);
        if (change > slope.hi * step + slack(value) || change < slope.lo * step - slack(value))
          return "leaves its slopes";
      }
    }
  }
  if (flaws.growth === undefined) {
    const isTame = ([x, y]: Point): boolean => !overflowsAt(pool, root, [1e4 * x, 1e4 * y]);
    const directions = points(random, 20).filter(isTame);
    const [near, far] = [sizeAt(f, directions, 1e2), sizeAt(f, directions, 1e4)];
    if (directions.length > 0 && far > 1e3 * near * 100 ** facts.degree)
      return `grows from ${near} to ${far}, faster than its degree`;
  }
  if (flaws.smooth === undefined) {
    for (const derivative of gradient(pool, root).coords.values()) {
      const slope = evaluator(pool, derivative);
      const calm = at.filter((place) => !overflowsAt(pool, derivative, place, sensible));
      if (calm.length > 1 && largestJump(slope, calm) > 1e-3) return "has a derivative that jumps";
    }
  }
  return undefined;
}

describe("no measurement contradicts a claim", () => {
  test("800 random expressions", () => {
    const random = createRandom("classes of functions");
    const leaves = {
      kept: new Map(),
      param: () => ({ key: undefined, range: line }),
      stated: new Map<ExprId, number>(),
    };
    const met = new Map<string, number>();
    for (let k = 0; k < 800; k++) {
      const pool = createPool();
      const root = randomExpression(pool, random, 1 + (k % 4));
      const facts = createClassifier(pool, leaves)(root);
      const refuted = refute(pool, root, facts, random);
      if (refuted !== undefined) expect.fail(`${show(pool, root)} ${refuted}`);
      const classes = classesOf(facts);
      for (const name of classes) {
        met.set(name, (met.get(name) ?? 0) + 1);
        expect(classes).toEqual(expect.arrayContaining([...implied[name]]));
      }
    }
    // Each class is claimed often enough that a wrong rule would be met.
    for (const [name, count] of met) expect(count, name).toBeGreaterThan(60);
    expect(met.size).toBe(7);
  });
});

function show(pool: ExprPool, root: ExprId): string {
  const node = pool.get(root);
  const of = (id: ExprId): string => show(pool, id);
  switch (node.op) {
    case "const":
      return String(node.value);
    case "coord":
      return ["x", "y"][node.index] ?? "?";
    case "param":
      return "c";
    case "pow":
      return `(${of(node.base)})^(${of(node.exponent)})`;
    case "select":
      return `where(${of(node.when)}, ${of(node.then)}, ${of(node.otherwise)})`;
    case "call":
      return `${node.fn}(${node.args.map(of).join(", ")})`;
    case "add":
    case "mul":
      return `(${node.args.map(of).join(node.op === "add" ? " + " : " * ")})`;
  }
}
