import { expect, test } from "vitest";
import { affordable, type Effort, type Look, spentOnLook, trialsOfLook } from "../../../src/report/sequence.ts";
import { sequenceLines } from "../../../src/report/sequence-lines.ts";

const effort: Effort = { kind: "sequential", first: 200, most: 1600, budgetSeconds: 60 };
const fixed: Effort = { kind: "fixed", trials: 70 };

const look = (trials: number, seconds: number): Look => ({
  trials,
  alpha: 1e-5,
  beta: 1e-4,
  seconds,
  verdict: "undecided",
});

test("trials double, up to the most; a fixed number has one look", () => {
  expect([0, 1, 2, 3, 4].map((k) => trialsOfLook(effort, k))).toEqual([200, 400, 800, 1600, undefined]);
  expect([0, 1].map((k) => trialsOfLook(fixed, k))).toEqual([70, undefined]);
  expect(trialsOfLook({ ...effort, most: 10 }, 0)).toBe(200);
});

test("what is spent on all looks together is at most 1", () => {
  const spent = Array.from({ length: 40 }, (_, k) => spentOnLook(effort, k));
  expect(spent[0]).toBe(0.5);
  expect(spent.reduce((sum, part) => sum + part, 0)).toBeLessThan(1);
  expect(spentOnLook(fixed, 0)).toBe(1);
});

test("a look begins if it can be expected to end within the budget", () => {
  expect(affordable(effort, [])).toBe(true);
  expect(affordable(effort, [look(200, 30)])).toBe(true);
  expect(affordable(effort, [look(200, 30.1)])).toBe(false);
});

test("the end is told where it is not the first look's verdict", () => {
  const looks = [look(200, 12), look(400, 40)];
  const told = (ending: Parameters<typeof sequenceLines>[0]["ending"], of = looks, by: Effort = effort) =>
    sequenceLines({ looks: of, ending, alpha: 1e-4, beta: 1e-3, effort: by });
  expect(told("decided")).toEqual(["decided after 200, 400 trials per width"]);
  expect(told("decided", looks.slice(0, 1))).toEqual([]);
  expect(told("fixed", looks, fixed)).toEqual([]);
  expect(told("budget")).toEqual([
    "ended after 200, 400 trials per width in 40.0 s: 800 trials would not have ended within the budget of 60.0 s",
  ]);
  expect(told("settled")).toEqual(["no more than 400 trials per width: more could not change the verdict"]);
  expect(told("trials")).toEqual(["ended after 200, 400 trials per width, the most that are taken"]);
  expect(told("interrupted")).toEqual(["ended before 400 trials per width were done"]);
  expect(told("failed", [])).toEqual([]);
});
