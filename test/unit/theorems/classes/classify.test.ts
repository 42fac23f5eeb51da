/** The class of every function of the language, and of those that users write, as the documentation says it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtins } from "../../../../src/ir/builtins.ts";
import type { ExprId } from "../../../../src/ir/expr.ts";
import { describeClass } from "../../../../src/theorems/classes/classes.ts";
import { createClassifier } from "../../../../src/theorems/classes/classify.ts";
import { line } from "../../../../src/theorems/classes/interval.ts";
import { lower } from "../../../kit/lower.ts";

/** In words, of an expression in x and y. */
function classOf(expression: string): string {
  const { pool, instrs } = lower(
    `width n\nvector x, y\noutput q = moment(${expression})`.replace("x, y", "x\nvector y"),
  );
  const moment = instrs.find((instr) => instr.op === "moment");
  if (moment?.op !== "moment") throw new Error("no moment");
  const leaves = { kept: new Map(), param: () => ({ key: undefined, range: line }), stated: new Map<ExprId, number>() };
  return describeClass(createClassifier(pool, leaves)(moment.body));
}

describe("the table of the documentation", () => {
  const text = readFileSync(new URL("../../../../docs/theorems.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `([^`]+)` \| ([^|]+) \|$/gm)].map(
    ([, call = "", words = ""]) => [call, words] as const,
  );

  test.each(rows)("%s: %s", (call, words) => {
    expect(classOf(call)).toBe(words);
  });

  test("has every function of the language", () => {
    const called = new Set(rows.flatMap(([call]) => [...call.matchAll(/[a-z_]+(?=\()/g)].map(([name]) => name)));
    const conditions = new Set(["less", "less_equal", "equal", "and", "or", "not"]);
    expect(Object.keys(builtins).filter((name) => !called.has(name) && !conditions.has(name))).toEqual([]);
  });
});

const open: readonly (readonly [string, string])[] = [
  // Open questions are answered by "not known", never by a guess.
  ["1 / x", "not known"],
  ["log(abs(x))", "not known"],
  ["x^y", "not known"],
  ["where(sin(x) < 0, 0, 1)", "not known"],
  // Fast growth that is divided away, cancelled or cut off; a condition that changes on a part of a plane only.
  ["exp(x)^2 / (1 + exp(x)^2)", "not known"],
  ["exp(x^2) * exp(-2 * x^2)", "not known"],
  ["relu(x - exp(x))", "not known"],
  ["exp(x^2 - x^4)", "not known"],
  ["exp(log(1 + abs(x)) / 2)", "not known"],
  ["min(exp(x), x^2)", "not known"],
  ["where(x > 0 and y > 0, min(x, y), 0)", "not known"],
  ["where(x > 0 and x > -1, x, 0)", "not known"],
  // Truly Lipschitz, but by no rule of ours: the weaker class is said.
  ["x * tanh(x)", "polynomially smooth"],
  ["x / (1 + abs(x))", "pseudo-Lipschitz"],
  ["exp(-x^2)", "polynomially smooth"],
];
test.each(open)("%s: %s", (expression, words) => expect(classOf(expression)).toBe(words));

const written: readonly (readonly [string, string])[] = [
  ["where(x > 0, x, exp(x) - 1)", "Lipschitz(1)"],
  ["where(x <= 0, exp(x) - 1, x)", "Lipschitz(1)"],
  ["where(not (x > 0), 0.1 * x, x)", "Lipschitz(1)"],
  ["where(x > 0, x, exp(x))", "discontinuous"],
  ["where(x > y, x, y)", "Lipschitz(1)"],
  ["where(abs(x) < 1, x^2, 2 * abs(x) - 1)", "Lipschitz(2)"],
  ["where(x < 1, x^2, 2 * x - 1)", "pseudo-Lipschitz"],
  ["where(x > 0 and y > 0, x * y, 0)", "pseudo-Lipschitz"],
  ["where(x > 0 or x < -1, x, x)", "affine"],
  ["x * step(x)", "Lipschitz(1)"],
  ["x * sign(x)", "Lipschitz(1)"],
  ["y * step(x)", "discontinuous"],
  ["step(1 + x^2)", "affine"],
  ["1 / (1 + exp(-x))", "polynomially smooth, Lipschitz(0.25)"],
  ["(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "polynomially smooth, Lipschitz(1)"],
  ["log(1 + exp(x))", "polynomially smooth, Lipschitz(1)"],
  ["log(exp(x) + exp(y))", "polynomially smooth, Lipschitz(1)"],
  ["y * exp(x) / (exp(x) + exp(-x))", "polynomially smooth"],
  ["(1 + x^2)^-1", "polynomially smooth"],
  ["sqrt(1 + x^2 + 3 * y^2)", "polynomially smooth, Lipschitz(2)"],
  ["sqrt(x^2)", "Lipschitz(1)"],
  ["sqrt(abs(x))", "polynomially bounded"],
  ["abs(x)^2.5", "pseudo-Lipschitz"],
  ["abs(x)^0.5 * x", "polynomially bounded"],
  ["relu(x)^2", "pseudo-Lipschitz"],
  ["relu(tanh(x)) - 2 * relu(y)", "Lipschitz(2.2361)"],
  ["tanh(x) * y", "polynomially smooth"],
  ["x * y", "polynomial"],
  ["exp(x)", "faster than polynomial"],
  ["y * exp(x^2) + tanh(x)", "faster than polynomial"],
  ["exp(x - x^2)", "polynomially smooth"],
  ["exp(sin(x))", "polynomially smooth, Lipschitz(2.7183)"],
  ["sin(exp(x))", "polynomially bounded"],
  ["log(sigmoid(x))", "polynomially smooth, Lipschitz(1)"],
  ["log(normal_cdf(x))", "polynomially smooth"],
  ["max(min(x, 1), 2)", "affine"],
];
test.each(written)("%s: %s", (expression, words) => expect(classOf(expression)).toBe(words));
