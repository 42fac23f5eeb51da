import { describe, expect, test } from "vitest";
import { planSimulation } from "../../../src/plan/plan.ts";
import type { Sampler } from "../../../src/plan/simulation-plan.ts";
import { traceTrial } from "../../../src/runtime/cpu/trace/trace-trial.ts";
import { explainNonFinite } from "../../../src/runtime/non-finite.ts";
import { lower } from "../../kit/lower.ts";
import { simulate } from "../../kit/simulate.ts";
import { unwrap } from "../../kit/unwrap.ts";

const identity = (x: number) => x;

function planned(text: string, width: number, sampler: Sampler, memoryBytes = 2 ** 30) {
  const program = lower(text);
  const options = { width, sampler, matrixLaw: undefined, settings: new Map<string, number>(), memoryBytes };
  return { program, plan: unwrap(planSimulation(program, options)) };
}

/** The origins in trial 0 as text, with the value that they are in. */
function origins(text: string, round: (x: number) => number = identity, width = 8) {
  const { program, plan } = planned(text, width, "explicit");
  const traced = traceTrial(program, plan, { seed: 1n, trial: 0, round });
  return traced.map((origin) => origin && [program.values[origin.value]?.name, origin.operation, origin.text]);
}

const start = "width n\nvector g ~ normal(0, 1)\n";

describe("the origin", () => {
  test.each([
    ["a = exp(700 + tanh(g))\nb = a * a\noutput q = moment(b + g)", ["b", "pow", /^\d\.\d+e\+30\d\^2 overflows$/]],
    ["c = moment(relu(g - 100))\noutput q = 1 / c + moment(g)", ["q", "pow", "a division by 0"]],
    [
      "h = log(0 - g^2)\nk = h + 1\nm = relu(k)\noutput q = moment(m)",
      ["h", "log", /^log\(-[\d.e-]+\) is not a number$/],
    ],
    ["h = exp(1000 + g)\noutput q = moment(tanh(h) * h)", ["h", "exp", /^exp\([\d.]+\) overflows$/]],
    [
      "h = 1e308 * (1 + 0.1 * tanh(g))\noutput q = moment(h)",
      ["q", "moment", "the sum over the coordinates overflows"],
    ],
    [
      "matrix W ~ normal(0, 1 / n)\nh = W @ (1.7e308 * sign(g))\noutput q = moment(W.T @ h)",
      [expect.anything(), "matmul", "a product with a matrix overflows"],
    ],
    ["output q = moment(log(relu(g - 100)))", ["q", "log", "log(0) is infinite"]],
  ])("of %j", (text, [name, operation, what]) => {
    const [found] = origins(`${start}${text}\n`);
    expect(found).toEqual([name, operation, what instanceof RegExp ? expect.stringMatching(what) : what]);
  });

  test("is what reaches the output: an infinity that a later step makes finite is not blamed", () => {
    const text = `${start}h = 1 / (1 + exp(1000 + g))\nk = log(0 - g^2)\noutput q = moment(h), r = moment(h + k)\n`;
    expect(origins(text)).toEqual([undefined, ["k", "log", expect.any(String)]]);
  });

  test("follows the branch that is taken", () => {
    const text = `${start}a = where(g^2 > 0 - 1, g, log(0 - g^2))\noutput q = moment(a)\n`;
    expect(origins(text)).toEqual([undefined]);
  });

  test("in float32 is what overflows there", () => {
    const text = `${start}a = exp(100 + g)\nb = a / (1 + a)\nc = moment(exp(g - 60))\noutput q = moment(b), r = 1 / exp(10 * log(c))\n`;
    expect(origins(text)).toEqual([undefined, undefined]);
    expect(origins(text, Math.fround)).toEqual([
      ["a", "exp", expect.stringMatching(/^exp\([\d.]+\) overflows$/)],
      [expect.anything(), "pow", "a division by 0"],
    ]);
  });
});

test.each(["explicit", "conditioned"] as const)("the trial is that of the engine: %s", async (sampler) => {
  // The sign of s decides; it depends on all products.
  const text = `width n
vector g ~ normal(0, 1)
vector u ~ normal(0, 1)
matrix W ~ normal(0, 1 / n)
matrix V ~ normal(0, 1 / n)
h = W @ tanh(g)
k = W.T @ (h + V @ u)
l = V.T @ relu(W @ k)
a = W @ tanh(g) + V @ (0 + u)
s = moment(l * u) + moment(k * g) + moment(a * h) - 1
output q = log(s), r = s
`;
  const { program, plan } = planned(text, 12, sampler);
  const [q, s] = await simulate(program, { width: 12, sampler, trials: 40, seed: 5n, settings: {} });
  const finite = [...(q ?? [])].map(Number.isFinite);
  // Chance of all alike: below 2^-30 for signs that are about even.
  expect(new Set(finite).size).toBe(2);
  for (const [trial, ends] of finite.entries()) {
    const [origin] = traceTrial(program, plan, { seed: 5n, trial, round: identity });
    expect(origin === undefined).toBe(ends);
    // The number in the text has four digits.
    if (origin !== undefined) expect(origin.text).toBe(`log(${Number(s?.[trial]?.toPrecision(4))}) is not a number`);
  }
});

describe("warnings", () => {
  const text = `${start}c = moment(g) + 0.1\nd = log(c)\noutput q = d, r = d^2, s = c\n`;

  function explain(widths: readonly number[], single: boolean, memoryBytes = 2 ** 30, source = text) {
    const runs = widths.map((width) => {
      const { program, plan } = planned(source, width, "explicit", memoryBytes);
      return { program, run: { plan, seed: 7n, trials: 200, nonFinite: program.outputs.map(() => [0]) } };
    });
    return explainNonFinite(
      runs[0]!.program,
      runs.map(({ run }) => run),
      single,
    );
  }

  test("one for a statement, with all outputs and widths", async () => {
    const { program, plan } = planned(text, 16, "explicit");
    const samples = await simulate(program, { width: 16, sampler: "explicit", trials: 200, seed: 7n, settings: {} });
    const bad = samples.map((values) => [...values.keys()].filter((t) => !Number.isFinite(values[t])));
    expect(bad[0]?.length).toBeGreaterThan(20);
    const run = { plan, seed: 7n, trials: 200, nonFinite: bad };
    const found = explainNonFinite(program, [run], false);
    const count = `${bad[0]?.length} of 200 trials at width 16, first in trial ${bad[0]?.[0]}`;
    expect(found).toMatchObject([{ code: "TP451", severity: "warning", hint: undefined }]);
    expect(found[0]?.message).toMatch(/^log\(-0\.\d+\) is not a number in d: q, r are not finite in /);
    expect(found[0]?.message).toContain(count);
    expect(program.values.find(({ name }) => name === "d")?.place).toEqual(found[0]?.place);
  });

  test("what float64 would do is said where the engine has float32", () => {
    const source = `${start}output q = moment(exp(100 * sign(g)^2))\n`;
    expect(explain([4, 8], true, 2 ** 30, source)).toMatchObject([
      {
        message:
          "exp(100) overflows in q: q is not finite in 1 of 200 trials at width 4, first in trial 0; also 1 of 200 trials at width 8, first in trial 0",
        hint: "in float64 this trial is finite: take --device cpu --precision double",
      },
    ]);
  });

  test("a trial that does not fit into the memory is not run again, which is said", () => {
    const source = `${start}h = tanh(g)\noutput q = moment(log(h))\n`;
    const [first] = explain([4096], false, 40_000, source);
    expect(first?.message).toMatch(/^which statement it was takes too long to find out: q is not finite in 1 of 200/);
  });
});
