/** Formulas as text and LaTeX: what a person would write, and the same number when it is read back. */
import fc from "fast-check";
import katex from "katex";
import { all, create } from "mathjs";
import { describe, expect, test } from "vitest";
import * as b from "../../../src/ir/build.ts";
import { createPool, type ExprId } from "../../../src/ir/expr.ts";
import { FLOOR } from "../../../src/ir/functions.ts";
import { latexExpression } from "../../../src/ir/latex-expression.ts";
import { textExpression } from "../../../src/ir/text-expression.ts";
import { erf, normalCdf, normalPdf } from "../../../src/math/special.ts";

const pool = createPool();
const c = (value: number): ExprId => b.constant(pool, value);
const names = ["q11", "q22", "q12", "rho", "W @ u", "Z^{2}"] as const;
const [q11, q22, q12, rho, product] = names.map((_, k) => b.param(pool, k)) as [ExprId, ExprId, ExprId, ExprId, ExprId];
const [x, y] = [b.coord(pool, 0), b.coord(pool, 1)];
const leaves = { isRandom: () => false, coord: (k: number) => "xy"[k] ?? "?", param: (k: number) => names[k] ?? "?" };
const text = (id: ExprId): string => textExpression(pool, id, leaves);
const latexLeaves = {
  isRandom: leaves.isRandom,
  coord: leaves.coord,
  param: (k: number) => ["q_{11}", "q_{22}", "q_{12}", "\\rho", "W \\, u", "Z^{2}"][k] ?? "?",
};
const latex = (id: ExprId): string => latexExpression(pool, id, latexLeaves);
const add = (...terms: ExprId[]) => b.add(pool, ...terms);
const mul = (...factors: ExprId[]) => b.mul(pool, ...factors);
const pow = (base: ExprId, exponent: number) => b.pow(pool, base, c(exponent));
const minus = (one: ExprId, other: ExprId) => b.subtract(pool, one, other);
const pi = b.call(pool, "pi");

