/** The printed form of a program with every kind of instruction. */
import { expect, test } from "vitest";
import { printProgram } from "../../../src/ir/print.ts";
import { lower } from "../../kit/lower.ts";

const text = `
  scalar s
  scalar c = 0.5
  width n
  width m = 2 * n
  vector (g, h) : n ~ normal([0, 1], [[1, s], [s, 1]])
  vector u : m ~ student_t(df = 5, var = s^2)
  matrix W : m x n ~ truncated_normal(cut = 2, var = (1 + s) / n)
  x = tanh(g + h)
  y = W @ x
  z = W.T @ u
  q = moment(y^2)
  r = (q + s) / c
  output q, r, moment(z * x)
  expect q = 1 tol 0.5`;

test("a program is printed with all that it has", () => {
  expect(printProgram(lower(text))).toMatchInlineSnapshot(`
    "program <test>
    widths
      n
      m = 2 * n
    matrices
      W : m x n, truncated_normal(cut = 2), entry variance (s + 1) / n
    instructions
      %0 = symbol                                                   # s
      %1 = constant 0.5                                             # c
      %2, %3 : n = input normal, mean [0, 1], covariance [[1, s], [s, 1]]  # g, h
      %4 : m = input student_t(df = 5), mean 0, variance s^2        # u
      %5 : n = nonlin tanh(%2 + %3)                                 # x
      %6 : m = matmul W %5                                          # y
      %7 : n = matmul W.T %4                                        # z
      %8 = moment %6^2                                              # q
      %9 = scalar (%0 + %8) / %1                                    # r
      %10 = moment %5 * %7                                          # moment(z * x)
    outputs
      q = %8
      r = %9
      moment(z*x) = %10
    expectations
      q = %8 = 1 tol 0.5
    "
  `);
});

test("equal programs are printed alike", () => {
  expect(printProgram(lower(text))).toBe(printProgram(lower(`# a comment\n${text.replaceAll("  ", " ")}`)));
});

test("repeated parts of a body have lines of their own", () => {
  const calls = Array.from(
    { length: 12 },
    (_, k) => `fn f${k + 1}(z) = ${k === 0 ? "z" : `f${k}(z)`} * sigmoid(${k === 0 ? "z" : `f${k}(z)`} + 1)`,
  );
  const printed = printProgram(lower(`width n\nvector g\n${calls.join("\n")}\noutput moment(f12(g))`));
  expect(printed).toContain("t1 = ");
  expect(printed.length).toBeLessThan(3000);
});
