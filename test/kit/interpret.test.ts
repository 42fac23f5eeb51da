import { describe, expect, it } from "vitest";
import type { Draws } from "./dense-machine.ts";
import { interpret, parseProgram } from "./interpret.ts";

/** Coordinates 1, 2, .. for vectors and entries 1, 2, .. row by row for matrices, whatever the law. */
const counting: Draws = {
  vectors: (group, length) =>
    (group.kind === "single" ? [group.member] : group.members).map((_, k) =>
      Float64Array.from({ length }, (_, i) => i + 1 + 10 * k),
    ),
  matrix: (_, rows, cols) => Float64Array.from({ length: rows * cols }, (_, i) => i + 1),
};

function outputsOf(text: string, settings: Readonly<Record<string, number>> = {}): Record<string, number> {
  const { outputs } = interpret(parseProgram(text), 2, counting, settings);
  return Object.fromEntries(outputs.map(({ name, value }) => [name, value]));
}

describe("the interpreter", () => {
  it("multiplies by matrices, transposes, sums of matrices and rank-one matrices", () => {
    const { values } = interpret(
      parseProgram(`
        width n
        vector u
        matrix W ~ normal(0, 1 / n)
        a = W @ u
        b = W.T @ u
        c = (2 * W - W.T) @ u
        d = (W + outer(u, a) / n) @ u
        e = W @ W.T @ u
        output moment(a)`),
      2,
      counting,
    );
    const coordinates = (name: string): number[] => [...(values.get(name)?.data ?? [])];
    // W = [[1, 2], [3, 4]], u = (1, 2)
    expect(coordinates("a")).toEqual([5, 11]);
    expect(coordinates("b")).toEqual([7, 10]);
    expect(coordinates("c")).toEqual([3, 12]);
    // a . u = 27, over n = 2
    expect(coordinates("d")).toEqual([5 + 13.5, 11 + 27]);
    expect(coordinates("e")).toEqual([27, 61]);
  });

  it("follows the ratios of widths", () => {
    const text = `
      width n
      width m = 3 * n / 2
      vector u : n
      matrix W : m x n ~ normal(0, 1 / n)
      output rows = moment(W @ u), back = moment(W.T @ W @ u)`;
    // W = [[1, 2], [3, 4], [5, 6]]: W u = (5, 11, 17), W.T W u = (123, 156)
    expect(outputsOf(text)).toEqual({ rows: 11, back: 139.5 });
  });

  it("unrolls loops, families, folds, functions and choices", () => {
    const text = `
      param L = 3
      data X = [[1, 2], [3, 4]]
      width n
      scalar s = 0.5
      vector g[j in 1..2]
      fn affine(z, k) {
        w = k * z
        return w + s
      }
      h[0] = sum(j in 1..2, i in 1..j: X[j, i] * g[j])
      for l in 1..L {
        if l > 2 { h[l] = affine(h[l-1], 2) } else if l == 2 { h[l] = -h[l-1] } else { h[l] = h[l-1] ^ 2 / 10 }
      }
      for l in 0..L { q[l] = moment(h[l]) }
      output q[l in 0..L]`;
    // members of a family are drawn alone, so both are (1, 2): h[0] = 1 g[1] + (3 + 4) g[2] = (8, 16)
    expect(outputsOf(text)).toEqual({
      "q[0]": 12,
      "q[1]": 16,
      "q[2]": -16,
      "q[3]": -31.5,
    });
    expect(outputsOf(text, { L: 1, s: 7 })).toEqual({ "q[0]": 12, "q[1]": 16 });
  });

  it("knows precedence: -x^2, right-associative @ and ^, comparisons inside where", () => {
    const text = `
      width n
      vector u
      output a = moment(-u^2), b = 2^3^2, c = 2^-1, d = moment(where(u < 1.5 and not (u > 3) or u == 2, u, 0))`;
    expect(outputsOf(text)).toEqual({ a: -2.5, b: 512, c: 0.5, d: 1.5 });
  });

  it("keeps the conventions at kinks and jumps, and hermite", () => {
    const text = `
      width n
      vector u
      z = 0 * u
      output a = moment(step(z)), b = moment(sign(z)), c = moment(grad(moment(relu(z)), z)), d = hermite(3, 2)`;
    expect(outputsOf(text)).toEqual({ a: 0, b: 0, c: 0, d: 2 });
  });

  it("scales derivatives by the width of a vector and not by that of a matrix", () => {
    const text = `
      width n
      vector u
      matrix W ~ normal(0, 1 / n)
      scalar s = 3
      c = moment((W @ u)^2) / 2
      output du = moment(grad(c, u)), dW = moment(grad(c, W) @ u), ds = grad(s^2 * c, s)
      output forward = moment(diff(s^2 * u, s)), back = diff(s^2 * c, s)`;
    // W u = (5, 11): du = W.T (5, 11) = (38, 54); dW = (5, 11) u.T / n, times u = (12.5, 27.5); c = 36.5
    expect(outputsOf(text)).toEqual({ du: 46, dW: 20, ds: 219, forward: 9, back: 219 });
  });

  it("takes kernels of readouts", () => {
    const text = `
      width n
      vector u ~ normal(0, 2)
      vector v ~ normal(0, 3)
      matrix W ~ normal(0, 4 / n)
      readout y[1] = v . u / sqrt(n)
      readout y[2] = v . (W @ u) / sqrt(n)
      output nngp(y[1], y[2]), a = ntk(y[1], y[1], wrt = [u]), b = ntk(y[2], y[2], wrt = [W]), c = ntk(y[2], y[2], wrt = [W], convention = plain)`;
    // v = u = (1, 2): 3 (1 5 + 2 11) / 2; 2 |v|^2 / n; 2 |v|^2 |u|^2 / n with entry variance 2; the same with 1 / n
    const kernels = outputsOf(text);
    expect(Object.keys(kernels)).toEqual(["nngp(y[1],y[2])", "a", "b", "c"]);
    for (const [k, value] of [40.5, 5, 25, 6.25].entries()) {
      // sqrt(2)^2 is 2 to one unit in the last place
      expect(Math.abs((Object.values(kernels)[k] ?? Number.NaN) / value - 1)).toBeLessThan(1e-15);
    }
  });

  it("reads laws with their means and variances", () => {
    const seen: unknown[] = [];
    const recording: Draws = {
      ...counting,
      vectors: (group, length) => {
        seen.push(group.kind === "single" ? [group.law, group.mean, group.variance] : [group.mean, group.covariance]);
        return counting.vectors(group, length);
      },
    };
    const text = `
      data K = [[1, 0.5], [0.5, 2]]
      width n
      vector a ~ normal(1, 0)
      vector b ~ student_t(df = 5, var = 0.5)
      vector (c, d) ~ normal([0, 1], [[1, 0.2], [0.2, 1]])
      vector e[i in 1..2] ~ normal(0, K)
      vector f[i in 1..2] ~ normal(i, 1)
      output moment(a)`;
    interpret(parseProgram(text), 2, recording);
    const normal = { name: "normal", parameter: undefined };
    expect(seen).toEqual([
      [normal, 1, 0],
      [{ name: "student_t", parameter: 5 }, 0, 0.5],
      [
        [0, 1],
        [
          [1, 0.2],
          [0.2, 1],
        ],
      ],
      [
        [0, 0],
        [
          [1, 0.5],
          [0.5, 2],
        ],
      ],
      [normal, 1, 1],
      [normal, 2, 1],
    ]);
  });

  it("reports expectations", () => {
    const { expectations } = interpret(
      parseProgram("width n\nvector u\noutput moment(u)\nexpect moment(u) = 3 / 2 tol 1e-9"),
      2,
      counting,
    );
    expect(expectations).toEqual([{ name: "moment(u)", actual: 1.5, expected: 1.5, tolerance: 1e-9 }]);
  });
});
