import { expect, test } from "vitest";
import { compile, findLimit, noFiles } from "../../../src/index.ts";
import type { Program } from "../../../src/ir/program.ts";
import { verifyProgram } from "../../../src/ir/verify.ts";
import { moment, type Shape } from "../../../src/math/laws.ts";
import { planSimulation } from "../../../src/plan/plan.ts";
import { swapLaws } from "../../../src/universality/swap-laws.ts";

function compiled(text: string): Program {
  const program = compile({ name: "test.tp", text }, { settings: new Map(), files: noFiles }, () => {});
  if (!program.ok) throw new Error(program.diagnostics.map(({ message }) => message).join("; "));
  return program.value;
}

function swapped(text: string, shape: Shape): Program {
  const program = swapLaws(compiled(text), shape, "all tensors");
  if (!program.ok) throw new Error("not swapped");
  verifyProgram(program.value);
  return program.value;
}

function limits(program: Program): ReadonlyMap<string, number> {
  const limit = findLimit(program, { method: "auto", tolerance: 1e-6 }, () => {});
  if (!limit.ok) throw new Error("no limit");
  return new Map(limit.value.report.outputs.map(({ name, estimate }) => [name, estimate?.value ?? Number.NaN]));
}

const pair = `width n
vector (a, b, c) ~ normal([1, 0, 0], [[4, 1, 2], [1, 1, 0.5], [2, 0.5, 1]])
output moment(a), moment(b), moment(a^2), moment(a * b), moment(b^2), moment(b * c), moment(c^2), moment((a - 1)^4)
output moment((b - (a - 1) / 4)^4)`;

test("jointly normal vectors keep means and covariances, a singular one too, and get the law's fourth moment", () => {
  const before = limits(compiled(pair));
  const shape = { kind: "laplace" } as const;
  const after = limits(swapped(pair, shape));
  // Moments to order two are polynomials of the numbers above: equal to rounding.
  for (const name of [
    "moment(a)",
    "moment(b)",
    "moment(a^2)",
    "moment(a*b)",
    "moment(b^2)",
    "moment(b*c)",
    "moment(c^2)",
  ]) {
    expect(after.get(name), name).toBeCloseTo(before.get(name) ?? Number.NaN, 10);
  }
  // The first member is its own entry, and what a later one adds to the regression on those before is another.
  const kurtosis = moment(shape, 4) ?? Number.NaN;
  const [first, second] = [...after.values()].slice(-2);
  expect(first).toBeCloseTo(16 * kurtosis, 8);
  expect(second).toBeCloseTo(0.75 ** 2 * kurtosis, 8);
});

test("single vectors keep mean and variance; laws that a program states are left alone", () => {
  const text = `width n
vector g ~ normal(2, 3)
vector s ~ rademacher
output moment(g), moment((g - 2)^2), moment((g - 2)^4), moment(s^4)`;
  const found = [...limits(swapped(text, { kind: "uniform" })).values()];
  [2, 3, 9 * 1.8, 1].forEach((expected, k) => {
    expect(found[k]).toBeCloseTo(expected, 10);
  });
});

test("matrices alone: the same plan as with the option of the planner that replaces their law", () => {
  const program = compiled(`width n
vector (a, b) ~ normal([0, 0], [[1, 0.5], [0.5, 1]])
matrix W ~ normal(0, 2 / n)
output q = moment((W @ a) * (W @ b))`);
  const shape = { kind: "student_t", df: 5 } as const;
  const options = { width: 8, sampler: "explicit", settings: new Map<string, number>(), memoryBytes: 1e9 } as const;
  const bySwap = swapLaws(program, shape, "matrices");
  if (!bySwap.ok) throw new Error("not swapped");
  const one = planSimulation(bySwap.value, { ...options, matrixLaw: undefined });
  const other = planSimulation(program, { ...options, matrixLaw: shape });
  if (!one.ok || !other.ok) throw new Error("no plan");
  expect({ ...one.value, pool: undefined }).toEqual({ ...other.value, pool: undefined });
  expect(one.value.matrices[0]?.stream.shape).toEqual(shape);
});

test("a scalar without value is named: its vectors have no variance yet", () => {
  const text = "width n\nscalar c\nvector g ~ normal(0, 1)\noutput q = moment(c * g^2)";
  const found = swapLaws(compiled(text), { kind: "uniform" }, "all tensors");
  expect(found.diagnostics.map(({ code }) => code)).toEqual(["TP402"]);
});
