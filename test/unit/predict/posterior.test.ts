/** Against conditioning of a Gaussian vector, one variable after the other, and against formulas of two points by hand. */
import { expect, test } from "vitest";
import type { PriorKernel } from "../../../src/predict/kernel.ts";
import { posteriorCovariance, posteriorMean } from "../../../src/predict/posterior.ts";
import { findSpectrum } from "../../../src/predict/spectrum.ts";
import { gaussianKernel, kernelOn, roughKernel } from "../../kit/kernel-systems.ts";

function spectrumOf({ train }: PriorKernel, noise: number) {
  return findSpectrum(train, new Float64Array(train.rows).fill(1), noise);
}

/** Mean and covariance of the last variables given the first ones with noise: the Gaussian is conditioned on one at a time. */
function condition(points: readonly number[], targets: readonly number[], noise: number) {
  const count = targets.length;
  const covariance = points.map((x, i) => points.map((y, j) => roughKernel(x, y) + (i === j && i < count ? noise : 0)));
  const mean = points.map(() => 0);
  for (const [k, target] of targets.entries()) {
    const pivot = covariance[k]?.[k] ?? 0;
    const column = covariance.map((row) => row[k] ?? 0);
    const surprise = target - (mean[k] ?? 0);
    for (const i of points.keys()) {
      mean[i] = (mean[i] ?? 0) + ((column[i] ?? 0) / pivot) * surprise;
      for (const j of points.keys()) {
        const row = covariance[i] ?? [];
        row[j] = (row[j] ?? 0) - ((column[i] ?? 0) * (column[j] ?? 0)) / pivot;
      }
    }
  }
  return { mean: mean.slice(count), covariance: covariance.slice(count).map((row) => row.slice(count)) };
}

test.each([0, 0.1])("conditioning with noise %s", (noise) => {
  const [train, points, targets] = [
    [-1, 0.2, 0.9],
    [-0.4, 0.5, 3],
    [1, -2, 0.5],
  ];
  const prior = kernelOn(roughKernel, train, points);
  const spectrum = spectrumOf(prior, noise);
  const expected = condition([...train, ...points], targets, noise);
  const mean = posteriorMean(prior, spectrum, Float64Array.from(targets));
  for (const [i, value] of mean.values.entries()) {
    expect(Math.abs(value - (expected.mean[i] ?? 0))).toBeLessThan(1e-12);
  }
  const { values, errors } = posteriorCovariance(prior, spectrum, noise);
  values.forEach((value, at) => {
    const other = expected.covariance[Math.floor(at / 3)]?.[at % 3] ?? 0;
    expect(Math.abs(value - other)).toBeLessThan(1e-12);
    expect(errors[at]).toBeLessThan(1e-11);
  });
});

test("two training points, by hand", () => {
  const prior = kernelOn(gaussianKernel, [0, 1], [0.5]);
  const spectrum = spectrumOf(prior, 0);
  const [c, d] = [Math.exp(-1), Math.exp(-0.25)];
  // K = [[1, c], [c, 1]], k = (d, d): K^-1 k = d / (1 + c) (1, 1).
  const mean = posteriorMean(prior, spectrum, Float64Array.of(3, -1)).values[0] ?? 0;
  expect(Math.abs(mean - (2 * d) / (1 + c))).toBeLessThan(1e-14);
  const variance = posteriorCovariance(prior, spectrum, 0).values[0] ?? 0;
  expect(Math.abs(variance - (1 - (2 * d * d) / (1 + c)))).toBeLessThan(1e-14);
});

test("nearly coincident training points: the error says what is lost, and holds", () => {
  // At 0 and h with targets 1 and 1 + h the posterior tends to that given f(0) = f'(0) = 1, which for this kernel,
  // K(x, 0) = exp(-x^2), d/dy K(x, y) = 2 x exp(-x^2) and d^2/dxdy K = 2 at y = 0, is (1 + x) exp(-x^2).
  const [h, x] = [1e-4, 0.5];
  const prior = kernelOn(gaussianKernel, [0, h], [x]);
  const { values, errors } = posteriorMean(prior, spectrumOf(prior, 0), Float64Array.of(1, 1 + h));
  const limit = (1 + x) * Math.exp(-x * x);
  expect(errors[0]).toBeGreaterThan(1e-12);
  expect(errors[0]).toBeLessThan(1e-3);
  // The difference quotient differs from the derivative by h times second derivatives, all below 2.
  expect(Math.abs((values[0] ?? 0) - limit)).toBeLessThan((errors[0] ?? 0) + 2 * h);
});
