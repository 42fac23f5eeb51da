import { describe, expect, test } from "vitest";
import { compile, findLimit, noFiles } from "../../../src/index.ts";
import type { LimitReport } from "../../../src/limit/limit-report.ts";

function limitOf(text: string): LimitReport {
  const compiled = compile({ name: "test.tp", text }, { settings: new Map(), files: noFiles }, () => {});
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join("; "));
  const found = findLimit(compiled.value, { method: "quadrature", tolerance: 1e-6 }, () => {});
  if (!found.ok) throw new Error(found.diagnostics.map(({ message }) => message).join("; "));
  return found.value.report;
}

/** The number that `5 E[2 ..]/2` says, where the expectation of what follows the inner factor is `of`. */
function evaluated(text: string, body: string, of: number): number {
  const [before, after] = text.split("E[");
  const [inside, behind] = (after ?? "").split("]");
  if (inside === undefined || !inside.endsWith(body)) throw new Error(`${text} is no expectation of ${body}`);
  const numeric = (factor: string): number => (factor.trim() === "" ? 1 : Number(factor));
  const under = behind?.startsWith("/") ? Number(behind.slice(1)) : 1;
  return (numeric(before ?? "") * numeric(inside.slice(0, -body.length)) * of) / under;
}

describe("formulas in names of vectors", () => {
  // Long enough that no formula writes it out.
  const long = ["sin(w)", "tanh(w)*cos(w)", "exp(-w^2)*w", "sigmoid(w)*tanh(2*w)", "cos(3*w)*w", "erf(w)*sin(2*w)"];
  const report = limitOf(`
width n
vector g ~ normal(0, 1)
vector u ~ normal(0, 1)
matrix W ~ normal(0, 2.5/n)
w = W @ g
x = 5*(${long.join(" + ")} + ${long.join("*")})
y = 3*u*x
output m = moment(2*x^2), square = moment(x^2), slope = moment(x*w)/2.5
output v = moment((W.T @ x)^2), k = moment((W.T @ y)^2)`);
  const entry = (name: string) => {
    const found = [...report.definitions, ...report.outputs].find((one) => one.name === name);
    if (found?.estimate === undefined)
      throw new Error(`no number ${name} among ${report.definitions.map((d) => d.name)}`);
    return { text: found.text, value: found.estimate.value };
  };
  const square = entry("square").value;

  test("what is moved out of an expectation is not counted twice", () => {
    const { text, value } = entry("m");
    expect(evaluated(text, "Z(x)^2", square) / value).toBeCloseTo(1, 6);
    expect(value / square).toBeCloseTo(2, 6);
  });

  test("variances and slopes have the variance of the matrix before them", () => {
    const variance = entry("Var(hat(W.T @ x))");
    expect(evaluated(variance.text, "Z(x)^2", square) / variance.value).toBeCloseTo(1, 6);
    const slope = entry("B(W.T @ x; w)");
    expect(evaluated(slope.text, "d Z(x) / d hat(w)", entry("slope").value) / slope.value).toBeCloseTo(1, 6);
  });

  test("variables that are integrated out are still in the names", () => {
    const { text, value } = entry("Var(W.T @ y)");
    expect(evaluated(text, "Z(y)^2", 9 * square) / value).toBeCloseTo(1, 6);
  });
});
