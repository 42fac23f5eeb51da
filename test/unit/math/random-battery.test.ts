import { describe, expect, test } from "vitest";
import { everyLaw } from "../../kit/every-law.ts";
import { lawBattery, pcg4dRows, rowBattery, type Score, streamRows, threefryRows } from "../../kit/random-battery.ts";

// The short form of `npm run check:random`. The seeds are fixed. Were they not, one of the 37 scores of a battery would
// be beyond 5 once in 47 000 times.
const LIMIT = 5;

const failing = (scores: readonly Score[]) => scores.filter(({ z }) => Math.abs(z) >= LIMIT).map(({ name }) => name);

describe("rows, columns, trials, variables, seeds and widths", () => {
  test("the streams of the simulators pass", () => {
    expect(failing(rowBattery(streamRows(), 512, 4, 42n))).toEqual([]);
    expect(failing(rowBattery(streamRows(), 64, 64, 0x0123456789abcdefn))).toEqual([]);
  });

  test("a popular hash with weak low bits does not", () => {
    expect(failing(rowBattery(pcg4dRows(), 256, 2, 42n)).length).toBeGreaterThan(3);
  });

  test.each([4, 6])("nor do %d rounds of Threefry", (rounds) => {
    expect(failing(rowBattery(threefryRows(rounds), 256, 2, 42n)).length).toBeGreaterThan(5);
  });

  test("nor does a stream whose key forgets something", () => {
    const rows = streamRows();
    const failures = (forget: Parameters<typeof rowBattery>[0]) => failing(rowBattery(forget, 128, 2, 42n));
    const both = (which: string) => [`products with the ${which}, mean`, `products with the ${which}, variance`];
    expect(failures((out, address) => rows(out, { ...address, trial: 0 }))).toEqual(
      expect.arrayContaining(both("next trial")),
    );
    expect(failures((out, address) => rows(out, { ...address, variable: 0 }))).toEqual(both("next variable"));
    expect(failures((out, address) => rows(out, { ...address, seed: address.seed >> 32n }))).toEqual(both("next seed"));
    const lowWord = BigInt.asUintN.bind(undefined, 32);
    expect(failures((out, address) => rows(out, { ...address, seed: lowWord(address.seed) }))).toEqual(
      both("other width"),
    );
    const few = failures((out, address) => rows(out, { ...address, row: address.row >> 1 }));
    expect(few).toEqual(expect.arrayContaining(["column sums, variance"]));
  });
});

const shapes = everyLaw([5, 9]);

test.each(shapes)("the draws of the law %j have its moments and its distribution", (shape) => {
  // Kolmogorov-Smirnov scores are beyond 3.2 once in 10^9, moments beyond 5 once in 10^6.
  const scores = lawBattery(shape, 2 ** 17, 2024n);
  expect(scores.length).toBeGreaterThanOrEqual(2);
  for (const { name, z } of scores) {
    expect(Math.abs(z), name).toBeLessThan(name === "Kolmogorov-Smirnov" ? 3.2 : LIMIT);
  }
});
