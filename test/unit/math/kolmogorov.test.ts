import { describe, expect, it } from "vitest";
import { rowFiller } from "../../../src/math/entries.ts";
import { kolmogorovTail, kolmogorovTest, smirnovTest } from "../../../src/math/kolmogorov.ts";
import { streamKey } from "../../../src/math/random.ts";
import { normalCdf } from "../../../src/math/special.ts";
import { relativeError } from "./accuracy.ts";

const uniformCdf = (x: number) => Math.min(1, Math.max(0, x));

function normals(count: number, trial: number): Float64Array {
  const out = new Float64Array(count);
  rowFiller({ kind: "normal" })(out, 0, count, streamKey(77n, 0, trial), 0, 0);
  return out;
}

describe("kolmogorovTail", () => {
  // Smirnov's table (1948) of the complement: 0.5 -> 0.036055, 1 -> 0.730000, 1.36 -> 0.950514, 1.63 -> 0.990154.
  it.each([
    [0.5, 1 - 0.036055],
    [1, 1 - 0.73],
    [1.36, 1 - 0.950514],
    [1.63, 1 - 0.990154],
  ])("at %d as printed", (x, tail) => {
    expect(Math.abs(kolmogorovTail(x) - tail)).toBeLessThan(6e-7);
  });

  it("the two series meet", () => {
    expect(relativeError(kolmogorovTail(1 - 1e-15), kolmogorovTail(1))).toBeLessThan(1e-14);
    expect([kolmogorovTail(0), kolmogorovTail(0.03), kolmogorovTail(Infinity)]).toEqual([1, 1, 0]);
  });
});

describe("kolmogorovTest", () => {
  it("measures the largest distance, above and below", () => {
    expect(kolmogorovTest([0.5], uniformCdf).distance).toBe(0.5);
    expect(kolmogorovTest([0.1, 0.2, 0.9], uniformCdf).distance).toBe(2 / 3 - 0.2);
    expect(kolmogorovTest([0.8, 0.9], uniformCdf).distance).toBe(0.8);
  });

  it("has about the right p-value at n = 10: the 5 % point is 0.40925 (Miller 1956)", () => {
    const samples = Array.from({ length: 10 }, (_, i) => (i + 1) / 10 - 0.40925).map((x) => Math.max(x, 0));
    const { distance, pValue } = kolmogorovTest(samples, uniformCdf);
    expect(Math.abs(distance - 0.40925)).toBeLessThan(1e-12);
    expect(Math.abs(pValue - 0.05)).toBeLessThan(5e-4);
  });

  it("accepts the law of the sample and rejects its neighbour, at a fixed seed", () => {
    const samples = normals(20_000, 0);
    expect(kolmogorovTest(samples, normalCdf).pValue).toBeGreaterThan(1e-3);
    expect(kolmogorovTest(samples, (x) => normalCdf(x / 1.05)).pValue).toBeLessThan(1e-3);
  });

  it("its p-values are uniform over many samples, at a fixed seed", () => {
    const pValues = Array.from({ length: 400 }, (_, t) => kolmogorovTest(normals(50, 1 + t), normalCdf).pValue);
    expect(kolmogorovTest(pValues, uniformCdf).pValue).toBeGreaterThan(1e-3);
  });
});

describe("smirnovTest", () => {
  it("measures the largest distance, equal values together", () => {
    expect(smirnovTest([1, 2, 3], [1, 2, 3])).toEqual({ distance: 0, pValue: 1 });
    expect(smirnovTest([1, 2], [3, 4, 5]).distance).toBe(1);
    expect(smirnovTest([1, 1, 2], [1, 3]).distance).toBe(0.5);
  });

  it("accepts two samples of one law and rejects a shift, at a fixed seed", () => {
    const [a, b] = [normals(4000, 1001), normals(3000, 1002)];
    expect(smirnovTest(a, b).pValue).toBeGreaterThan(1e-3);
    expect(
      smirnovTest(
        a,
        b.map((x) => x + 0.2),
      ).pValue,
    ).toBeLessThan(1e-6);
  });
});
