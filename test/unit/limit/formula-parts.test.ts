import { expect, test } from "vitest";
import { compile, findLimit, noFiles } from "../../../src/index.ts";

const text = `
width n
vector b ~ normal(0, 1)
matrix W ~ normal(0, 1/n)
h[1] = b
for t in 1..3 { h[t+1] = W @ tanh(h[t]) + W.T @ sin(h[t]*0.3) + b*0.3 }
output q = moment(2*h[4]^2*tanh(h[4])^2)
`;

/** Whether `where` stands within brackets that are closed behind it. */
function isInside(formula: string): boolean {
  const before = formula.split("where")[0] ?? "";
  return /where [^(]/.test(formula) && (before.match(/[[({]/g)?.length ?? 0) !== (before.match(/[\])}]/g)?.length ?? 0);
}

test("the named parts of a formula stand behind it, not within its expectation", () => {
  const compiled = compile({ name: "test.tp", text }, { settings: new Map(), files: noFiles }, () => {});
  if (!compiled.ok) throw new Error("it does not compile");
  const details = { independent: false, steps: true };
  const options = { method: "particles", tolerance: 0.1 } as const;
  const found = findLimit(compiled.value, options, () => {}, details);
  if (!found.ok) throw new Error("it has no limit");
  const { report, steps } = found.value;
  const lines = steps.flatMap(({ lines }) =>
    lines.flatMap(({ formula }) => (formula === undefined ? [] : [formula.text])),
  );
  const texts = [...report.definitions, ...report.equations, ...report.outputs].map((entry) => entry.text);
  const all = [...texts, ...lines];
  expect(all.filter((formula) => formula.includes(" where t1 = ")).length).toBeGreaterThan(2);
  expect(all.filter(isInside)).toEqual([]);
  expect(report.outputs[0]?.text).toMatch(/^2 E\[t2\^2 tanh\(t2\)\^2\] where t1 = /);
  // \text{where } opens and closes one brace of its own.
  expect(report.outputs[0]?.latex).toMatch(/\\right\] \\quad \\text\{where \} t_\{1\} = /);
});
