import { describe, expect, test } from "vitest";
import { compareWithLimit, type Verdict } from "../../../src/report/compare.ts";
import { summariseOutput, type WidthSummary } from "../../../src/report/run-summary.ts";
import { createRandom } from "../../kit/random.ts";
import { gaussianRuns, syntheticRuns } from "./synthetic.ts";

const rounding = { relative: 1e-9, absolute: 1e-15 };
const infiniteVariance = (): string | undefined => undefined;
const options = { alpha: 1e-4, beta: 1e-3, resolution: 0.02, rounding, infiniteVariance };
const one = { name: "q", value: 1, error: 0 };

function compareOne(runs: readonly WidthSummary[], limit = one, alpha = options.alpha) {
  return compareWithLimit([limit], runs, { ...options, alpha }).outputs[0]!;
}

/** Counts the verdicts of `repetitions` comparisons. */
function verdicts(repetitions: number, make: () => readonly WidthSummary[], limit = one, alpha = options.alpha) {
  const counts: Record<Verdict, number> = { agree: 0, disagree: 0, undecided: 0 };
  for (let i = 0; i < repetitions; i++) counts[compareOne(make(), limit, alpha).verdict]++;
  return counts;
}

describe("false alarms", () => {
  // At level alpha, N comparisons have at most N alpha false alarms on average; more than the stated count has
  // probability below 1e-4 (binomial), and the streams are fixed.
  const curves: readonly (readonly [string, (n: number) => number])[] = [
    ["no bias", () => 1],
    ["a/n + b/n^2", (n) => 1 + 5 / n + 50 / n ** 2],
    ["a geometric series in 1/n", (n) => 1 / (1 + 10 / n)],
    ["the fourth moment through ten layers", (n) => (1 + 2 / n) ** 10],
  ];
  test.each(curves)("with %s, at level 1 %%", (name, mean) => {
    const random = createRandom(`false alarms ${name}`);
    expect(verdicts(1000, () => gaussianRuns(random, mean, { trials: 50 }), one, 0.01).disagree).toBeLessThan(24);
  });

  test.each(curves)("with %s and 1,000 trials at small widths, level 1e-4", (name, mean) => {
    // Here the bias at the smallest width is up to 40 %, a hundred standard errors: the model is put to the test.
    const random = createRandom(`misfit ${name}`);
    const make = () => gaussianRuns(random, mean, { widths: [16, 32, 64, 128], trials: 1000 });
    expect(verdicts(300, make).disagree).toBe(0);
  });

  test.each([[[64, 256]], [[64, 256, 1024]]])("with the widths %j, which allow no quadratic", (widths) => {
    const random = createRandom(`few widths ${widths}`);
    const make = () => gaussianRuns(random, (n) => 1 / (1 + 10 / n), { widths, trials: 1000 });
    expect(verdicts(300, make).disagree).toBe(0);
  });

  test("of skewed outputs: a chi-square with n/10 degrees of freedom", () => {
    const random = createRandom("skewed");
    const chiSquare = (k: number) => {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += random.normal() ** 2;
      return sum / k;
    };
    const make = () => syntheticRuns([32, 64, 128, 256], 50, (n) => chiSquare(Math.round(n / 10)));
    expect(verdicts(500, make, one, 0.01).disagree).toBeLessThan(15);
  });

  test("over twenty outputs together", () => {
    const random = createRandom("twenty outputs");
    const names = Array.from({ length: 20 }, (_, i) => `q[${i}]`);
    const limits = names.map((name) => ({ name, value: 1, error: 0 }));
    let alarms = 0;
    for (let i = 0; i < 100; i++) {
      const each = names.map((name) =>
        syntheticRuns([64, 256, 1024, 4096], 20, (n) => 1 + random.normal() / Math.sqrt(n), name),
      );
      const runs = each[0]!.map((run, k) => ({ ...run, outputs: each.flatMap((e) => e[k]!.outputs) }));
      if (compareWithLimit(limits, runs, { ...options, alpha: 0.05 }).verdict === "disagree") alarms++;
    }
    // Five on average if the correction is exact; more than 15 has probability 4e-5.
    expect(alarms).toBeLessThanOrEqual(15);
  });
});

