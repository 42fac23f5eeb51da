/** With running sums as variables a limit says what it said before, and says it in recurrences. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import * as b from "../../../../src/ir/build.ts";
import { type ExprId, leavesOf } from "../../../../src/ir/expr.ts";
import { substitute } from "../../../../src/ir/substitute.ts";
import { deriveLimit } from "../../../../src/limit/derive.ts";
import { describeLimit } from "../../../../src/limit/describe.ts";
import { evaluateLimit } from "../../../../src/limit/evaluate.ts";
import { type LimitProgram, meaningKey } from "../../../../src/limit/limit-program.ts";
import { nameSums } from "../../../../src/limit/sums/name-sums.ts";
import { shownLimit } from "../../../../src/limit/sums/shown-limit.ts";
import { withSumNumbers } from "../../../../src/limit/sums/sum-numbers.ts";
import { basisLaw } from "../../../../src/limit/symbolic/basis-law.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

const noNumbers = { estimates: new Map(), missing: new Map() };

function derived(text: string): LimitProgram {
  return unwrap(deriveLimit(lower(text)));
}

function equationsOf(limit: LimitProgram): readonly string[] {
  return describeLimit(limit, noNumbers).equations.map(({ name, text, range }) => `${name} = ${text} ${range}`.trim());
}

/** A residual network; `step` is what a layer adds to `a * h[l-1, i]`. */
function residual(step: string, depth = 8): string {
  return `
scalar a
width n
vector (g1, g2) ~ normal([0, 0], [[1, 0.5], [0.5, 1]])
matrix V[l in 1..${depth}] ~ normal(0, 1 / n)
matrix W ~ normal(0, 1 / n)
h[0, 1] = g1
h[0, 2] = g2
for l in 1..${depth}, i in 1..2 {
  h[l, i] = a * h[l-1, i] + ${step}
}
output q = moment(h[${depth}, 1] * h[${depth}, 2])`;
}

test("a residual network is a recurrence in the covariances of its layers", () => {
  expect(equationsOf(shownLimit(derived(residual("V[l] @ relu(h[l-1, i])")), noNumbers))).toEqual(
    expect.arrayContaining([
      "Var(V[l] @ relu(h[l-1,i])) = Var(h[l-1,i])/2 for l = 2..8, i = 1..2",
      "Var(h[l,i]) = Var(V[l] @ relu(h[l-1,i])) + a^2 Var(h[l-1,i]) for l = 2..8, i = 1..2",
      "Cov(h[l,1], h[l,2]) = Cov(V[l] @ relu(h[l-1,1]), V[l] @ relu(h[l-1,2])) + a^2 Cov(h[l-1,1], h[l-1,2]) for l = 2..8",
      "q = Cov(h[8,1], h[8,2])",
    ]),
  );
});

test("what is asked for at the end only is taken apart in a loop, not in a deep stack", () => {
  const sums = Array.from({ length: 400 }, (_, k) => `h[${k + 1}] = 0.999 * h[${k}] + b[${k + 1}]`);
  const limit = nameSums(
    derived(
      `width n\nvector b[l in 0..400] ~ normal(0, 1)\nh[0] = 2 * b[0]\n${sums.join("\n")}\noutput moment(h[400]^2)`,
    ),
  );
  expect(limit.scalars.length).toBe(401);
});

test("few steps in which all vectors meet stay as they are", () => {
  const text = `
width n
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
x[0] = u
y[0] = v
for t in 1..2 {
  c[t] = moment(x[t-1] * y[t-1])
  x[t] = x[t-1] - 0.1 * (c[t] - 1) * y[t-1]
  y[t] = y[t-1] - 0.1 * (c[t] - 1) * x[t-1]
}
output moment(x[2] * y[2])`;
  expect(shownLimit(derived(text), noNumbers).sums.size).toBe(0);
});

/** An expression of the named limit in the basis variables and numbers of the limit that was derived. */
function unfold(named: LimitProgram, old: LimitProgram): (id: ExprId) => ExprId {
  const { pool } = named;
  const position = new Map(old.scalars.map(({ meaning }, k) => [meaningKey(meaning), k]));
  const numbers = new Map<number, ExprId>();
  const number = (k: number): ExprId => {
    const known = numbers.get(k);
    if (known !== undefined) return known;
    const scalar = named.scalars[k];
    const before = scalar === undefined ? undefined : position.get(meaningKey(scalar.meaning));
    const definition = scalar?.definition;
    const found =
      before !== undefined
        ? b.param(pool, before)
        : unfolded(definition?.kind === "arithmetic" ? definition.body : b.param(pool, k));
    numbers.set(k, found);
    return found;
  };
  const sums = new Map<number, ExprId>();
  for (const [value, id] of named.z) {
    const node = pool.get(id);
    const before = old.z.get(value);
    if (node.op === "coord" && named.sums.has(node.index) && before !== undefined) sums.set(node.index, before);
  }
  const unfolded = (id: ExprId): ExprId =>
    substitute(pool, [id], { coord: (k) => sums.get(k), param: number })[0] ?? id;
  return unfolded;
}

