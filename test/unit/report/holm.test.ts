import { expect, test } from "vitest";
import { holm } from "../../../src/report/holm.ts";

test("Holm's correction, in the order given", () => {
  // Sorted 0.01, 0.02, 0.03, 0.5 times 4, 3, 2, 1 is 0.04, 0.06, 0.06, 0.5.
  expect(holm([0.5, 0.01, 0.03, 0.02])).toEqual([0.5, 0.04, 0.06, 0.06]);
});

test("stays increasing and below 1", () => {
  expect(holm([0.375, 0.25, 0.5])).toEqual([0.75, 0.75, 0.75]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
