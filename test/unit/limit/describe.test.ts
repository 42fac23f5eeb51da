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

test("what symmetry or a closed form says is shown of no value without a limit", () => {
  const source = `width n
vector z ~ normal(0, 1)
vector g[i in 1..5] ~ normal(0, 1)
vector v ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
a = moment(z)
c = moment(step(a) * v)
y = W @ (step(a) + v)
for i in 1..5 { d[i] = moment(step(a) * g[i]) }
output c, d, moment(y^2), known = moment(v^2)
`;
  const program = compile({ name: "test.tp", text: source }, { settings: new Map(), files: noFiles }, () => {});
  if (!program.ok) throw new Error("it does not compile");
  const limit = findLimit(program.value, { method: "auto", tolerance: 1e-4 }, () => {}, {
    independent: false,
    steps: true,
  });
  if (!limit.ok) throw new Error("it has no limit");
  const { report, steps } = limit.value;
  const { definitions, outputs } = limitJson(report, []);
  const missing = ["c", "moment(y^2)", ...[1, 2, 3, 4, 5].map((i) => `d[${i}]`)];
  for (const name of missing) {
    expect(outputs[name]?.value).toBeNull();
    expect(outputs[name]?.text, name).toMatch(/^E\[/);
    expect(outputs[name]?.latex, name).toMatch(/ = \\mathbb\{E\}/);
  }
  expect(outputs.known).toMatchObject({ value: 1, text: "1" });
  for (const { text, value } of definitions) if (value === null) expect(text).toMatch(/^E\[/);
  const table = limitTable(report, 200);
  expect(table).toMatch(/^c += E\[step\(a\) Z\(v\)\] +no limit *$/m);
  expect(table).toMatch(/^d\[i\] += no limit {2}for i = 1\.\.5 +no limit *$/m);
  expect(table).not.toMatch(/^\S+ += [\d.]+ .*no limit *$/m);
  const derivation = stepsText(steps, 200);
  expect(derivation).not.toMatch(/^ +(c|d\[\d\]|Var\(y\)|moment\(y²\)) = .*= [\d.]+$/m);
  expect(derivation).toMatch(/c = E\[step\(a\) Z\(v\)\]\n.*it has no limit/);
});
