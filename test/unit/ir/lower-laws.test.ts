/** Initial vectors: laws by mean and variance, joint ones, families, widths, closed parameters. */
import { describe, expect, test } from "vitest";
import * as b from "../../../src/ir/build.ts";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { printProgram } from "../../../src/ir/print.ts";
import { parseProgram } from "../../kit/interpret.ts";
import { lower } from "../../kit/lower.ts";

function inputs(declarations: string): string[] {
  return printProgram(lower(`width n\n${declarations}\nvector last\noutput moment(last)`))
    .split("\n")
    .filter((line) => line.includes("= input "))
    .slice(0, -1)
    .map((line) =>
      line
        .trim()
        .replace(/^.* = input /, "")
        .replace(/ +# /, " # "),
    );
}

function codes(text: string): string[] {
  return lowerProgram(parseProgram(text), defaultLowerOptions).diagnostics.map(({ code }) => code);
}

describe("a law", () => {
  test.each([
    ["vector g", "normal, mean 0, variance 1 # g"],
    ["vector g ~ normal", "normal, mean 0, variance 1 # g"],
    ["vector g ~ normal(2, 3)", "normal, mean 2, variance 3 # g"],
    ["vector g ~ normal(var = 3, mean = 2)", "normal, mean 2, variance 3 # g"],
    ["vector g ~ uniform(var = 3)", "uniform, mean 0, variance 3 # g"],
    ["vector g ~ rademacher()", "rademacher, mean 0, variance 1 # g"],
    ["vector g ~ truncated_normal(2)", "truncated_normal(cut = 2), mean 0, variance 1 # g"],
    ["vector g ~ truncated_normal(cut = 2, mean = 1, var = 4)", "truncated_normal(cut = 2), mean 1, variance 4 # g"],
    ["vector g ~ student_t(5, 1, 2)", "student_t(df = 5), mean 1, variance 2 # g"],
    ["vector g ~ laplace(0, 2)", "laplace, mean 0, variance 2 # g"],
    ["vector g ~ exponential", "exponential, mean 0, variance 1 # g"],
    ["vector g ~ cubecauchy(var = 1)", "cubecauchy, mean 0, variance 1 # g"],
    ["vector g ~ quintcauchy(0, 1)", "quintcauchy, mean 0, variance 1 # g"],
    ["vector g ~ normal(1, 0)", "normal, mean 1, variance 0 # g"],
  ])("is read: %s", (declaration, expected) => {
    expect(inputs(declaration)).toEqual([expected]);
  });

  test("of a family may depend on the index", () => {
    expect(inputs("vector g[i in 1..2, j in i..2] ~ normal(j, 1 / i)")).toEqual([
      "normal, mean 1, variance 1 # g[1,1]",
      "normal, mean 2, variance 1 # g[1,2]",
      "normal, mean 2, variance 0.5 # g[2,2]",
    ]);
  });

  test("may depend on scalars: with a value as numbers, without one as symbols", () => {
    expect(inputs("scalar s\nscalar r = 0.5\nt = s * r + 1\nvector g ~ normal(r, t^2)")).toEqual([
      "normal, mean 0.5, variance (0.5 * s + 1)^2 # g",
    ]);
  });

  test("of several vectors with a number draws them independently", () => {
    expect(inputs("vector (a, b[i in 1..1]) ~ normal(0, 2)")).toEqual([
      "normal, mean 0, variance 2 # a",
      "normal, mean 0, variance 2 # b[1]",
    ]);
  });
});

describe("a joint law", () => {
  test("has a covariance, and a mean for each or one for all", () => {
    expect(inputs("vector (a, b) ~ normal([1, 2], [[1, 0.5], [0.5, 1]])")).toEqual([
      "normal, mean [1, 2], covariance [[1, 0.5], [0.5, 1]] # a, b",
    ]);
    expect(inputs("data K = [[1, 1], [1, 1]]\nvector G[i in 1..2] ~ normal(0, K)")).toEqual([
      "normal, mean [0, 0], covariance [[1, 1], [1, 1]] # G[1], G[2]",
    ]);
    expect(inputs("scalar r\nvector (a, b) ~ normal(0, [[1, r], [r, r^2]])")).toEqual([
      "normal, mean [0, 0], covariance [[1, r], [r, r^2]] # a, b",
    ]);
  });

  test("of one vector is an ordinary one", () => {
    expect(inputs("data K = [[4]]\nvector G[i in 1..1] ~ normal(0, K)")).toEqual(["normal, mean 0, variance 4 # G[1]"]);
  });

  test("may be symmetric up to rounding, and is made symmetric", () => {
    expect(inputs("vector (a, b) ~ normal(0, [[1, 0.5], [0.50000000000001, 1]])")).toEqual([
      "normal, mean [0, 0], covariance [[1, 0.5], [0.5, 1]] # a, b",
    ]);
  });

  test("is positive semidefinite up to rounding, whatever the scales", () => {
    const program = (covariance: string) => `width n\nvector (a, b) ~ normal(0, ${covariance})\noutput moment(a * b)`;
    expect(codes(program("[[1e-12, 1], [1, 1e12]]"))).toEqual([]);
    expect(codes(program("[[1e-12, 1.001], [1.001, 1e12]]"))).toEqual(["TP208"]);
    expect(codes(program("[[0, 0], [0, 1]]"))).toEqual([]);
    expect(codes(program("[[0, 0.1], [0.1, 1]]"))).toEqual(["TP208"]);
    expect(codes(program("[[-1, 0], [0, 1]]"))).toEqual(["TP208"]);
  });
});

describe("a width", () => {
  test("is a positive multiple of another, and may be left out where there is only one", () => {
    const { pool, widths, values } = lower(
      "width n\nwidth m = 3 * n / 2\nwidth k = n + m\nwidth l = m * 2\nvector g : k\noutput moment(g)",
    );
    expect(widths.map(({ name, ratio }) => [name, b.constantValue(pool, ratio)])).toEqual([
      ["n", 1],
      ["m", 1.5],
      ["k", 2.5],
      ["l", 3],
    ]);
    expect(values[0]?.type).toEqual({ kind: "vector", width: 2 });
  });

  test("is refused where it is no such multiple", () => {
    for (const value of ["2", "-n", "0 * n", "n^2", "1 / n"]) {
      expect(codes(`width n\nwidth m = ${value}\nvector g : n\noutput moment(g)`), value).toEqual(["TP212"]);
    }
  });

  test("divided by a width is a number", () => {
    const { instrs } = lower(
      "width n\nwidth m = 3 * n\nvector g : n\noutput m / n, (2 * n) / (4 * n), sqrt(m * n * 3) / n",
    );
    expect(instrs.flatMap((instr) => (instr.op === "constant" ? [instr.value] : []))).toEqual([3, 0.5, 3]);
  });
});
