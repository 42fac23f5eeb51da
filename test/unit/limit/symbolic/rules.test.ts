/**
 * Every rule of the algebra at work: an expectation for which it is needed, the rules that its derivation names, and its
 * value against quadrature at random parameters. Then what has no closed form, and stays as it is.
 */
import { describe, expect, it } from "vitest";
import * as b from "../../../../src/ir/build.ts";
import { createPool, type ExprId } from "../../../../src/ir/expr.ts";
import { evaluateClosed } from "../../../../src/ir/tape.ts";
import { createCloser } from "../../../../src/limit/symbolic/closer.ts";
import { type RuleName, ruleNamed } from "../../../../src/limit/symbolic/rules.ts";
import { call } from "./functions.ts";
import { closePair, type Integrand, integratePair, type Values } from "./pair.ts";

const exp = call("exp");
const relu = call("relu");
const step = call("step");
const sign = call("sign");

const uses: readonly (readonly [rule: RuleName, integrand: Integrand, means: boolean])[] = [
  ["expansion", (p, u, v) => b.add(p, relu(p, u), b.powInt(p, v, 2)), false],
  ["Wick", (p, u, v) => b.mul(p, b.powInt(p, u, 3), v), true],
  ["Stein", (p, u, v) => b.mul(p, v, v, step(p, u)), false],
  ["Stein for jumps", (p, u, v) => b.mul(p, v, step(p, u)), true],
  ["exponential tilting", (p, u, v) => b.mul(p, exp(p, b.mul(p, b.constant(p, -0.6), v)), u, u), true],
  ["Gaussian factor", (p, u, v) => b.mul(p, call("normal_pdf")(p, u), v, v), true],
  ["characteristic function", (p, u, v) => b.mul(p, call("sin")(p, u), call("cos")(p, v), v), true],
  ["normal probability", (p, u) => step(p, u), true],
  ["auxiliary variable", (p, u, v) => b.mul(p, call("erf")(p, u), call("normal_cdf")(p, v)), true],
  ["arc-cosine", (p, u, v) => b.mul(p, step(p, u), step(p, v)), false],
  ["arcsine", (p, u, v) => b.mul(p, sign(p, u), sign(p, v)), false],
  ["bivariate normal", (p, u, v) => b.mul(p, step(p, u), relu(p, v)), true],
  ["orthant", (p, u, v) => b.mul(p, step(p, u), step(p, v), step(p, b.subtract(p, u, v))), false],
];

const points: readonly Values[] = [
  [1.3, 0.4, 0.7, 0.3, -0.5],
  [0.5, -0.45, 0.8, -1.1, 0.2],
];

describe.each(uses)("%s", (rule, integrand, means) => {
  it("closes an expectation that needs it", () => {
    const pair = closePair(integrand, means);
    expect(pair.closed?.rules).toContain(rule);
    for (const [q11, q12, q22, m1, m2] of points) {
      const values: Values = [q11, q12, q22, means ? m1 : 0, means ? m2 : 0];
      const { value, error } = integratePair(integrand, values);
      expect(Math.abs(pair.at(values) - value)).toBeLessThan(error + 1e-11);
    }
  });

  it("says what it is and where it comes from", () => {
    const { statement, source } = ruleNamed(rule);
    expect(statement.length).toBeGreaterThan(10);
    expect(source.length).toBeGreaterThan(5);
  });
});

describe("variables that are equal because their covariances are", () => {
  it("are one variable", () => {
    const pool = createPool();
    const law = { covariance: () => b.param(pool, 0), shape: () => undefined };
    const integrand = b.mul(pool, relu(pool, b.coord(pool, 0)), relu(pool, b.coord(pool, 1)));
    const closed = createCloser(pool, law).close(integrand);
    expect(closed?.rules).toContain("same variable");
    expect(closed?.value).toBe(b.mul(pool, b.constant(pool, 0.5), b.param(pool, 0)));
  });
});

