/** Matrix values: sums, multiples, transposes, rank-one parts, and what applying them costs. */
import { describe, expect, test } from "vitest";
import { printProgram } from "../../../src/ir/print.ts";
import type { Program } from "../../../src/ir/program.ts";
import { lower } from "../../kit/lower.ts";

const head = `
  width n
  width m = 2 * n
  vector u : n
  vector v : m
  vector x : m
  matrix W : n x m ~ normal(0, 1 / m)
`;

/** The instructions after the three inputs, without their names. */
function instructions(text: string): string[] {
  const lines = printProgram(lower(head + text)).split("\n");
  const kept = lines.slice(lines.indexOf("instructions") + 1, lines.indexOf("outputs"));
  return kept.map((line) => line.replace(/ *#.*/, "").trim()).filter((line) => !line.includes("= input "));
}

function count(program: Program, op: Program["instrs"][number]["op"]): number {
  return program.instrs.filter((instr) => instr.op === op).length;
}

describe("a matrix value", () => {
  test("of rank one is an average times a vector, with the ratio of the widths", () => {
    // u v^T x / n = u (m / n) moment(v x)
    expect(instructions("y = (outer(u, v) / n) @ x\noutput moment(y)")).toEqual([
      "%3 = moment %1 * %2",
      "%4 : n = nonlin 2 * %0 * %3",
      "%5 = moment %4",
    ]);
  });

  test("of rank one over the width of its right vector has no ratio", () => {
    expect(instructions("y = (outer(u, v) / m) @ x\noutput moment(y)")[1]).toBe("%4 : n = nonlin %0 * %3");
  });

  test("of rank one is transposed by exchanging its vectors", () => {
    expect(instructions("y = (outer(u, v) / n).T @ u\noutput moment(y)")).toEqual([
      "%3 = moment %0^2",
      "%4 : m = nonlin %1 * %3",
      "%5 = moment %4",
    ]);
  });

  test("takes the factor of an `outer` on either side of the division", () => {
    const once = instructions("y = (3 * outer(u, v) / n) @ x\noutput moment(y)");
    expect(instructions("y = (-outer(u, v) * (-3 / n)) @ x\noutput moment(y)")).toEqual(once);
    expect(instructions("y = (6 / m * outer(u, v)) @ x\noutput moment(y)")).toEqual(once);
    expect(instructions("y = ((outer(u, v) + 2 * outer(u, v)) / n) @ x\noutput moment(y)")).toEqual(once);
  });

  test("is a sum of declared matrices and rank-one parts, each applied once", () => {
    expect(
      instructions("A = 2 * W + outer(u, v) / m - W / 2\ny = A @ x\nz = A.T @ u\noutput moment(y), moment(z)"),
    ).toEqual([
      "%3 : n = matmul W %2",
      "%4 = moment %1 * %2",
      "%5 : n = nonlin 1.5 * %3 + %0 * %4",
      "%6 : m = matmul W.T %0",
      "%7 = moment %0^2",
      "%8 : m = nonlin 1.5 * %6 + 0.5 * %1 * %7",
      "%9 = moment %5",
      "%10 = moment %8",
    ]);
  });

  test("whose parts cancel is the zero vector and draws nothing", () => {
    const program = lower(`${head}y = (W - W) @ x + u\noutput moment(y)`);
    expect(count(program, "matmul")).toBe(0);
  });

  test("is multiplied by scalars, and may be an empty sum", () => {
    expect(instructions("q = moment(u)\ny = (sum(i in 1..0: outer(u, v) / n) + q * W) @ x\noutput moment(y)")).toEqual([
      "%3 = moment %0",
      "%4 : n = matmul W %2",
      "%5 : n = nonlin %4 * %3",
      "%6 = moment %5",
    ]);
  });

  test("is applied from the right: `W @ W.T @ u`", () => {
    expect(instructions("output moment(W @ W.T @ u)")).toEqual([
      "%3 : m = matmul W.T %0",
      "%4 : n = matmul W %3",
      "%5 = moment %4",
    ]);
  });

  test("doubled a hundred times is applied at once", () => {
    const program = lower(
      `${head}M[0] = W + outer(u, v) / n\nfor i in 1..100 { M[i] = M[i-1] + M[i-1] }\noutput moment(M[100] @ x)`,
    );
    expect([count(program, "matmul"), count(program, "moment")]).toEqual([1, 2]);
    expect(printProgram(program)).toContain(String(2 ** 100));
  });

  test("after t updates costs t moments", () => {
    const program = lower(`
      width n
      vector g
      matrix W ~ normal(0, 1 / n)
      Wt[1] = W
      for t in 1..50 {
        a[t] = tanh(g + t)
        d[t] = sin(g * t)
        Wt[t+1] = 0.5 * Wt[t] - 0.1 * outer(d[t], a[t]) / n
      }
      output moment(Wt[51] @ a[1])`);
    expect([count(program, "matmul"), count(program, "moment")]).toEqual([1, 51]);
  });

  test("passes through functions", () => {
    expect(
      instructions(
        "fn update(A, d, a, s, w) = A - s * outer(d, a) / w\ny = update(W, u, v, 0.5, n) @ x\noutput moment(y)",
      ),
    ).toEqual(["%3 : n = matmul W %2", "%4 = moment %1 * %2", "%5 : n = nonlin %3 - %0 * %4", "%6 = moment %5"]);
  });
});

describe("the variance of a matrix", () => {
  const variances = (text: string): string[] =>
    printProgram(lower(text))
      .split("\n")
      .filter((line) => line.includes("entry variance"))
      .map((line) => line.trim());

  test("is `c / width` for any width, and is kept times the number of columns", () => {
    expect(
      variances(`
        width n
        width m = 2 * n
        matrix A : n x m ~ normal(0, 3 / n)
        matrix B : n x m ~ normal(0, 3 / m)
        matrix C : m x n ~ uniform(var = 3 / m)
        matrix D : n x n ~ normal(0, 2 / ((1 + 3^2) * n))
        matrix E : n x n ~ normal(0, 0)
        matrix F : n x n ~ normal(0, n / (n * m))
        vector g : n
        output moment(g)`),
    ).toEqual([
      "A : n x m, normal, entry variance 6 / m",
      "B : n x m, normal, entry variance 3 / m",
      "C : m x n, uniform, entry variance 1.5 / n",
      "D : n x n, normal, entry variance 0.2 / n",
      "E : n x n, normal, entry variance 0 / n",
      "F : n x n, normal, entry variance 0.5 / n",
    ]);
  });

  test("may depend on scalars without value, and on what is computed from them", () => {
    expect(
      variances(`
        scalar s
        scalar k = 3
        width n
        matrix A ~ normal(0, s^2 / n)
        t = s + k
        matrix B[l in 1..2] ~ normal(0, l * t / n)
        vector g ~ normal(s, t)
        output moment(g)`),
    ).toEqual([
      "A : n x n, normal, entry variance s^2 / n",
      "B[1] : n x n, normal, entry variance (s + 3) / n",
      "B[2] : n x n, normal, entry variance (2 * (s + 3)) / n",
    ]);
  });
});