describe("as a person would write it", () => {
  const root = pow(minus(mul(q11, q22), pow(q12, 2)), 0.5);
  const angle = minus(pi, b.call(pool, "acos", rho));
  const guard = pow(c(FLOOR), 0.5);
  test.each([
    [mul(q11, c(0.5)), "q11/2", "\\frac{q_{11}}{2}"],
    [
      mul(add(root, mul(q12, angle)), c(0.5), pow(pi, -1)),
      "(sqrt(q11 q22 - q12^2) + q12 (pi - acos(rho)))/(2 pi)",
      "\\frac{1}{2 \\, \\pi} \\, \\left(\\sqrt{q_{11} \\, q_{22} - q_{12}^{2}} + q_{12} \\, \\left(\\pi - \\arccos\\left(\\rho\\right)\\right)\\right)",
    ],
    [pow(mul(c(2), pi), -1), "1/(2 pi)", "\\frac{1}{2 \\, \\pi}"],
    [mul(c(Math.SQRT2), pow(pi, -0.5)), "sqrt(2/pi)", "\\sqrt{\\frac{2}{\\pi}}"],
    [c(Math.sqrt(2 / Math.PI)), "sqrt(2/pi)", "\\sqrt{\\frac{2}{\\pi}}"],
    [c(0.7071067811865475), "1/sqrt(2)", "\\frac{1}{\\sqrt{2}}"],
    [mul(c(0.8660254037844386), x), "sqrt(3) x/2", "\\frac{\\sqrt{3} \\, x}{2}"],
    [mul(c(1 / 3), add(x, y)), "(x + y)/3", "\\frac{1}{3} \\, \\left(x + y\\right)"],
    [mul(c(0.6), x), "0.6 x", "0.6 \\, x"],
    [mul(c(-0.75), x), "-3 x/4", "-\\frac{3 \\, x}{4}"],
    [mul(q12, pow(mul(q11, q22), -0.5)), "q12/sqrt(q11 q22)", "\\frac{q_{12}}{\\sqrt{q_{11} \\, q_{22}}}"],
    [add(c(1), mul(c(3), rho), pow(rho, 2)), "1 + 3 rho + rho^2", "1 + 3 \\, \\rho + \\rho^{2}"],
    [minus(pow(x, 2), add(y, c(1))), "x^2 - 1 - y", "x^{2} - 1 - y"],
    [minus(c(1), pow(b.call(pool, "tanh", x), 2)), "1 - tanh(x)^2", "1 - \\tanh^{2}\\left(x\\right)"],
    [b.negate(pool, add(x, y)), "-(x + y)", "-\\left(x + y\\right)"],
    [add(x, b.negate(pool, mul(q11, add(x, y)))), "x - q11 (x + y)", "x - q_{11} \\, \\left(x + y\\right)"],
    [pow(product, 4), "(W @ u)^4", "\\left(W \\, u\\right)^{4}"],
    [b.call(pool, "tanh", product), "tanh(W @ u)", "\\tanh\\left(W \\, u\\right)"],
    [mul(c(2), product, x), "2 (W @ u) x", "2 \\, \\left(W \\, u\\right) \\, x"],
    [add(product, x), "W @ u + x", "W \\, u + x"],
    [b.call(pool, "abs", minus(x, y)), "|x - y|", "\\left|x - y\\right|"],
    [pow(b.call(pool, "abs", x), 2), "|x|^2", "\\left|x\\right|^{2}"],
    [pow(x, 1.5), "x^(3/2)", "x^{\\frac{3}{2}}"],
    [pow(pow(x, 0.5), -1), "1/sqrt(x)", "\\frac{1}{\\sqrt{x}}"],
    [b.pow(pool, x, y), "x^y", "x^{y}"],
    [c(1.5e-9), "1.5e-9", "1.5 \\cdot 10^{-9}"],
    [mul(c(1.5e-9), x), "1.5e-9 x", "1.5 \\cdot 10^{-9} \\, x"],
    [c(0.123456789), "0.123456789", "0.123456789"],
    [c(-2), "-2", "-2"],
    [b.call(pool, "pi"), "pi", "\\pi"],
    [
      b.call(pool, "atan2", root, q12),
      "acos(q12/sqrt(q11 q22))",
      "\\arccos\\left(\\frac{q_{12}}{\\sqrt{q_{11} \\, q_{22}}}\\right)",
    ],
    [b.call(pool, "atan2", rho, pow(minus(c(1), pow(rho, 2)), 0.5)), "asin(rho)", "\\arcsin\\left(\\rho\\right)"],
    [b.call(pool, "atan2", c(0.8), c(0.6)), "acos(0.6)", "\\arccos\\left(0.6\\right)"],
    // E[relu(z) relu(rho z)], whose determinant is 0 for every rho: what guards it against rounding is not shown.
    [
      mul(add(guard, mul(rho, minus(pi, b.call(pool, "atan2", guard, rho)))), c(0.5), pow(pi, -1)),
      "rho step(rho)/2",
      "\\frac{\\rho \\, \\mathbf{1}\\left\\{\\rho > 0\\right\\}}{2}",
    ],
    [
      mul(b.call(pool, "atan2", rho, guard), c(2), pow(pi, -1)),
      "sign(rho)",
      "\\operatorname{sign}\\left(\\rho\\right)",
    ],
    // The cosine of a small angle is 1 in any number of digits that one would print.
    [b.call(pool, "atan2", c(2e-10), c(1)), "asin(2e-10)", "\\arcsin\\left(2 \\cdot 10^{-10}\\right)"],
    [b.call(pool, "atan2", c(1), c(2e-10)), "acos(2e-10)", "\\arccos\\left(2 \\cdot 10^{-10}\\right)"],
    [
      b.call(pool, "atan2", c(1.23456789e-10), c(1)),
      "atan2(1.23456789e-10, 1)",
      "\\operatorname{atan2}\\left(1.23456789 \\cdot 10^{-10}, 1\\right)",
    ],
    [b.call(pool, "atan2", c(2), c(Math.sqrt(5))), "asin(2/3)", "\\arcsin\\left(\\frac{2}{3}\\right)"],
    [
      b.call(pool, "atan2", add(c(2), mul(c(2), x)), pow(add(c(5), mul(c(4), x)), 0.5)),
      "asin((2 + 2 x)/(3 + 2 x))",
      "\\arcsin\\left(\\frac{2 + 2 \\, x}{3 + 2 \\, x}\\right)",
    ],
    [
      b.call(pool, "atan2", mul(c(2), x), pow(add(c(1), mul(c(4), x)), 0.5)),
      "asin(2 x/(1 + 2 x))",
      "\\arcsin\\left(\\frac{2 \\, x}{1 + 2 \\, x}\\right)",
    ],
    [b.call(pool, "atan2", x, y), "atan2(x, y)", "\\operatorname{atan2}\\left(x, y\\right)"],
  ])("%#", (id, asText, asLatex) => {
    expect(text(id)).toBe(asText);
    expect(latex(id)).toBe(asLatex);
  });
});

/** mathjs reads the text. */
const math = create(all ?? {}, {});
math.import(
  {
    relu: (z: number) => Math.max(z, 0),
    Phi: (z: number) => normalCdf(Number(z)),
    phi: (z: number) => normalPdf(Number(z)),
    erf: (z: number) => erf(Number(z)),
    step: (z: number) => (Number(z) > 0 ? 1 : 0),
  },
  { override: true },
);

const scope = { q11: 1.7, q22: 0.4, q12: 0.31, rho: 0.37, x: -1.3, y: 0.8 };