describe("three indicators", () => {
  it("have Sheppard's probability for any covariance", () => {
    const pool = createPool();
    // Variables x_i = z_i + c z_3 of variance 1 + c^2 and covariance c^2, c^2 = 1/2: correlation 1/3 each.
    const law = { covariance: (i: number, j: number) => b.constant(pool, i === j ? 1 : 0), shape: () => undefined };
    const root = b.constant(pool, Math.SQRT1_2);
    const variable = (i: number): ExprId => b.add(pool, b.coord(pool, i), b.mul(pool, root, b.coord(pool, 3)));
    const integrand = b.mul(pool, ...[0, 1, 2].map((i) => step(pool, variable(i))));
    const closed = createCloser(pool, law).close(integrand);
    expect(closed?.rules).toContain("orthant");
    const [value] = closed === undefined ? [] : evaluateClosed(pool, [closed.value], []);
    expect(value).toBeCloseTo(1 / 8 + (3 * Math.asin(1 / 3)) / (4 * Math.PI), 14);
    // With a polynomial in front: E[x_0 1[all]] = sum of density at 0 times conditional probabilities.
    const weighted = createCloser(pool, law).close(b.mul(pool, b.coord(pool, 0), integrand));
    expect(weighted).toBeDefined();
  });
});

describe("other laws", () => {
  const pool = createPool();
  const shape = (i: number) => [{ kind: "rademacher" } as const, { kind: "uniform" } as const, undefined][i];
  const law = { covariance: (i: number, j: number) => b.constant(pool, i === j ? 1 : 0), shape };
  const [signs, uniform, normal] = [0, 1, 2].map((i) => b.coord(pool, i)) as [ExprId, ExprId, ExprId];
  const meanOf = (integrand: ExprId): number | undefined => {
    const closed = createCloser(pool, law).close(integrand);
    return closed === undefined ? undefined : evaluateClosed(pool, [closed.value], [])[0];
  };

  it("give their moments where they enter polynomially", () => {
    // E x^4 = 9/5 for the uniform law of variance 1, E relu(z)^2 = 1/2.
    const square = b.powInt(pool, relu(pool, normal), 2);
    expect(meanOf(b.mul(pool, b.powInt(pool, uniform, 4), square))).toBeCloseTo(0.9, 14);
    expect(meanOf(relu(pool, uniform))).toBeUndefined();
  });

  it("are summed where they have finitely many values", () => {
    const wanted = (Math.exp(1) + Math.exp(-1)) / 2;
    expect(meanOf(exp(pool, signs))).toBeCloseTo(wanted, 14);
    // E relu(s + z) for s = +-1: the mean of m Phi(m) + phi(m).
    const phi = Math.exp(-0.5) / Math.sqrt(2 * Math.PI);
    expect(meanOf(relu(pool, b.add(pool, signs, normal)))).toBeCloseTo(
      (0.8413447460685429 - 0.15865525393145707) / 2 + phi,
      14,
    );
  });
});

describe("what has no closed form", () => {
  it.each([
    ["tanh", (p, u) => call("tanh")(p, u)],
    ["sigmoid times relu", (p, u, v) => b.mul(p, call("sigmoid")(p, u), relu(p, v))],
    ["a wave cut off", (p, u, v) => b.mul(p, call("sin")(p, u), step(p, v))],
    [
      "three half-planes off the origin",
      (p, u, v) => b.mul(p, step(p, u), step(p, v), step(p, b.add(p, u, v, b.constant(p, 1)))),
    ],
    ["a reciprocal", (p, u) => b.powInt(p, b.add(p, b.constant(p, 1), b.powInt(p, u, 2)), -1)],
  ] satisfies readonly (readonly [string, Integrand])[])("%s", (_, integrand) => {
    expect(closePair(integrand, false).closed).toBeUndefined();
  });
});

describe("a formula too long to be read", () => {
  it("is given up", () => {
    const long: Integrand = (p, u, v) => {
      const sum = b.add(p, ...[1, 2, 3, 4, 5, 6, 7, 8].map((k) => relu(p, b.add(p, b.mul(p, b.constant(p, k), u), v))));
      return b.powInt(p, sum, 6);
    };
    expect(closePair(long, false).closed).toBeUndefined();
  });
});
