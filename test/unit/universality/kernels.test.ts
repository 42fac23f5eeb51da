import { expect, test } from "vitest";
import { findKernels, relativeDistance } from "../../../src/universality/kernels.ts";

test("a lower triangle is a symmetric matrix, a full family any matrix", () => {
  expect(findKernels(["C[1,1]", "q", "C[2,1]", "C[2,2]"])).toEqual([
    { name: "C[*,*]", rows: 2, entries: ["C[1,1]", "C[2,1]", "C[2,1]", "C[2,2]"] },
  ]);
  expect(findKernels(["f[0,1]", "f[0,2]", "f[1,1]", "f[1,2]"])).toEqual([
    { name: "f[*,*]", rows: 2, entries: ["f[0,1]", "f[0,2]", "f[1,1]", "f[1,2]"] },
  ]);
});

test("kernels of readouts are families by function and options", () => {
  const names = ["nngp(y[1],y[1])", "nngp(y[1],y[2])", "nngp(y[2],y[2])", "ntk(y2,y2,wrt=[U])", "ntk(y2,y3,wrt=[U])"];
  expect(findKernels([...names, "ntk(y3,y3,wrt=[U])"]).map(({ name, rows }) => [name, rows])).toEqual([
    ["nngp(*,*)", 2],
    ["ntk(*,*,wrt=[U])", 2],
  ]);
});

test("one entry, one index or a gap is no matrix", () => {
  expect(findKernels(["C[1,1]", "h[1]", "h[2]", "D[1,1]", "D[2,2]"])).toEqual([]);
});

test("relative distances of matrices", () => {
  expect(relativeDistance([3, 4, 0, 0], [3, 0, 0, 4])).toBeCloseTo(Math.sqrt(32) / 5, 12);
  expect(relativeDistance([1], [0])).toBeUndefined();
  expect(relativeDistance([Number.NaN], [1])).toBeUndefined();
});
