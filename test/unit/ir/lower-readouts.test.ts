/** Readouts and their kernels: names, parameters, conventions, what they are made of. */
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../../src/ir/lower/lower.ts";
import { defaultLowerOptions } from "../../../src/ir/lower/options.ts";
import { seededDraws } from "../../kit/dense-machine.ts";
import { parseProgram } from "../../kit/interpret.ts";
import { lower } from "../../kit/lower.ts";
import { runProgram } from "../../kit/run-program.ts";

const head = `
  width n
  vector U[j in 1..2] ~ normal(0, 2)
  vector v ~ normal(0, 0.5)
  vector one ~ normal(1, 0)
  matrix W ~ normal(0, 3 / n)
  for i in 1..2 {
    x[i] = tanh(W @ (U[i] + one))
    readout y[i] = v . x[i] / sqrt(n)
  }
`;

function values(outputs: string): number[] {
  const { outputs: found } = runProgram(lower(`${head}output ${outputs}`), 8, seededDraws("readouts"));
  return found.map(({ value }) => value);
}

function diagnostics(text: string): string[] {
  return lowerProgram(parseProgram(text), defaultLowerOptions).diagnostics.map(({ code }) => code);
}

describe("kernels", () => {
  test("are reported as they are called, indices evaluated", () => {
    const { outputs } = lower(`${head}for i in 1..2 { output nngp(y[i], y[1]), ntk(y[i], y[3 - i], wrt = [U, W, v]) }`);
    expect(outputs.map(({ name }) => name)).toEqual([
      "nngp(y[1],y[1])",
      "ntk(y[1],y[2],wrt=[U,W,v])",
      "nngp(y[2],y[1])",
      "ntk(y[2],y[1],wrt=[U,W,v])",
    ]);
  });

  test("of the covariance are the variance of the weights times an average", () => {
    const [kernel, average] = values("nngp(y[1], y[2]), 0.5 * moment(x[1] * x[2])");
    expect(kernel).toBe(average);
  });

  test("add up over the parameters, each counted once, all that are random by default", () => {
    const [all, listed, twice, parts, u1] = values(
      `ntk(y[1], y[1]), ntk(y[1], y[1], wrt = [W, U, v]), ntk(y[1], y[1], wrt = [U, U[1], W, v, v]),
       parts = ntk(y[1], y[1], wrt = [U]) + ntk(y[1], y[1], wrt = [W]) + ntk(y[1], y[1], wrt = [v]),
       ntk(y[1], y[1], wrt = [U[1]])`.replaceAll(/\n\s*/g, " "),
    );
    for (const other of [listed, twice, parts]) expect(Math.abs((other ?? 0) - (all ?? 1))).toBeLessThan(1e-13);
    // y[1] reads U[1] alone
    expect(values("ntk(y[1], y[1], wrt = [U])")[0]).toBe(u1);
    expect(values("ntk(y[1], y[2], wrt = [U])")[0]).toBe(0);
  });

  test("carry the declared variances, unless the convention is plain", () => {
    for (const [parameter, variance] of [
      ["U", 2],
      ["W", 3],
      ["v", 0.5],
    ] as const) {
      const [standard = Number.NaN, plain = Number.NaN] = values(
        `ntk(y[1], y[1], wrt = [${parameter}]), ntk(y[1], y[1], wrt = [${parameter}], convention = plain)`,
      );
      expect(Math.abs(standard - variance * plain)).toBeLessThan(1e-13);
    }
    // a vector without variance is no parameter, whatever the convention
    const [all, listed] = values(
      "ntk(y[1], y[1], convention = plain), ntk(y[1], y[1], wrt = [U, W, v], convention = plain)",
    );
    expect(all).toBe(listed);
  });

  test("stand in functions and formulas", () => {
    const [mean, first, second] = values(
      "m = (nngp(y[1], y[1]) + nngp(y[2], y[2])) / 2, nngp(y[1], y[1]), nngp(y[2], y[2])",
    );
    expect(mean).toBe(((first ?? 0) + (second ?? 0)) / 2);
    const text = `${head}fn k(y, z, W) = ntk(y, z, wrt = [W], convention = plain)\n`;
    expect(diagnostics(`${text}output k(y[1], y[2], W)`)).toEqual([]);
    expect(diagnostics(`${text}output nngp(y[1], y[2])`)).toEqual([]);
  });
});

describe("weights", () => {
  const program = (declared: string, more = ""): string =>
    `width n\nvector g\n${declared}\n${more}\nreadout y = v . tanh(g) / sqrt(n)\nreadout z = v . g / (2 * sqrt(n))\noutput nngp(y, z)`;

  test("may serve several readouts, and have any law with mean 0", () => {
    expect(diagnostics(program("vector v ~ rademacher"))).toEqual([]);
    expect(diagnostics(program("vector v ~ normal(1, 1)"))).toEqual(["TP233", "TP233"]);
  });

  test("may be drawn together with what is used nowhere else", () => {
    const pair = "vector (v, w) ~ normal([0, 0], [[1, 0.5], [0.5, 1]])";
    expect(diagnostics(program(pair))).toEqual([]);
    expect(diagnostics(program(pair, "readout u = w . g / sqrt(n)"))).toEqual([]);
    expect(diagnostics(program(pair, "x = tanh(w)"))).toEqual(["TP233", "TP233"]);
    expect(diagnostics(program("vector (v, w) ~ normal([0, 0], [[1, 0], [0, 1]])", "x = tanh(w)"))).toEqual([]);
  });
});