function readBack(formula: string): number {
  const plain = formula
    .replaceAll("W @ u", "0.9")
    .replace(/\|([^|]*)\|/g, "abs($1)")
    .replace(/([\w)]) \(/g, "$1 * (");
  return Number(math.evaluate(plain, { ...scope }));
}

const values = { coord: [scope.x, scope.y], param: [scope.q11, scope.q22, scope.q12, scope.rho, 0.9, 1.1] };

/** The value of the expression itself, in doubles. */
function numberOf(id: ExprId): number {
  const node = pool.get(id);
  switch (node.op) {
    case "const":
      return node.value;
    case "coord":
      return values.coord[node.index] ?? Number.NaN;
    case "param":
      return values.param[node.index] ?? Number.NaN;
    case "add":
      return node.args.reduce((sum, arg) => sum + numberOf(arg), 0);
    case "mul":
      return node.args.reduce((product, arg) => product * numberOf(arg), 1);
    case "pow":
      return numberOf(node.base) ** numberOf(node.exponent);
    case "call": {
      const [z = 0, other = 0] = node.args.map(numberOf);
      const known: Record<string, () => number> = {
        pi: () => Math.PI,
        sqrt: () => Math.sqrt(z),
        tanh: () => Math.tanh(z),
        abs: () => Math.abs(z),
        relu: () => Math.max(z, 0),
        normal_cdf: () => normalCdf(z),
        atan2: () => Math.atan2(z, other),
      };
      return known[node.fn]?.() ?? Number.NaN;
    }
    case "select":
      return Number.NaN;
  }
}

const constants = [
  1,
  2,
  3,
  -1,
  -2,
  0.5,
  -0.25,
  1 / 3,
  0.1,
  0.6,
  Math.SQRT2,
  Math.SQRT1_2,
  Math.sqrt(2 / Math.PI),
  1 / Math.PI,
  0.30123,
  1.5e-5,
  7 / 12,
  -Math.sqrt(5) / 3,
];
const leaf = fc.oneof(fc.constantFrom(...constants).map(c), fc.constantFrom(q11, q22, q12, rho, product, x, y, pi));
const { formula } = fc.letrec<{ formula: ExprId }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    leaf,
    fc.array(tie("formula"), { minLength: 2, maxLength: 3 }).map((terms) => add(...terms)),
    fc.array(tie("formula"), { minLength: 2, maxLength: 3 }).map((factors) => mul(...factors)),
    fc.tuple(tie("formula"), fc.constantFrom(2, 3, -1, -2)).map(([base, exponent]) => pow(base, exponent)),
    fc.tuple(tie("formula"), fc.constantFrom(0.5, -0.5, 1.5)).map(([base, exponent]) => pow(pow(base, 2), exponent)),
    tie("formula").map((of) => b.call(pool, "sqrt", add(c(1), pow(of, 2)))),
    fc
      .tuple(fc.constantFrom("tanh", "abs", "relu", "normal_cdf"), tie("formula"))
      .map(([fn, of]) => b.call(pool, fn as "tanh", of)),
  ),
}));

test("the text means what the expression means", () => {
  fc.assert(
    fc.property(formula, (id) => {
      const value = numberOf(id);
      // Beyond this a cancellation of large terms, not the text, decides about the digits.
      fc.pre(Number.isFinite(value) && Math.abs(value) < 1e4 && (text(id).match(/\|/g) ?? []).length <= 2);
      const read = readBack(text(id));
      expect(Math.abs(read - value), text(id)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    }),
    { numRuns: 400, seed: 11, endOnFailure: true },
  );
});

test("an angle keeps its value when it is written as an arc cosine or sine", () => {
  const square = (id: ExprId) => pow(id, 2);
  const half = (id: ExprId) => pow(id, 0.5);
  for (const [opposite, adjacent] of [
    [half(minus(mul(q11, q22), square(q12))), q12],
    [half(minus(mul(q11, q22), square(q12))), b.negate(pool, q12)],
    [q12, half(minus(c(1), square(q12)))],
    [b.negate(pool, q12), half(minus(q11, square(q12)))],
    [add(c(2), mul(c(2), y)), half(add(c(5), mul(c(4), y)))],
    [mul(c(2), q11), half(add(c(1), mul(c(4), q11)))],
    [c(1.2), half(add(c(7.56), mul(c(6), q11)))],
    [c(0.8), c(-0.6)],
    [c(2), c(Math.sqrt(5))],
    [x, y],
  ] as const) {
    const angle = b.call(pool, "atan2", opposite, adjacent);
    expect(Math.abs(readBack(text(angle)) - numberOf(angle)), text(angle)).toBeLessThan(1e-12);
  }
});

test("KaTeX reads the LaTeX", () => {
  fc.assert(
    fc.property(formula, (id) => {
      expect(katex.renderToString(latex(id), { throwOnError: true, strict: "error", output: "mathml" })).toContain(
        "<math",
      );
    }),
    { numRuns: 300, seed: 12, endOnFailure: true },
  );
});
