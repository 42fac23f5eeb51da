import { expect, test } from "vitest";
import type { Prediction } from "../../../src/prediction.ts";
import { predictionTable } from "../../../src/report/prediction-table.ts";

const values = (...numbers: number[]) => ({
  values: Float64Array.from(numbers),
  errors: new Float64Array(numbers.length),
});
const prediction: Prediction = {
  program: "net.tp",
  train: [{ name: "y[1]", target: 1, weight: 1 }],
  test: ["y[2]", "y[3]"],
  tangent: { wrt: ["U", "W[2]"], convention: "plain" },
  ridge: 0,
  noise: 0,
  covariance: true,
  laws: [
    { kernel: "ntk", time: 0.5, mean: values(1, -2), covariance: { rows: 2, cols: 2, ...values(4, 1, 1, 0) } },
    {
      kernel: "nngp",
      time: undefined,
      mean: values(0, 3),
      covariance: { rows: 2, cols: 2, ...values(1, 0.5, 0.5, 9) },
    },
  ],
};

test("one row for each law and output, covariances below", () => {
  expect(predictionTable(prediction)).toBe(`output  law                              time  mean  variance  sd
─────────────────────────────────────────────────────────────────
y[2]    trained (ntk by U, W[2], plain)   0.5  1     4         2
y[3]    trained (ntk by U, W[2], plain)   0.5  -2    0         0
y[2]    posterior (nngp)                       0     1         1
y[3]    posterior (nngp)                       3     9         3

covariance, trained (ntk by U, W[2], plain), time 0.5
      y[2]  y[3]
────────────────
y[2]     4     1
y[3]     1     0

covariance, posterior (nngp)
      y[2]  y[3]
────────────────
y[2]     1   0.5
y[3]   0.5     9`);
});

test("variances alone, and infinite time", () => {
  const [law] = prediction.laws;
  if (law === undefined) throw new Error("no law");
  const plain = { rows: 2, cols: 1, ...values(4, 0.25) };
  const table = predictionTable({
    ...prediction,
    tangent: { wrt: undefined, convention: "standard" },
    covariance: false,
    laws: [{ ...law, time: Number.POSITIVE_INFINITY, covariance: plain }],
  });
  expect(table).toMatch(/^y\[2\] +trained \(ntk\) +inf +1 +4 +2$/m);
  expect(table).toMatch(/^y\[3\] +trained \(ntk\) +inf +-2 +0\.25 +0\.5$/m);
  expect(table).not.toContain("covariance");
});

test("a standard deviation of which no error is known", () => {
  const [law] = prediction.laws;
  if (law === undefined) throw new Error("no law");
  const [variances, unknown] = [Float64Array.of(4, 0), Float64Array.of(1, 1).fill(Number.POSITIVE_INFINITY)];
  const covariance = { rows: 2, cols: 1, values: variances, errors: unknown };
  const table = predictionTable({ ...prediction, covariance: false, laws: [{ ...law, covariance }] });
  expect(table).toMatch(/^y\[2\] .* 4 ± unknown +2$/m);
  expect(table).toMatch(/^y\[3\] .* 0 ± unknown +0$/m);
});
