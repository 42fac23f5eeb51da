import { describe, expect, test } from "vitest";
import { studentTPValue } from "../../../src/math/statistics.ts";
import { type MeanWithError, pValue, reach } from "../../../src/report/mean-test.ts";
import { skewnessOfSum } from "../../../src/report/skewness.ts";
import { createRandom } from "../../kit/random.ts";

const mean = (skewness: number, uncertainty = 0): MeanWithError => ({
  se: 2,
  degrees: 50,
  skewness: { value: skewness, se: uncertainty },
});

describe("the test of a mean", () => {
  test("is Student's without skewness", () => {
    expect(pValue(6, mean(0))).toBeCloseTo(studentTPValue(3, 50), 14);
    expect(pValue(-6, mean(0))).toBe(pValue(6, mean(0)));
    expect(pValue(0, mean(0.2))).toBe(1);
  });

  test("with a tail to the right, a low mean says less and a high one more", () => {
    expect(pValue(-6, mean(0.2))).toBeGreaterThan(2 * pValue(-6, mean(0)));
    expect(pValue(6, mean(0.2))).toBeLessThan(pValue(6, mean(0)));
    expect(pValue(-6, mean(-0.2))).toBe(pValue(6, mean(0.2)));
  });

  test("what is not known of the skewness speaks for the truth, on both sides", () => {
    for (const difference of [-6, 6]) {
      expect(pValue(difference, mean(0.1, 0.1))).toBeGreaterThan(pValue(difference, mean(0.1)));
    }
  });

  test.each([0, 1e-9, 0.05, 0.3, -0.3, 1])("at skewness %d the reach is where the p-value is the level", (skewness) => {
    for (const sign of [1, -1] as const) {
      const at = mean(skewness, 0.03);
      const distance = reach(sign, 5e-5, at);
      expect(pValue(sign * distance * 1.0001, at)).toBeLessThan(1e-4);
      expect(pValue(sign * distance * 0.9999, at)).toBeGreaterThan(1e-4);
    }
  });

  test("p-values fall as the distance grows, whatever the skewness", () => {
    for (const skewness of [-2, -0.1, 0.1, 2]) {
      let last = 1;
      for (let d = 0.5; d < 40; d += 0.5) {
        const p = pValue(d, mean(skewness));
        expect(p).toBeLessThanOrEqual(last);
        last = p;
      }
    }
  });

  test("exponential trials are contradicted as often as the level says", () => {
    // Student's test has nearly twice as many. Of 20,000 comparisons 200 are expected, 260 have probability 2e-5.
    const random = createRandom("exponential trials");
    let [corrected, student] = [0, 0];
    for (let i = 0; i < 20_000; i++) {
      const samples = Float64Array.from({ length: 100 }, () => -Math.log(random.uniform()));
      const average = samples.reduce((sum, x) => sum + x, 0) / 100;
      const se = Math.sqrt(samples.reduce((sum, x) => sum + (x - average) ** 2, 0) / 9900);
      const skewness = skewnessOfSum([{ weight: 1, samples }], se);
      if (pValue(average - 1, { se, degrees: 99, skewness }) < 0.01) corrected++;
      if (studentTPValue((average - 1) / se, 99) < 0.01) student++;
    }
    expect(corrected).toBeLessThan(260);
    expect(corrected).toBeGreaterThan(100);
    expect(student).toBeGreaterThan(300);
  });
});
