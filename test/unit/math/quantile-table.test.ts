import { expect, it } from "vitest";
import { quantileTable, tableValue } from "../../../src/math/quantile-table.ts";
import { relativeError } from "./accuracy.ts";

const places = [0, 1, 2, 3, 5, 100, 2 ** 16 - 1, 2 ** 16, 12345678, 2 ** 30 - 1, 2 ** 30, 1.7e9 | 0, 2 ** 31 - 1];

it("is exact for polynomials of degree 7", () => {
  const f = (v: number) => 1 + v * (2 + v * v * (3 - v * v * v * (1 + v)));
  const table = quantileTable(f);
  for (const k of places) expect(relativeError(tableValue(table, k), f((k + 0.5) / 2 ** 32))).toBeLessThan(1e-15);
});

it("follows powers and logarithms over all 32 octaves", () => {
  for (const f of [(v: number) => v ** -0.4, (v: number) => Math.sqrt(-Math.log(v)), Math.log]) {
    const table = quantileTable(f);
    for (const k of places) expect(relativeError(tableValue(table, k), f((k + 0.5) / 2 ** 32))).toBeLessThan(1e-12);
  }
});
