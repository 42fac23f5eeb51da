import { describe, expect, test } from "vitest";
import { compareWithLimit } from "../../../src/report/compare.ts";
import { comparisonTable, expectationLines, verdictLine } from "../../../src/report/comparison-table.ts";
import { samplesCsv, summaryCsv } from "../../../src/report/csv.ts";
import { checkExpectations } from "../../../src/report/expectations.ts";
import { limitTable } from "../../../src/report/limit-table.ts";
import { samplesNpy } from "../../../src/report/npy.ts";
import { comparisonJson, simulationJson } from "../../../src/report/result-json.ts";
import { summariseOutput } from "../../../src/report/run-summary.ts";
import type { Sequence } from "../../../src/report/sequence.ts";
import type { Simulation } from "../../../src/report/simulation.ts";
import { simulationTable } from "../../../src/report/simulation-table.ts";
import { renderTable } from "../../../src/report/table.ts";

const place = { source: { name: "a.tp", text: "width n\n" }, span: { start: 0, end: 5 } };

/** Two widths, one of them interrupted; a name that needs quotes; a trial that is not finite. */
const simulation: Simulation = {
  program: "a.tp",
  seed: 2n ** 63n,
  engine: "cpu",
  device: "2 threads, float64",
  partial: true,
  runs: [
    {
      width: 4,
      trials: 3,
      requested: 3,
      seconds: 0.5,
      sampler: "explicit",
      samplerReason: "as asked for",
      outputs: [
        summariseOutput("q", Float64Array.of(1, 2, 3)),
        summariseOutput("K[1,2]", Float64Array.of(0.5, Number.NaN, 1.5)),
      ],
    },
    {
      width: 8,
      trials: 1,
      requested: 3,
      seconds: 0.25,
      sampler: "conditioned",
      samplerReason: "every matrix is Gaussian",
      outputs: [
        summariseOutput("q", Float64Array.of(4)),
        summariseOutput("K[1,2]", Float64Array.of(Number.POSITIVE_INFINITY)),
      ],
    },
  ],
};

test("columns are aligned, colours do not count, no line ends in spaces", () => {
  const columns = [
    { title: "name", align: "left" },
    { title: "value", align: "right" },
    { title: "", align: "left" },
  ] as const;
  const rows = [
    ["q", "-1.5", "\u001b[32mgood\u001b[39m"],
    ["h[1,2]", "10 ± 2", ""],
  ];
  expect(renderTable(columns, rows)).toBe(
    ["name     value", "────────────────────", "q         -1.5  \u001b[32mgood\u001b[39m", "h[1,2]  10 ± 2"].join("\n"),
  );
});

test("the table of a simulation says what is missing", () => {
  expect(simulationTable(simulation)).toMatchInlineSnapshot(`
    "seed 9223372036854775808, 2 threads, float64

    width 4: 3 trials in 0.50 s, explicit sampler (as asked for)
    output  mean    se  spread  min  max
    ────────────────────────────────────
    q       2.00  0.58       1    1    3
    K[1,2]  1.00  0.50   0.707  0.5  1.5
    K[1,2] was not finite in 1 of 3 trials at width 4, which its statistics leave out: trial 1

    width 8: 1 of 3 trials in 0.25 s, conditioned sampler (every matrix is Gaussian)
    output         mean       se   spread  min  max
    ───────────────────────────────────────────────
    q                 4  unknown  unknown    4    4
    K[1,2]  none finite
    K[1,2] was not finite in 1 of 1 trial at width 8, which its statistics leave out: trial 0"
  `);
});

