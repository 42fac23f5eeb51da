import { expect, test } from "vitest";
import { choleskyInOrder } from "../../../src/universality/cholesky-in-order.ts";

test("the factor is lower triangular in the order of the variables and gives the covariance back", () => {
  const covariance = [
    [4, 1, 2, 0],
    [1, 1, 0.5, 0],
    [2, 0.5, 1, 0],
    [0, 0, 0, 9],
  ];
  const { factor, chosen } = choleskyInOrder(Float64Array.from(covariance.flat()));
  // The third variable is half of the first.
  expect(chosen).toEqual([0, 1, 3]);
  expect(factor[0]).toEqual([2, 0, 0]);
  expect(factor[3]).toEqual([0, 0, 3]);
  covariance.forEach((row, i) => {
    row.forEach((value, j) => {
      const product = (factor[i] ?? []).reduce((sum, weight, k) => sum + weight * (factor[j]?.[k] ?? 0), 0);
      expect(product).toBeCloseTo(value, 12);
    });
  });
});

test("variables without variance bring nothing", () => {
  expect(choleskyInOrder(Float64Array.of(0, 0, 0, 1))).toEqual({ factor: [[0], [1]], chosen: [1] });
});
