import { expect, test } from "vitest";
import { compareWithLimit } from "../../../../src/report/compare.ts";
import { trajectoriesOf } from "../../../../src/report/page/trajectories.ts";
import { syntheticRuns } from "../synthetic.ts";

function courses(names: readonly string[]) {
  const runs = syntheticRuns([16, 64], 5, () => 1, "unused").map((run) => ({
    ...run,
    outputs: names.flatMap((name) => run.outputs.map((output) => ({ ...output, name }))),
  }));
  const limits = names.map((name, k) => ({ name, value: k, error: 0 }));
  const options = {
    alpha: 0.01,
    beta: 0.01,
    resolution: 0.1,
    rounding: { relative: 0, absolute: 1e-12 },
    infiniteVariance: () => undefined,
  };
  return trajectoriesOf(compareWithLimit(limits, runs, options), runs);
}

test("outputs that differ in one index are a course in the order of the index", () => {
  const [course, ...others] = courses(["loss[10]", "loss[2]", "loss[1]", "loss[3]", "q"]);
  expect(others).toEqual([]);
  expect(course?.name).toBe("loss[*]");
  expect(course?.limits).toEqual([
    { at: 1, value: 2 },
    { at: 2, value: 1 },
    { at: 3, value: 3 },
    { at: 10, value: 0 },
  ]);
  expect(course?.means.map(({ width }) => width)).toEqual([16, 64]);
});

test("of two indices each has its courses; few points are none", () => {
  const names = [1, 2, 3, 4].flatMap((i) => [1, 2].map((j) => `C[${i},${j}]`));
  expect(courses(names).map(({ name }) => name)).toEqual(["C[*,1]", "C[*,2]"]);
});
