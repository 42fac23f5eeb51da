import { expect, test } from "vitest";
import { block } from "../../../src/predict/kernel.ts";
import { findFault } from "../../../src/predict/singular.ts";
import { findSpectrum } from "../../../src/predict/spectrum.ts";
import { gaussianKernel, kernelOn } from "../../kit/kernel-systems.ts";

function faultOf(rows: readonly (readonly number[])[], { error = 0, ridge = 0, allowed = false } = {}) {
  const train = block(rows, error);
  return findFault(train, findSpectrum(train, new Float64Array(rows.length).fill(1), ridge), allowed);
}

const twins = [
  [1, 0.2, 1],
  [0.2, 1, 0.2],
  [1, 0.2, 1],
];

test("a kernel without fault", () => {
  expect(faultOf([[2]])).toBeUndefined();
  expect(
    faultOf([
      [1, 0.5],
      [0.5, 1],
    ]),
  ).toBeUndefined();
});

test("equal and proportional rows, outputs that are 0", () => {
  expect(faultOf(twins)).toEqual({ kind: "proportional", first: 0, second: 2, factor: 1 });
  expect(
    faultOf([
      [1, 0.1, -3],
      [0.1, 1, -0.3],
      [-3, -0.3, 9],
    ]),
  ).toEqual({ kind: "proportional", first: 0, second: 2, factor: -3 });
  expect(
    faultOf([
      [1, 0],
      [0, 0],
    ]),
  ).toEqual({ kind: "zero", index: 1 });
});

test("a combination of three outputs, the fourth has no share", () => {
  // The third is the sum of the first two, each of variance 1.
  const rows = [
    [1, 0, 1, 0],
    [0, 1, 1, 0],
    [1, 1, 2, 0],
    [0, 0, 0, 1],
  ];
  const fault = faultOf(rows);
  expect(fault?.kind).toBe("dependent");
  expect(fault?.kind === "dependent" && [...fault.indices].sort()).toEqual([0, 1, 2]);
});

test("finite times and a ridge need no inverse", () => {
  expect(faultOf(twins, { allowed: true })).toBeUndefined();
  expect(faultOf(twins, { ridge: 1e-3 })).toBeUndefined();
});

test("a negative eigenvalue is no kernel at any time, unless errors explain it", () => {
  const rows = [
    [1, 1.1],
    [1.1, 1],
  ];
  expect(faultOf(rows, { allowed: true })).toMatchObject({ kind: "negative" });
  expect(faultOf(rows, { allowed: true, error: 0.1 })).toBeUndefined();
  expect(faultOf(rows, { error: 0.1 })).toMatchObject({ kind: "proportional" });
});

test("errors that are unknown show no kernel to be singular", () => {
  const rows = [
    [1, 0.5],
    [0.5, 1],
  ];
  expect(faultOf(rows, { error: Number.POSITIVE_INFINITY })).toBeUndefined();
  expect(faultOf(twins, { error: Number.POSITIVE_INFINITY })).toMatchObject({ kind: "proportional" });
});

test("nearly coincident inputs count as equal only where errors cannot tell them apart", () => {
  const near = (gap: number, error: number) => {
    const { train } = kernelOn(gaussianKernel, [0, gap, 1], [], error);
    return findFault(train, findSpectrum(train, Float64Array.of(1, 1, 1), 0), false);
  };
  // The difference of two such outputs has the variance 2 gap^2.
  expect(near(1e-5, 0)).toBeUndefined();
  expect(near(1e-9, 0)).toEqual({ kind: "proportional", first: 0, second: 1, factor: 1 });
  expect(near(1e-5, 1e-9)).toEqual({ kind: "proportional", first: 0, second: 1, factor: 1 });
});
