/** The formulas with any means and variances, in numbers and in symbols, against the standardised evaluation. */
import { describe, expect, it } from "vitest";
import * as b from "../../../../../../src/ir/build.ts";
import { createPool, type ExprId, type ExprPool } from "../../../../../../src/ir/expr.ts";
import { printExpression } from "../../../../../../src/ir/print-expression.ts";
import { evaluateClosed } from "../../../../../../src/ir/tape.ts";
import {
  piecewiseExpectation,
  piecewisePairExpectation,
} from "../../../../../../src/limit/expectation/closed/piecewise/expectation.ts";
import {
  derivative,
  multiply,
  type Piecewise,
} from "../../../../../../src/limit/expectation/closed/piecewise/function.ts";
import { univariate } from "../../../../../../src/limit/expectation/closed/piecewise/mixture.ts";
import { recognise } from "../../../../../../src/limit/expectation/closed/piecewise/recognise.ts";
import { affine, expect2, type Fn, functions, kernel, slope } from "./functions.ts";
import { lineLaw, planeLaw } from "./gaussian-laws.ts";
import { coordReader, orderedExpressions } from "./ordered-expressions.ts";

const NAMES = ["m1", "m2", "q11", "q12", "q22", "a"] as const;

interface Symbols {
  readonly pool: ExprPool;
  readonly o: ReturnType<typeof orderedExpressions>;
  readonly params: Readonly<Record<(typeof NAMES)[number], ExprId>>;
}

/** Variances are known to be positive. */
function symbols(): Symbols {
  const pool = createPool();
  const o = orderedExpressions(pool, (j) => (NAMES[j] === "q11" || NAMES[j] === "q22" ? 1 : undefined));
  const params = Object.fromEntries(NAMES.map((name, j) => [name, b.param(pool, j)])) as Symbols["params"];
  return { pool, o, params };
}

function readSymbolic({ pool, o }: Symbols, root: ExprId): Piecewise<ExprId> {
  const mixture = recognise(o, pool, coordReader(pool), root);
  const found = mixture && univariate(o, mixture);
  if (found === undefined) throw new Error("not recognised");
  return found.f;
}

function pairFormula(s: Symbols, f: Piecewise<ExprId>): ExprId {
  const { m1, m2, q11, q12, q22 } = s.params;
  return piecewisePairExpectation(s.o, planeLaw(s.o, [m1, m2], [q11, q22], q12), f, f);
}

function text({ pool }: Symbols, id: ExprId): string {
  const printed = printExpression(pool, id, { coord: (k) => `x${k}`, param: (j) => NAMES[j] ?? "?" }, 1e6);
  return printed.text;
}

const SETTING = { means: [0.3, -0.8], covariance: [0.9, 0.4, 2.1] } as const;
const VALUES = [0.3, -0.8, 0.9, 0.4, 2.1, 0.6];

describe("formulas", () => {
  it.each(Object.entries(functions).filter(([name]) => name !== "snake"))("of %s have the values", (_, f) => {
    const s = symbols();
    const { q11, m1 } = s.params;
    const own = readSymbolic(s, f(s.pool, b.coord(s.pool, 0)));
    const [pair, slopes, single] = evaluateClosed(
      s.pool,
      [
        pairFormula(s, own),
        pairFormula(s, derivative(s.o, own)),
        piecewiseExpectation(s.o, lineLaw(s.o, m1, q11), own),
      ],
      VALUES,
    );
    // A formula has no choice of what to subtract from what: 1e-12 where terms of size 30 cancel.
    expect(pair).toBeCloseTo(kernel(f, SETTING, "closed")?.value ?? Number.NaN, 12);
    expect(slopes).toBeCloseTo(kernel(slope(f), SETTING, "closed")?.value ?? Number.NaN, 12);
    expect(single).toBeCloseTo(expect2((p, x) => f(p, x), SETTING, "closed")?.value ?? Number.NaN, 12);
  });

  it("read as one would write them", () => {
    const s = symbols();
    const { pool, o } = s;
    const { a, m1, q11, q12, q22 } = s.params;
    const z = b.coord(pool, 0);
    const zero = b.constant(pool, 0);
    const centred = lineLaw(o, zero, q11);
    const plane = planeLaw(o, [zero, zero], [q11, q22], q12);
    const relu = readSymbolic(s, b.call(pool, "relu", z));
    const shifted = readSymbolic(s, b.call(pool, "relu", b.subtract(pool, z, a)));
    const elu = readSymbolic(s, functions.elu(pool, z));
    const clip = readSymbolic(s, functions.hardtanh(pool, z));
    const soft = readSymbolic(s, functions.soft(pool, z));
    const square = multiply(o, relu, relu);
    if (square === undefined) throw new Error("no square");
    expect(text(s, piecewiseExpectation(o, centred, square))).toBe("0.5 * q11");
    expect(text(s, piecewiseExpectation(o, lineLaw(o, m1, q11), relu))).toBe(
      "m1 * normal_cdf(m1 / q11^0.5) + q11^0.5 * normal_pdf(m1 / q11^0.5)",
    );
    expect(text(s, piecewiseExpectation(o, centred, shifted))).toBe(
      "q11^0.5 * normal_pdf(a / q11^0.5) - a * normal_cdf(-a / q11^0.5)",
    );
    expect(text(s, piecewiseExpectation(o, centred, derivative(o, elu)))).toBe(
      "exp(0.5 * q11) * normal_cdf(-q11^0.5) + 0.5",
    );
    expect(text(s, piecewiseExpectation(o, centred, clip))).toBe("0");
    expect(text(s, piecewisePairExpectation(o, plane, derivative(o, relu), derivative(o, relu)))).toBe(
      "0.5 * atan2(q12 / (q11^0.5 * q22^0.5), (1 - q12^2 / (q11 * q22))^0.5) / pi + 0.25",
    );
    const slopes = text(s, piecewisePairExpectation(o, plane, derivative(o, soft), derivative(o, soft)));
    expect(slopes.match(/bivariate_normal_cdf/g)).toHaveLength(2);
  });

  it("symbolic coefficients and one symbolic break point need no order", () => {
    const s = symbols();
    const { pool, params } = s;
    const z = b.coord(pool, 0);
    const f: Fn = (p, x) =>
      b.select(p, b.call(p, "less", params.a, x), b.mul(p, params.a, x), b.call(p, "exp", b.subtract(p, x, params.a)));
    const [value] = evaluateClosed(pool, [pairFormula(s, readSymbolic(s, f(pool, z)))], VALUES);
    const a = 0.6;
    const numeric: Fn = (p, x) =>
      b.select(
        p,
        b.call(p, "less", b.constant(p, a), x),
        b.mul(p, b.constant(p, a), x),
        b.call(p, "exp", affine(p, 1, x, -a)),
      );
    expect(value).toBeCloseTo(kernel(numeric, SETTING, "closed")?.value ?? Number.NaN, 12);
    const unordered = b.call(pool, "clip", z, params.m1, params.m2);
    expect(recognise(s.o, pool, coordReader(pool), unordered)).toBeUndefined();
  });
});