describe("the limit", () => {
  const entry = (name: string, text: string, value: number, error: number) => ({
    name,
    text,
    latex: text,
    integral: undefined,
    exists: true,
    independent: undefined,
    place,
    estimate: { value, error, method: "quadrature" as const },
  });

  test("definitions, then outputs; a number that is not there is open", () => {
    const variance = entry("Var(h)", "E[tanh(g)^2]", 0.3942944904, 1e-11);
    const report = {
      program: "a.tp",
      definitions: [variance],
      equations: [{ name: variance.name, text: variance.text, latex: "", range: "", members: [variance] }],
      unrolled: [],
      conventions: [],
      outputs: [entry("q", "E[tanh(h)^2]", 0.2364504, 1e-6), { ...entry("s", "c^2", 0, 0), estimate: undefined }],
    };
    expect(limitTable(report, 100)).toMatchInlineSnapshot(`
      "definition                 value                 method
      ───────────────────────────────────────────────────────────
      Var(h)      = E[tanh(g)²]  0.3942944904 ± 1e-11  quadrature

      limit                 value             method
      ──────────────────────────────────────────────────
      q      = E[tanh(h)²]  0.2364504 ± 1e-6  quadrature
      s      = c²           open"
    `);
    expect(limitTable({ ...report, equations: [] }, 100)).not.toContain("definition");
    const layers = { name: "q[l]", text: "E[relu(h[l-1])^2]", latex: "", range: "for l = 2..9" };
    const members = [entry("q[2]", "", 0.5, 1e-11), entry("q[9]", "", 0.25, 1e-11)];
    expect(limitTable({ ...report, equations: [{ ...layers, members }], outputs: [] }, 100)).toMatchInlineSnapshot(`
      "definition                                    value       method
      ────────────────────────────────────────────────────────────────────
      q[l]        = E[relu(h[l-1])²]  for l = 2..9  0.5 … 0.25  quadrature"
    `);
    const unrolled = [{ name: "Cov(h[t], h[s])", count: 12 }];
    expect(limitTable({ ...report, equations: [], unrolled }, 100)).toMatch(
      /\n\nno recurrence found, listed one by one:\n {2}Cov\(h\[t\], h\[s\]\): 12$/,
    );
    const long = { ...report, outputs: [entry("q", "x + ".repeat(100), 1, 0)] };
    expect(limitTable(long, 80)).toMatch(/\nq {6}= x \+ [x +]+ {2}1 .*quadrature\n {9}\+ x \+ [x +]+\n/);
    expect(limitTable(long, 80).match(/x/g)).toHaveLength(100);
    expect(
      Math.max(
        ...limitTable(long, 80)
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  test("what gradient independence would give stands beside each value", () => {
    const independent = { value: 0.25, error: 1e-11, method: "closed" as const };
    const values = [
      { ...entry("q", "a", 0.5, 1e-11), independent },
      { ...entry("r", "b", 0.25 + 1e-12, 1e-11), independent },
    ];
    const report = { program: "a.tp", definitions: [], equations: [], unrolled: [], outputs: values, conventions: [] };
    expect(limitTable(report, 100)).toMatchInlineSnapshot(`
      "limit       value                   method      if independent  difference
      ──────────────────────────────────────────────────────────────────────────
      q      = a  0.5 ± 1e-11             quadrature  0.25 ± 1e-11    -0.25
      r      = b  0.250000000001 ± 1e-11  quadrature  0.25 ± 1e-11    0"
    `);
  });

  test("expectations count the error of the value", () => {
    const expectation = (expected: number, tolerance: number) => ({
      name: "q",
      expected,
      tolerance,
      place,
    });
    const cases = [
      [expectation(1, 1e-9), entry("q", "", 1, 1e-12), "holds"],
      [expectation(1, 1e-9), entry("q", "", 1.1, 1e-12), "fails"],
      // The error is too large to know.
      [expectation(1, 1e-9), entry("q", "", 1, 1e-3), "undecided"],
      [expectation(1, 1e-9), entry("q", "", 1 + 1.5e-9, 0.9e-9), "undecided"],
      [expectation(1, 1e-9), { ...entry("q", "", 1, 0), estimate: undefined }, "undecided"],
    ] as const;
    for (const [expected, found, verdict] of cases) {
      expect(checkExpectations([expected], [found])[0]?.verdict).toBe(verdict);
    }
    const lines = expectationLines(checkExpectations([cases[0][0], cases[1][0]], [cases[0][1], cases[1][1]]), {
      color: false,
    });
    expect(lines).toEqual(["fails: expect q = 1 tol 1e-9: the limit is 1.1 ± 1e-12"]);
  });
});

describe("a comparison", () => {
  const limits = [
    { name: "q", value: 2, error: 0 },
    { name: "K[1,2]", value: 1, error: 1e-3 },
  ];
  const comparison = compareWithLimit(limits, simulation.runs, {
    infiniteVariance: () => undefined,
    alpha: 1e-4,
    beta: 1e-3,
    resolution: 0.1,
    rounding: { relative: 1e-9, absolute: 1e-15 },
  });

  const sequence: Sequence = {
    looks: [{ trials: 3, alpha: 5e-5, beta: 5e-4, seconds: 0.75, verdict: "undecided" }],
    ending: "interrupted",
    alpha: 1e-4,
    beta: 1e-3,
    effort: { kind: "sequential", first: 3, most: 6, budgetSeconds: 60 },
  };

  test("that cannot be told says why, output by output", () => {
    expect(comparisonTable(comparison, { color: false })).toMatchInlineSnapshot(`
      "output            limit  extrapolated  difference  spread ~ n^  bias ~ n^  verdict
      ────────────────────────────────────────────────────────────────────────────────────
      q                     2             –           –            –          –  undecided
      K[1,2]  1.0000 ± 0.0010             –           –            –          –  undecided
      q: at width 8 there are fewer than 2 trials: width left out
      q: fewer than two widths are left
      K[1,2]: at width 4, 1 of 3 trials was not finite: width left out
      K[1,2]: at width 8, 1 of 1 trial was not finite: width left out
      K[1,2]: fewer than two widths are left"
    `);
    expect(verdictLine(comparison, { color: false })).toBe(
      "undecided: no contradiction, but 2 of 2 outputs could not be told well enough",
    );
  });

  test("as JSON has the promised fields, null for what does not exist", () => {
    const json = JSON.parse(JSON.stringify(comparisonJson(comparison, sequence, simulation, [], { samples: false })));
    expect(json).toMatchObject({ program: "a.tp", verdict: "undecided", partial: true, expects: [], budget: 60 });
    expect(json).toMatchObject({ alpha: 1e-4, beta: 1e-3, resolution: 0.1, ending: "interrupted" });
    expect(json.looks).toEqual(sequence.looks);
    expect(json.nonFinite).toEqual([
      { output: "K[1,2]", seed: "9223372036854775808", width: 4, trials: [1] },
      { output: "K[1,2]", seed: "9223372036854775808", width: 8, trials: [0] },
    ]);
    expect(json.outputs.q).toMatchObject({
      limit: 2,
      limitError: 0,
      extrapolated: null,
      extrapolatedSe: null,
      z: null,
      p: 1,
      sdSlope: null,
      sdSlopeInterval: null,
      biasSlope: null,
      biasSlopeInterval: null,
      within: null,
      fit: null,
      verdict: "undecided",
    });
    expect(json.runs).toHaveLength(2);
  });
});

describe("a simulation as a file", () => {
  test("JSON: seeds beyond 2^53 are texts, samples only on demand", () => {
    const json = JSON.parse(JSON.stringify(simulationJson(simulation, { samples: true })));
    expect(json).toMatchObject({ seed: "9223372036854775808", sampler: "mixed", partial: true });
    expect(json.runs[0]).toMatchObject({ width: 4, trials: 3, requestedTrials: 3, sampler: "explicit" });
    expect(json.runs[0].outputs["K[1,2]"]).toMatchObject({
      mean: 1,
      nonFinite: { count: 1, trials: [1] },
      samples: [0.5, null, 1.5],
    });
    expect(json.runs[1].outputs.q).toMatchObject({ mean: 4, sd: null, se: null });
    expect(JSON.stringify(simulationJson(simulation, { samples: false }))).not.toContain('"samples"');
    expect(simulationJson({ ...simulation, seed: 7n }, { samples: false }).seed).toBe(7);
  });

  test("CSV", () => {
    expect(summaryCsv(simulation)).toMatchInlineSnapshot(`
      "width,output,trials,mean,sd,se,min,q05,q50,q95,max,nonFinite
      4,q,3,2,1,0.5773502691896258,1,1.1,2,2.9,3,0
      4,"K[1,2]",3,1,0.7071067811865476,0.5,0.5,0.55,1,1.45,1.5,1
      8,q,1,4,,,4,4,4,4,4,0
      8,"K[1,2]",1,,,,,,,,,1
      "
    `);
    expect(samplesCsv(simulation)).toMatchInlineSnapshot(`
      "width,trial,q,"K[1,2]"
      4,0,1,0.5
      4,1,2,NaN
      4,2,3,1.5
      8,0,4,Infinity
      "
    `);
  });

  test("npy: what an interrupted run did not finish is NaN", () => {
    const bytes = samplesNpy(simulation);
    const view = new DataView(bytes.buffer, bytes.length - 8 * 12);
    const values = Array.from({ length: 12 }, (_, i) => view.getFloat64(8 * i, true));
    const nan = Number.NaN;
    expect(values).toEqual([1, 0.5, 2, nan, 3, 1.5, 4, Number.POSITIVE_INFINITY, nan, nan, nan, nan]);
  });
});
