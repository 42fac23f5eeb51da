import { describe, expect, test } from "vitest";
import { robustPValue, robustReach } from "../../../src/report/robust-mean.ts";
import { createRandom, type Random } from "../../kit/random.ts";

const heavy: readonly (readonly [string, (random: Random) => number])[] = [
  ["normal", (random) => random.normal()],
  ["lognormal", (random) => Math.exp(random.normal()) - Math.exp(0.5)],
  ["one in fifty ten times as large", (random) => random.normal() * (random.uniform() < 0.02 ? 10 : 1)],
];

describe("Catoni's mean", () => {
  test.each(heavy)("of %s trials covers the truth at least as often as its level says", (name, draw) => {
    // At level 5 % at most 50 in 1,000; more than 80 has probability 3e-5.
    const random = createRandom(`robust ${name}`);
    let missed = 0;
    for (let i = 0; i < 1000; i++) {
      const trials = Float64Array.from({ length: 200 }, () => draw(random));
      if (robustPValue(trials, 0) < 0.05) missed++;
    }
    expect(missed).toBeLessThan(80);
  });

  test("the interval is where the p-value is the level", () => {
    const random = createRandom("interval");
    const trials = Float64Array.from({ length: 300 }, () => random.normal() * (random.uniform() < 0.02 ? 10 : 1));
    const mean = trials.reduce((sum, value) => sum + value, 0) / 300;
    const { below, above } = robustReach(trials, 1e-4);
    expect(robustPValue(trials, mean + 1.001 * above)).toBeLessThan(1e-4);
    expect(robustPValue(trials, mean + 0.999 * above)).toBeGreaterThan(1e-4);
    expect(robustPValue(trials, mean - 1.001 * below)).toBeLessThan(1e-4);
    expect(robustPValue(trials, mean - 0.999 * below)).toBeGreaterThan(1e-4);
  });

  test("costs little where tails are light", () => {
    const random = createRandom("light");
    const trials = Float64Array.from({ length: 2000 }, () => random.normal());
    // sqrt(2 log(2 / p)) = 4.45 standard errors against 3.89, and 2 % for the variance.
    const { below, above } = robustReach(trials, 1e-4);
    expect((below + above) / 2 / Math.sqrt(1 / 2000)).toBeGreaterThan(3.9);
    expect((below + above) / 2 / Math.sqrt(1 / 2000)).toBeLessThan(4.9);
  });

  test("of trials that are all the same is their value; few trials exclude nothing", () => {
    const same = new Float64Array(10).fill(3);
    expect(robustPValue(same, 3)).toBe(1);
    expect(robustReach(same, 0.01)).toEqual({ below: 0, above: 0 });
    expect(robustReach(Float64Array.of(1, 2, 3), 1e-4)).toEqual({
      below: Number.POSITIVE_INFINITY,
      above: Number.POSITIVE_INFINITY,
    });
  });
});
