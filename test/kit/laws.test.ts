import { describe, expect, it } from "vitest";
import { erf, erfc, normalCdf } from "./erf.ts";
import { drawJoint, drawVector, lowerFactor, type StandardLaw } from "./laws.ts";
import { createRandom } from "./random.ts";

function mean(data: Float64Array): number {
  return data.reduce((sum, x) => sum + x, 0) / data.length;
}

/** Mean of f over the sample, which must lie within 6 of its standard errors of `expected`. */
function expectAverage(data: Float64Array, f: (x: number) => number, expected: number): void {
  const values = data.map(f);
  const average = mean(values);
  const spread = Math.sqrt(mean(values.map((x) => (x - average) ** 2)) / values.length);
  expect(Math.abs(average - expected), `${average} for ${expected}`).toBeLessThanOrEqual(6 * spread + 1e-12);
}

const named = (name: StandardLaw["name"], parameter?: number): StandardLaw => ({ name, parameter });

describe("laws of tests", () => {
  const rows: readonly (readonly [law: StandardLaw, third: number | undefined, fourth: number | undefined])[] = [
    [named("normal"), 0, 3],
    [named("uniform"), 0, 1.8],
    [named("rademacher"), 0, 1],
    [named("truncated_normal", 2), 0, 2.3655367171296495],
    [named("laplace"), 0, 6],
    [named("exponential"), 2, 9],
    [named("student_t", 12), 0, 3.75],
    // moments that exist, but whose sample averages have no variance, are left out
    [named("quintcauchy"), undefined, undefined],
  ];
  it.each(rows)("$0.name has mean 0, variance 1 and its higher moments", (law, third, fourth) => {
    const data = drawVector(law, 0, 1, 200_000, createRandom(law.name));
    expectAverage(data, (x) => x, 0);
    expectAverage(data, (x) => x * x, 1);
    if (third !== undefined) expectAverage(data, (x) => x ** 3, third);
    if (fourth !== undefined) expectAverage(data, (x) => x ** 4, fourth);
  });

  it("cubecauchy has the mean size of a cube root of a Cauchy variable, standardised", () => {
    const data = drawVector(named("cubecauchy"), 0, 1, 200_000, createRandom("cubecauchy"));
    expectAverage(data, Math.abs, Math.sqrt(2 / 3));
    expectAverage(data, Math.sign, 0);
  });

  it("shifts and scales by mean and variance", () => {
    const data = drawVector(named("exponential"), 3, 4, 200_000, createRandom("shifted"));
    expectAverage(data, (x) => x, 3);
    expectAverage(data, (x) => (x - 3) ** 2, 4);
    expect(Math.min(...data.subarray(0, 10_000))).toBeGreaterThan(1);
  });

  it("draws jointly normal vectors, singular ones exactly so", () => {
    const covariance = [
      [1, 2, 0],
      [2, 4, 0],
      [0, 0, 0],
    ];
    const [a, b, c] = drawJoint([0, 1, -2], covariance, 100_000, createRandom("joint")) as Float64Array[];
    if (a === undefined || b === undefined || c === undefined) throw new Error("a member is missing");
    expectAverage(a, (x) => x * x, 1);
    for (let i = 0; i < 1000; i++) expect(Math.abs((b[i] ?? 0) - 1 - 2 * (a[i] ?? 0))).toBeLessThan(1e-12);
    expect(c.every((x) => x === -2)).toBe(true);
    expect(
      lowerFactor([
        [4, 2],
        [2, 5],
      ]),
    ).toEqual([
      [2, 0],
      [1, 2],
    ]);
  });

  it("equal names give equal streams, others do not", () => {
    const first = (name: string): number => createRandom(name).uniform();
    expect(first("a")).toBe(first("a"));
    expect(first("a")).not.toBe(first("b"));
  });
});

describe("the error function of tests", () => {
  // Abramowitz and Stegun, tables 7.1 and 26.2, and 40-digit arithmetic in the tails
  it.each([
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [-2, -0.9953222650189527],
    [3.5, 0.9999992569016276],
  ])("erf(%f)", (x, known) => expect(Math.abs(erf(x) / known - 1)).toBeLessThan(1e-15));

  it.each([
    [-10, 7.619853024160527e-24],
    [-1, 0.15865525393145705],
    [2, 0.9772498680518208],
  ])("normal_cdf(%f)", (z, known) => expect(Math.abs(normalCdf(z) / known - 1)).toBeLessThan(1e-14));

  it("erfc is 1 - erf, seamlessly", () => {
    for (let x = -3; x <= 3; x += 0.01) expect(Math.abs(erfc(x) - (1 - erf(x)))).toBeLessThan(1e-15);
  });
});