describe("power", () => {
  test("a limit that is 3 % off is contradicted, one that is right agrees", () => {
    const random = createRandom("power");
    // Extrapolated standard error 0.0012 here, so 3 % are 24 standard errors.
    const make = () => gaussianRuns(random, (n) => 1 + 5 / n + 50 / n ** 2);
    expect(verdicts(100, make, { ...one, value: 1.03 })).toEqual({ agree: 0, disagree: 100, undecided: 0 });
    expect(verdicts(100, make)).toEqual({ agree: 100, disagree: 0, undecided: 0 });
  });

  test("the error of the limit is counted as a bound", () => {
    const runs = gaussianRuns(createRandom("bound"), () => 1);
    expect(compareOne(runs, { name: "q", value: 1.03, error: 0.031 }).p).toBeGreaterThan(0.1);
    expect(compareOne(runs, { name: "q", value: 1.03, error: 0.01 }).verdict).toBe("disagree");
    const vague = compareOne(runs, { name: "q", value: 1, error: 0.05 });
    expect(vague.verdict).toBe("undecided");
    expect(vague.notes).toEqual(["the error of the limit is larger than 2 % of the output"]);
  });

  test.each([
    [1, 0.5],
    [1.3, 0.5],
    [0, 2],
    [5, 1e6],
    [1, Number.POSITIVE_INFINITY],
  ])("a limit of %d known to %d neither agrees nor disagrees with 1", (value, error) => {
    const output = compareOne(
      gaussianRuns(createRandom("vague"), () => 1),
      { name: "q", value, error },
    );
    expect(output.verdict).toBe("undecided");
    expect(output.heavyTail).toBeUndefined();
    expect(output.notes).toEqual(["the error of the limit is larger than 2 % of the output"]);
  });

  test("a limit without a number leaves its output undecided, and the others as they are", () => {
    const runs = gaussianRuns(createRandom("no number"), () => 1);
    const both = runs.map((run) => ({
      ...run,
      outputs: run.outputs.flatMap((output) => [output, { ...output, name: "r" }]),
    }));
    const limits = [
      { name: "q", value: Number.NaN, error: Number.POSITIVE_INFINITY },
      { name: "r", value: 2, error: 0 },
    ];
    const { outputs } = compareWithLimit(limits, both, options);
    expect(outputs.map(({ verdict }) => verdict)).toEqual(["undecided", "disagree"]);
    expect(outputs[0]?.notes).toEqual(["no number was found for its limit"]);
    expect(outputs[1]?.pHolm).toBeLessThan(1e-10);
  });

  test("an output whose limit is 0 is measured against the size of what is averaged", () => {
    const random = createRandom("zero limit");
    const zero = { name: "q", value: 0, error: 0 };
    const make = () => gaussianRuns(random, (n) => 3 / n);
    expect(verdicts(50, make, zero)).toEqual({ agree: 50, disagree: 0, undecided: 0 });
    expect(verdicts(50, () => gaussianRuns(random, (n) => 0.02 + 3 / n), zero).disagree).toBe(50);
  });

  test("too few trials give undecided, with the number that would do", () => {
    const runs = gaussianRuns(createRandom("few"), () => 1, { trials: 20, size: 10 });
    const output = compareOne(runs);
    expect(output.verdict).toBe("undecided");
    expect(output.notes[0]).toMatch(/^too few trials to exclude a difference of 2 %: about \d+ are needed$/);
    // Estimated from twenty trials: right to a factor of about 2.
    const needed = Number(/about (\d+)/.exec(output.notes[0] ?? "")?.[1]);
    const more = gaussianRuns(createRandom("few"), () => 1, { trials: 4 * needed, size: 10 });
    expect(compareOne(more).verdict).toBe("agree");
  });

  test("the resolution is what it takes to be contradicted", () => {
    const runs = gaussianRuns(createRandom("resolution"), () => 1);
    const { resolution, extrapolation } = compareOne(runs);
    const at = (distance: number) => compareOne(runs, { ...one, value: extrapolation!.value + distance }).verdict;
    // The two sides differ by the skewness of the trials.
    expect([at(1.001 * resolution), at(-1.001 * resolution)]).toEqual(["disagree", "disagree"]);
    expect([at(0.999 * resolution), at(-0.999 * resolution)]).toContain("agree");
  });
});

