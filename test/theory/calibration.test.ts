/**
 * A small part of `npm run bench:calibration`: verdicts on true limits are false alarms as rarely as their level says,
 * and limits that are wrong by 1 % are found with the options of the command line. Seeds are fixed.
 */
import { describe, expect, test } from "vitest";
import { falseAlarmsOf, falseAlarmsOfLaw, plainSource, powerAgainst } from "../kit/verdicts/calibration.ts";
import { trialLaws } from "../kit/verdicts/laws.ts";
import { plantedErrors, truePrograms } from "../kit/verdicts/programs.ts";

describe("true limits", () => {
  const programs = ["a matrix and its transpose", "skewed coordinates", "an absolute value with limit 0"];
  test.each(truePrograms.filter(({ name }) => programs.includes(name)))("of $name", async (program) => {
    // At most 2 of 40 are expected at level 5 %; more than 8 has probability 2e-4.
    const { alarms } = await falseAlarmsOf(program, 40, [0.05]);
    expect(alarms[0]).toBeLessThanOrEqual(8);
  });

  test("for trials of skewed and heavy-tailed laws", async () => {
    const like = await plainSource();
    let alarms = 0;
    for (const law of trialLaws.slice(0, -1)) alarms += (await falseAlarmsOfLaw(law, like, 30, [0.05])).alarms[0] ?? 0;
    // At most 16.5 of 330 are expected; more than 34 has probability 4e-5.
    expect(alarms).toBeLessThanOrEqual(34);
  });
});

describe("limits that are wrong by 1 %", () => {
  const mistakes = ["the variance of a matrix", "a transpose", "of a network", "of a residual branch"];
  test.each(plantedErrors.filter(({ name }) => mistakes.includes(name)))("$kind: $name", async (error) => {
    const { size, found, agreed, comparisons } = await powerAgainst(error, 2, [64, 256, 1024], 2);
    expect(Math.abs(size)).toBeGreaterThan(0.0095);
    expect(Math.abs(size)).toBeLessThan(0.0105);
    // Each is missed with probability below 1e-3.
    expect({ found, agreed }).toEqual({ found: comparisons, agreed: comparisons });
  });
});
