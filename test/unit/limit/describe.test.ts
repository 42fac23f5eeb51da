import { expect, test } from "vitest";
import { compile, findLimit, noFiles } from "../../../src/index.ts";
import { limitJson } from "../../../src/report/limit-json.ts";
import { stepsText } from "../../../src/report/limit-steps.ts";
import { limitTable } from "../../../src/report/limit-table.ts";

const text = `
width n
vector a ~ normal(0, 1)
c = moment(a)
output r = moment(tanh(a)/c), t = moment(step(c + 0*a)), known = moment(a^2)
output total = r + known
`;

function found(method: "auto" | "qmc" | "particles") {
  const compiled = compile({ name: "test.tp", text }, { settings: new Map(), files: noFiles }, () => {});
  if (!compiled.ok) throw new Error("it does not compile");
  const details = { independent: true, steps: true };
  const limit = findLimit(compiled.value, { method, tolerance: 1e-2 }, () => {}, details);
  if (!limit.ok) throw new Error("no output has a limit");
  return limit;
}

test.each(["auto", "qmc", "particles"] as const)("what has no limit is not 0 by symmetry: %s", (method) => {
  const { value, diagnostics } = found(method);
  expect(diagnostics.map(({ code }) => code)).toContain("TP301");
  const json = limitJson(value.report, []).outputs;
  for (const name of ["r", "t", "total"]) {
    expect(json[name]?.value, name).toBeNull();
    expect(json[name]?.independent, name).toBeUndefined();
  }
  expect(json.known?.value).toBeCloseTo(1, 6);
  expect(json.r?.text).toBe("E[tanh(Z(a))/c]");
  const table = limitTable(value.report, 100);
  expect(table).toMatch(/^r +=.* no limit +no limit *$/m);
  expect(table).toMatch(/^total +=.* no limit +no limit *$/m);
  expect(stepsText(value.steps, 100)).not.toMatch(/r = .* = 0/);
});

test("a number that is written out is given, though only what waits for a free symbol reads it", () => {
  const source = `width n
scalar beta
vector g ~ normal(0, 1)
matrix W ~ normal(0, 0.25 / n)
output moment(tanh(beta * (W @ g))^2)
`;
  const program = compile({ name: "test.tp", text: source }, { settings: new Map(), files: noFiles }, () => {});
  if (!program.ok) throw new Error("it does not compile");
  const limit = findLimit(program.value, { method: "auto", tolerance: 1e-4 }, () => {});
  if (!limit.ok) throw new Error("it has no limit");
  const { definitions, outputs } = limit.value.report;
  expect(definitions.map(({ text, estimate }) => [text, estimate?.value])).toContainEqual(["1/4", 0.25]);
  expect(outputs[0]?.estimate).toBeUndefined();
});
