/** How formulas are written: what a theorist would not write is not written. */
import { describe, expect, test } from "vitest";
import { deriveLimit } from "../../../src/limit/derive.ts";
import { describeLimit } from "../../../src/limit/describe.ts";
import type { LimitReport } from "../../../src/limit/limit-report.ts";
import { shownLimit } from "../../../src/limit/sums/shown-limit.ts";
import { examplePrograms } from "../../kit/example-programs.ts";
import { lower } from "../../kit/lower.ts";
import { unwrap } from "../../kit/unwrap.ts";

const noNumbers = { estimates: new Map(), missing: new Map() };

function reportOf(text: string): LimitReport {
  return describeLimit(shownLimit(unwrap(deriveLimit(lower(text))), noNumbers), noNumbers);
}

function equationsOf(text: string): readonly string[] {
  return reportOf(text).equations.map((equation) => `${equation.name} = ${equation.text}`);
}

describe("formulas", () => {
  test("scalars stand before expectations, term by term", () => {
    const text = examplePrograms.find(({ name }) => name === "jacobian-spectrum")?.text ?? "";
    expect(equationsOf(text).at(-1)).toBe(
      "m[2] = Var(hat(W[2] @ f[1])) E[(1 - tanh(W[2] @ x[1])^2)^2] + " +
        "B(W[2] @ f[1]; b[1])^2 E[(1 - tanh(W[2] @ x[1])^2)^4]",
    );
  });

  test("equal expectations are named once, members of one family each by its equation", () => {
    const text = `
width n
vector g[i in 1..2] ~ normal(0, 1)
matrix W[r in 1..2] ~ normal(0, 1 / n)
matrix V ~ normal(0, 1 / n)
for r in 1..2, i in 1..2 { h[r, i] = W[r] @ tanh(g[i]) }
k = V @ tanh(g[1])
output moment(h[1, 1]^2 + h[1, 2]^2 + h[2, 1]^2 + h[2, 2]^2), moment(k^2)`;
    const equations = equationsOf(text);
    expect(equations).toContain("Var(h[r,i]) = E[tanh(g[i])^2]");
    expect(equations).toContain("Var(k) = Var(h[1,1])");
  });

  test("a root cancels against a multiple of itself", () => {
    const text = `
width n
vector (u, v) ~ normal([0, 0], [[1, 0.3], [0.3, 1]])
matrix W ~ normal(0, 0.5 / n)
output moment(relu(W @ tanh(u)) * relu(W @ tanh(v))), k = moment(relu(W @ u) * relu(W @ v)), l = moment(relu(2 * (W @ sign(u))) * relu(W @ sign(v)))`;
    for (const equation of equationsOf(text)) expect(equation).not.toMatch(/\)\/sqrt\(1\/4/);
  });

  test("names of parts are none of the program's", () => {
    const long = "sqrt(1 + u^2 + v^2 + (u * v)^2 + 0.25 * u^4 + 0.75 * v^4)";
    const text = `
width n
vector t1 ~ normal(0, 1)
vector u ~ normal(0, 1)
vector v ~ normal(0, 1)
output k = moment(tanh(t1 * ${long} + u * ${long}^3) * tanh(v * ${long}^5 + t1 * ${long}^7) * sin(${long}) * cos(3 * ${long} + t1) * sin(5 * ${long} + v))`;
    const [equation = ""] = equationsOf(text);
    expect(equation).toMatch(/ where /);
    expect(equation).not.toMatch(/\bt1 = /);
    expect(equation).toMatch(/\bt2 = /);
  });

  test("words behind an underscore are labels", () => {
    const text = "width n\nvector x1_after ~ normal(0, 1)\noutput q_new = moment(tanh(x1_after)^2)\n";
    const [{ latex } = { latex: "" }] = reportOf(text).outputs;
    expect(latex).toBe("q_{\\mathrm{new}} = \\mathbb{E}\\left[\\tanh^{2}\\left(x_{1,\\mathrm{after}}\\right)\\right]");
  });
});
