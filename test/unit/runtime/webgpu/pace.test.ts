import { expect, it } from "vitest";
import { createPace } from "../../../../src/runtime/webgpu/pace.ts";

/** Submits work to a device of a given speed, always as much as the pace allows. */
function budgetAfter(submissions: number, unitsPerSecond: number): number {
  const pace = createPace();
  for (let k = 0; k < submissions; k++) pace.took(pace.budget, 0.0002 + pace.budget / unitsPerSecond);
  return pace.budget;
}

it.each([1e7, 1e8, 1e9, 1e11])("comes to a tenth of a second on a device of %d units a second", (speed) => {
  const seconds = budgetAfter(12, speed) / speed;
  expect(seconds).toBeGreaterThan(0.08);
  expect(seconds).toBeLessThan(0.12);
});

it("never grows more than fourfold, and learns nothing from little work", () => {
  const pace = createPace();
  const before = pace.budget;
  pace.took(before, 0);
  expect(pace.budget).toBe(4 * before);
  pace.took(pace.budget / 10, 5);
  expect(pace.budget).toBe(4 * before);
});
