import { describe, expect, test } from "vitest";
import { formatError, formatEstimate, formatPlain, formatSeconds } from "../../../src/report/numbers.ts";

test.each([
  [1.00234567, 0.00123, "1.0023 ± 0.0012"],
  [-0.5, 0.00098, "-0.50000 ± 0.00098"],
  [123.4, 0.95, "123.40 ± 0.95"],
  [5, 12, "5 ± 12"],
  [1234567, 12, "1234567 ± 12"],
  // A value below its error is 0 as far as is known.
  [0.00003, 0.0012, "0.0000 ± 0.0012"],
  [0, 0.0123, "0.000 ± 0.012"],
  [1e-19, 9e-17, "0 ± 9e-17"],
  // Rounding up to the next power of ten.
  [9.99996, 0.00012, "9.99996 ± 0.00012"],
  [0.9999999, 0.001, "1.0000 ± 0.0010"],
  // Never more than twelve digits; then only the size of the error matters.
  [1 / 3, 2.3e-17, "0.333333333333 ± 2e-17"],
  [1 / 3, 0, "0.333333333333"],
  [0.1, 0, "0.1"],
  [-0, 0, "0"],
  // Outside 1e-4 .. 1e7 with an exponent.
  [1e-9, 2.2e-12, "1.0000e-9 ± 2.2e-12"],
  [1.5e-7, 4e-9, "1.500e-7 ± 4e-9"],
  [12345678, 1234, "1.23457e+7 ± 1234"],
])("%d with the error %d", (value, error, text) => {
  expect(formatEstimate(value, error)).toBe(text);
});

test.each([
  [0, "0"],
  [0.0012345, "0.0012"],
  [1.3456e-9, "1.3e-9"],
  [Number.NaN, "unknown"],
  [Number.POSITIVE_INFINITY, "unknown"],
])("the error %d", (error, text) => {
  expect(formatError(error)).toBe(text);
});

describe("plain numbers", () => {
  test.each([
    [0.123456, 3, "0.123"],
    [2.5, 3, "2.5"],
    [1e-7, 3, "1e-7"],
    [Number.NaN, 3, "not a number"],
    [Number.NEGATIVE_INFINITY, 3, "-infinite"],
  ])("%d to %d digits", (value, digits, text) => {
    expect(formatPlain(value, digits)).toBe(text);
  });
});

test.each([
  [0.4213, "0.42 s"],
  [12.34, "12.3 s"],
  [245, "4 min 5 s"],
])("%d seconds", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
