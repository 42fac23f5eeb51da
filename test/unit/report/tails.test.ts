import { describe, expect, test } from "vitest";
import { compareWithLimit } from "../../../src/report/compare.ts";
import type { WidthSummary } from "../../../src/report/run-summary.ts";
import { createRandom, type Random } from "../../kit/random.ts";
import { syntheticRuns } from "./synthetic.ts";

const widths = [16, 64, 256, 1024];

function compareOne(
  runs: readonly WidthSummary[],
  value: number,
  infiniteVariance: (name: string) => string | undefined = () => undefined,
) {
  const rounding = { relative: 1e-9, absolute: 1e-15 };
  return compareWithLimit([{ name: "q", value, error: 0 }], runs, {
    alpha: 1e-4,
    beta: 1e-3,
    resolution: 0.1,
    rounding,
    infiniteVariance,
  }).outputs[0]!;
}

/** Averages over n coordinates of mean 1 with P(X > x) ~ x^-index. */
function paretoAverages(random: Random, index: number) {
  return (n: number) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += random.uniform() ** (-1 / index);
    return (sum * (index - 1)) / (index * n);
  };
}

describe("trials without variance", () => {
  test.each([1.05, 1.2, 1.5])("with tail index %d do not contradict a limit that is right", (index) => {
    // Without the criterion 87, 26 and 1 in 200 are false alarms. With it 1 in 1,000 is left at the first two, so more
    // than one here has probability 5e-4, and the stream is fixed.
    const random = createRandom(`tail index ${index}`);
    let alarms = 0;
    let warnings = 0;
    for (let i = 0; i < 50; i++) {
      const output = compareOne(syntheticRuns(widths, 50, paretoAverages(random, index)), 1);
      if (output.verdict === "disagree") alarms++;
      if (output.heavyTail?.kind === "seen") {
        warnings++;
        expect(output.verdict).toBe("undecided");
        expect(output.notes.at(-1)).toMatch(/^single trials make up \d+ % of the spread, as under heavy tails/);
      }
    }
    expect(alarms).toBeLessThanOrEqual(1);
    if (index < 1.1) expect(warnings).toBeGreaterThan(25);
  });
});

describe("trials with variance", () => {
  const laws: readonly (readonly [string, (random: Random) => (n: number) => number])[] = [
    ["normal", (random) => (n) => 1 + random.normal() / Math.sqrt(n)],
    ["biased", (random) => (n) => 1 + 4 / n + random.normal() / Math.sqrt(n)],
    ["of two values", (random) => (n) => 1 + (random.uniform() < 0.5 ? -1 : 1) / Math.sqrt(n)],
    ["skewed", (random) => (n) => 1 + (Math.hypot(...[1, 2, 3, 4].map(random.normal)) ** 2 - 4) / Math.sqrt(8 * n)],
    ["counts", (random) => (n) => Math.round(100 * Math.sqrt(n) + 10 * random.normal()) / (100 * Math.sqrt(n))],
    ["averages of index 4", (random) => paretoAverages(random, 4)],
  ];
  test.each(laws)("that are %s contradict a limit that is wrong, on either side", (name, law) => {
    const random = createRandom(`variance ${name}`);
    const verdicts: string[] = [];
    for (let i = 0; i < 20; i++) {
      const runs = syntheticRuns(widths, 200, law(random));
      const { se } = compareOne(runs, 1).extrapolation!;
      // The estimate lies within 4 se of 1 but for 6e-5 of the runs, so these lie 8 se off and more. A bias of 4/n beside a
      // difference of 12 se looks like a law n^-0.4 in some of the runs, which is left undecided.
      const off = name === "biased" ? 24 * se : 12 * se;
      verdicts.push(compareOne(runs, 1 + off).verdict, compareOne(runs, 1 - off).verdict);
    }
    expect(new Set(verdicts)).toEqual(new Set(["disagree"]));
  });

  test("contradict by many standard errors however few they are", () => {
    const random = createRandom("few trials");
    // Ten exponential trials look like heavy tails: 8 standard errors are not enough, 60 are.
    const runs = syntheticRuns(widths, 10, (n) => 1 - (1 + Math.log(random.uniform())) / Math.sqrt(n));
    const { value, se } = compareOne(runs, 1).extrapolation!;
    expect(compareOne(runs, value + 30 * se)).toMatchObject({ verdict: "undecided", heavyTail: { kind: "seen" } });
    expect(compareOne(runs, value + 60 * se).verdict).toBe("disagree");
  });

  test("count on the side of the limit alone", () => {
    const random = createRandom("side");
    const runs = syntheticRuns(widths, 100, paretoAverages(random, 1.5));
    const { value, se } = compareOne(runs, 1).extrapolation!;
    expect(compareOne(runs, value + 20 * se).verdict).toBe("undecided");
    // Rare trials far above the mean cannot be why it lies above the limit.
    expect(compareOne(runs, value - 20 * se).verdict).toBe("disagree");
  });
});

test("rounding is no spread", () => {
  const random = createRandom("rounding");
  const runs = syntheticRuns(widths, 100, () => (random.uniform() < 0.02 ? 1 + 2e-16 : 1));
  expect(compareOne(runs, 1)).toMatchObject({ verdict: "agree", heavyTail: undefined });
  expect(compareOne(runs, 1.01)).toMatchObject({ verdict: "disagree", heavyTail: undefined });
});

describe("infinite variance that is known", () => {
  const random = createRandom("known");
  const light = syntheticRuns(widths, 100, (n) => 1 + random.normal() / Math.sqrt(n));
  const heavy = syntheticRuns(widths, 100, paretoAverages(random, 1.2));

  test("leaves an output undecided, with the reason", () => {
    for (const [runs, limit] of [
      [heavy, 1],
      [light, 2],
    ] as const) {
      const output = compareOne(runs, limit, (name) => `the square of ${name} is heavy`);
      expect(output).toMatchObject({ verdict: "undecided", heavyTail: { kind: "known" } });
      expect(output.notes.at(-1)).toContain("the square of q is heavy");
    }
  });

  test("is not asked for where trials have light tails and agree", () => {
    const output = compareOne(light, 1, () => {
      throw new Error("asked");
    });
    expect(output.verdict).toBe("agree");
  });
});