/** The polynomial of a moment of second degree: the expectation, in covariances of the derived limit. */
function secondMoment(limit: LimitProgram, one: ExprId, two: ExprId): ExprId {
  const { pool } = limit;
  const law = basisLaw(limit);
  const terms = (id: ExprId) => {
    const { coords } = leavesOf(pool, [id]);
    return coords.map((k) => {
      const [slope] = substitute(pool, [id], { coord: (j) => b.constant(pool, j === k ? 1 : 0) });
      return { k, slope: slope ?? id };
    });
  };
  const products = terms(one).flatMap((x) =>
    terms(two).map((y) => b.mul(pool, x.slope, y.slope, law.covariance(x.k, y.k))),
  );
  return b.add(pool, ...products);
}

/** The same polynomial in the numbers of a limit, whatever the order of its terms, at random values of them. */
function expectEqual(limit: LimitProgram, one: ExprId, two: ExprId, seed: number): void {
  const { pool } = limit;
  const at = (index: number): ExprId => b.constant(pool, Math.sin(seed + 1.7 * index) + 0.1);
  const [x = Number.NaN, y = Number.NaN] = substitute(pool, [one, two], { coord: (k) => at(3 * k + 1), param: at }).map(
    (id) => b.constantValue(pool, id) ?? Number.NaN,
  );
  // Rounding of sums of some hundred terms of size 1.
  if (!Number.isNaN(x) && !Number.isNaN(y)) expect(Math.abs(x - y)).toBeLessThan(1e-10 * (1 + Math.abs(x)));
}

const steps = [
  "V[l] @ tanh(h[l-1, i])",
  "W @ tanh(h[l-1, i])",
  "W.T @ tanh(V[l] @ h[l-1, i])",
  "0.3 * (W @ h[l-1, i]) + V[l] @ relu(h[l-1, 1])",
  "l * (V[l] @ erf(h[l-1, i])) - 0.5 * g1",
] as const;
const moments = [
  "h[l, 1] * h[l, 2]",
  "tanh(h[l, 1]) * h[l, 2]",
  "(W @ h[l, 1]) * h[l, 1]",
  "h[l, 1] * g2",
  "h[l, 2] * h[1, 1]",
] as const;

describe("what is named means what it was", () => {
  it("in random residual programs", () => {
    const programs = fc.record({
      step: fc.constantFrom(...steps),
      moment: fc.constantFrom(...moments),
      depth: fc.integer({ min: 2, max: 4 }),
      seed: fc.double({ min: 0, max: 6, noNaN: true }),
    });
    fc.assert(
      fc.property(programs, ({ step, moment, depth, seed }) => {
        const text = `${residual(step, depth)}\noutput moment(${moment.replaceAll("l,", `${depth},`)})`;
        const old = derived(text);
        const named = nameSums(old);
        expect(named.sums.size).toBeGreaterThan(0);
        const unfolded = unfold(named, old);
        const position = new Map(named.scalars.map(({ meaning }, k) => [meaningKey(meaning), k]));
        for (const { meaning, definition } of old.scalars) {
          const now = named.scalars[position.get(meaningKey(meaning)) ?? -1]?.definition;
          expect(now?.kind).toBe(definition.kind);
          if (definition.kind !== "expectation" || now?.kind !== "expectation") continue;
          expectEqual(old, unfolded(now.integrand), definition.integrand, seed);
        }
        const zs = new Map([...named.z].map(([value, id]) => [id, old.z.get(value)] as const));
        for (const [sum, { covariance }] of named.sums) {
          for (const [other, id] of covariance) {
            const [x, y] = [sum, other].map((k) => zs.get(b.coord(named.pool, k)) ?? b.coord(named.pool, k));
            if (x === undefined || y === undefined) continue;
            expectEqual(old, unfolded(id), secondMoment(old, x, y), seed);
          }
        }
      }),
      { numRuns: 60, seed: 5 },
    );
  }, 60_000);
});

test("numbers of covariances are those of the sums, with their errors", () => {
  const text = residual("V[l] @ tanh(h[l-1, i])", 5).replace("scalar a", "param a = 0.7");
  const old = derived(text);
  const values = unwrap(evaluateLimit(old, { tolerance: 1e-4, method: "auto", symbols: new Map(), seed: 1n }));
  const named = nameSums(old);
  const { estimates } = withSumNumbers(named, values);
  const [output] = old.program.outputs;
  const direct = values.estimates.get(`s${output?.value}`);
  const name = (text: string) => old.program.values.findIndex((value) => value.name === text);
  const found = estimates.get(`c${name("h[5,2]")},${name("h[5,1]")}`);
  expect(found?.method).toBe("quadrature");
  // Both are sums of the same covariances, each with its error.
  expect(Math.abs((found?.value ?? 0) - (direct?.value ?? 1))).toBeLessThanOrEqual(
    (found?.error ?? 0) + (direct?.error ?? 0),
  );
  expect(found?.error).toBeLessThan(1e-9);
});

test("coefficients that are functions of the layer", () => {
  const text = residual("sqrt(l / (l + 1)) * (V[l] @ tanh(h[l-1, i]))")
    .replace("scalar a\n", "")
    .replace("a *", "l / (l + 2) *");
  expect(equationsOf(shownLimit(derived(text), noNumbers))).toContain(
    "Var(h[l,i]) = l Var(V[l] @ tanh(h[l-1,i]))/(l + 1) + l^2 Var(h[l-1,i])/(l + 2)^2 for l = 2..8, i = 1..2",
  );
});