describe("outputs that do not vary", () => {
  const constant = (value: number) => syntheticRuns([64, 256], 10, () => value);
  test("agree to 1e-9 and no further", () => {
    expect(compareOne(constant(1)).verdict).toBe("agree");
    expect(compareOne(constant(1 + 5e-10)).verdict).toBe("agree");
    expect(compareOne(constant(1 + 1e-2)).verdict).toBe("disagree");
    expect(compareOne(constant(0), { name: "q", value: 0, error: 0 }).verdict).toBe("agree");
  });

  test("agree where limit and trials are 0 to rounding", () => {
    const random = createRandom("rounding errors");
    const noise = syntheticRuns([64, 256, 1024], 200, () => 1e-17 + 1e-18 * random.normal());
    expect(compareOne(noise, { name: "q", value: 0, error: 0 }).verdict).toBe("agree");
    expect(compareOne(noise, { name: "q", value: 2e-17, error: 1e-12 }).verdict).toBe("agree");
    expect(compareOne(noise, { name: "q", value: 0, error: 1e-3 }).verdict).toBe("undecided");
    expect(compareOne(noise, { name: "q", value: 1e-6, error: 0 }).verdict).toBe("disagree");
  });

  test("have no rates", () => {
    const output = compareOne(constant(1));
    expect(output.sdSlope).toBeUndefined();
    expect(output.biasSlope).toBeUndefined();
    expect(Number.isFinite(output.z)).toBe(true);
  });

  test("may be events too rare to have been seen", () => {
    const output = compareOne(constant(0), { name: "q", value: 1e-6, error: 0 });
    expect(output.verdict).toBe("undecided");
    expect(output.notes).toEqual(["every trial gave the same value: the limit may be due to rarer events"]);
  });

  test("at one width among others that vary, have no infinite weight", () => {
    const random = createRandom("rare");
    const events = (n: number) => {
      let count = 0;
      for (let i = 0; i < n; i++) if (random.uniform() < 3e-4) count++;
      return count / n;
    };
    const limit = { name: "q", value: 3e-4, error: 0 };
    // 19 expected events at the smallest width: about e^-1 of the runs have a spread of 0 with fewer trials.
    const make = () => syntheticRuns([64, 128, 256, 512], 50, events);
    expect(verdicts(50, make, limit).disagree).toBe(0);
    expect(verdicts(50, () => syntheticRuns([32, 64, 128, 256], 10, events), limit).disagree).toBe(0);
  });
});

describe("trials that are not finite", () => {
  const random = createRandom("not finite");
  const spoiled = (at: number) =>
    syntheticRuns([64, 256, 1024], 100, (n) =>
      n === at && random.uniform() < 0.1 ? Number.NaN : 1 + random.normal() / n,
    );

  test("take their width out of the extrapolation", () => {
    const output = compareOne(spoiled(64));
    expect(output.verdict).toBe("agree");
    expect(output.notes[0]).toMatch(/^at width 64, \d+ of 100 trials were not finite: width left out$/);
  });

  test("at the largest width leave the output undecided", () => {
    const output = compareOne(spoiled(1024));
    expect(output.verdict).toBe("undecided");
    expect(output.notes).toContain("trials at the largest width were not finite");
  });

  test("at all widths but one leave nothing to extrapolate", () => {
    const runs = syntheticRuns([64, 256], 100, (n) => (n === 64 ? Number.POSITIVE_INFINITY : 1 + random.normal() / n));
    const output = compareOne(runs);
    expect(output).toMatchObject({ verdict: "undecided", extrapolation: undefined, p: 1 });
    expect(output.notes).toContain("fewer than two widths are left");
  });
});

test("one trial says nothing about its error", () => {
  expect(compareOne(gaussianRuns(createRandom("one trial"), () => 1, { trials: 1 })).verdict).toBe("undecided");
});

test("an output that is far off overrules one that is undecided, and that one the others", () => {
  const good = gaussianRuns(createRandom("overall"), () => 1);
  const noisy = syntheticRuns(
    [64, 256, 1024, 4096],
    200,
    (
      (r) => () =>
        1 + 10 * r.normal()
    )(createRandom("n")),
    "r",
  );
  const runs = good.map((run, k) => ({ ...run, outputs: [...run.outputs, ...noisy[k]!.outputs] }));
  const limits = (q: number) => [
    { name: "q", value: q, error: 0 },
    { name: "r", value: 1, error: 0 },
  ];
  expect(compareWithLimit(limits(1), runs, options).verdict).toBe("undecided");
  expect(compareWithLimit(limits(2), runs, options).verdict).toBe("disagree");
});

test("the order of the runs does not matter", () => {
  const runs = gaussianRuns(createRandom("order"), (n) => 1 + 5 / n);
  expect(compareOne([...runs].reverse())).toEqual(compareOne(runs));
});

test("scales do not matter", () => {
  const runs = gaussianRuns(createRandom("scale"), (n) => 1 + 5 / n);
  // Down to the absolute rounding error.
  for (const factor of [1e-10, 1e-6, 1e12, 1e150]) {
    const scaled = runs.map((run) => ({
      ...run,
      outputs: run.outputs.map((o) =>
        summariseOutput(
          o.name,
          o.samples.map((value) => value * factor),
        ),
      ),
    }));
    const output = compareOne(scaled, { ...one, value: factor });
    const unit = compareOne(runs);
    expect(output.z / unit.z).toBeCloseTo(1, 2);
    expect(output.verdict).toBe(unit.verdict);
  }
});
