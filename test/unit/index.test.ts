/** The example of the public API, and what is promised of its stages together. */
import { describe, expect, test } from "vitest";
import {
  compare,
  compile,
  findLimit,
  limitTable,
  noFiles,
  type Program,
  type SimulateOptions,
  type Stage,
  simulate,
} from "../../src/index.ts";

const defaults: SimulateOptions = {
  widths: [8, 16],
  trials: 10,
  seed: 1n,
  sampler: "auto",
  device: "cpu",
  matrixLaw: undefined,
  memoryBytes: 2 ** 30,
  threads: 1,
  precision: "auto",
  signal: undefined,
  onProgress: undefined,
};

function program(text: string): Program {
  const compiled = compile({ name: "net.tp", text }, { settings: new Map(), files: noFiles }, () => {});
  if (!compiled.ok) throw new Error(compiled.diagnostics[0]?.message);
  return compiled.value;
}

test("the example", () => {
  const net = program("width n\nvector g ~ normal(0, 1)\noutput q = moment(relu(g)^2)");
  const limit = findLimit(net, { method: "auto", tolerance: 1e-6 }, () => {});
  if (!limit.ok) throw new Error(limit.diagnostics[0]?.message);
  expect(limitTable(limit.value.report, 80)).toMatch(/^q .* 0\.5 ± \S+ +closed$/m);
});

test("mistakes are diagnostics at every stage", () => {
  const wrong = compile({ name: "a.tp", text: "width" }, { settings: new Map(), files: noFiles }, () => {});
  expect(wrong).toMatchObject({ ok: false, diagnostics: [{ severity: "error" }] });
  const settings = new Map([["c", 1]]);
  const text = "width n\nvector g ~ normal(0, 1)\noutput q = moment(g)";
  expect(compile({ name: "a.tp", text }, { settings, files: noFiles }, () => {}).ok).toBe(false);
});

describe("a simulation", () => {
  const average = program("width n\nvector g ~ normal(0, 1)\noutput q = moment(g)");

  test("has other random numbers at each width, and the same whenever it is repeated", async () => {
    const options = { ...defaults, trials: 200 };
    const run = await simulate(average, options, () => {});
    if (!run.ok) throw new Error();
    const [narrow, wide] = run.value.runs;
    const atNarrow = narrow?.outputs[0]?.samples ?? new Float64Array();
    const atWide = wide?.outputs[0]?.samples ?? new Float64Array();
    // The same numbers would make half of each wide average the narrow one: correlation 0.7. That of 200 independent
    // pairs exceeds 0.35 with probability below 1e-6.
    expect(Math.abs(correlation(atNarrow, atWide))).toBeLessThan(0.35);
    const alone = await simulate(average, { ...options, widths: [16] }, () => {});
    if (!alone.ok) throw new Error();
    expect(alone.value.runs[0]?.outputs[0]?.samples).toEqual(atWide);
    const again = await simulate(average, options, () => {});
    expect(again.ok && again.value.runs.map((r) => r.outputs)).toEqual(run.value.runs.map((r) => r.outputs));
  });

  test("that is aborted before it starts is partial and empty", async () => {
    const run = await simulate(average, { ...defaults, signal: AbortSignal.abort() }, () => {});
    expect(run).toMatchObject({ ok: true, value: { partial: true, runs: [] } });
  });

  test("tells how far it is", async () => {
    const seen: (readonly [number, number, number])[] = [];
    await simulate(average, { ...defaults, onProgress: (...where) => seen.push(where) }, () => {});
    expect(seen).toContainEqual([8, 10, 10]);
    expect(seen.at(-1)).toEqual([16, 10, 10]);
  });

  test("is refused as a whole when its last width does not fit", async () => {
    let started = false;
    const run = await simulate(average, { ...defaults, widths: [8, 2 ** 20], memoryBytes: 10_000 }, (stage) => {
      started ||= stage === "run";
    });
    expect(run).toMatchObject({ ok: false, diagnostics: [{ code: "TP405" }] });
    expect(started).toBe(false);
  });
});

test("stages announce themselves in order", async () => {
  const stages: Stage[] = [];
  const net = program("width n\nvector g ~ normal(0, 1)\noutput q = moment(g^2)\nexpect q = 1 tol 1e-9");
  const options = {
    ...defaults,
    method: "auto",
    tolerance: 1e-6,
    alpha: 1e-4,
    resolution: 0.1,
    effort: { kind: "fixed", trials: 10 },
  } as const;
  const compared = await compare(net, options, (stage) => stages.push(stage));
  expect(stages).toEqual(["derive", "evaluate", "plan", "plan", "open engine", "run", "compare"]);
  expect(compared).toMatchObject({ ok: true, value: { expectations: [{ name: "q", verdict: "holds" }] } });
  // The limit that an expectation needs is not reported as an output.
  expect(compared.ok && compared.value.report.outputs.map(({ name }) => name)).toEqual(["q"]);
});

function correlation(x: Float64Array, y: Float64Array): number {
  const mean = (v: Float64Array) => v.reduce((sum, one) => sum + one, 0) / v.length;
  const covariance = (u: Float64Array, v: Float64Array) =>
    mean(u.map((one, i) => (one - mean(u)) * ((v[i] ?? Number.NaN) - mean(v))));
  return covariance(x, y) / Math.sqrt(covariance(x, x) * covariance(y, y));
}
