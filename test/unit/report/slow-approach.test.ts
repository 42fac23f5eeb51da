import { expect, test } from "vitest";
import type { WidthMean } from "../../../src/report/extrapolate.ts";
import { slowApproach } from "../../../src/report/slow-approach.ts";
import { createRandom } from "../../kit/random.ts";

const widths = [64, 256, 1024, 4096];
const exact = (mean: (n: number) => number, trials = 400): readonly WidthMean[] =>
  widths.map((width) => ({ width, trials, mean: mean(width), sd: 1 / Math.sqrt(width) }));

/** At level 1 %, of a limit that is known exactly. */
const slow = (means: readonly WidthMean[], limit: number) => slowApproach(means, limit, 0, 0.01);

test("finds the exponent of a slow approach", () => {
  expect(
    slow(
      exact((n) => 2 + 3 * n ** -0.5),
      2,
    ),
  ).toBeCloseTo(0.5, 1);
  expect(
    slow(
      exact((n) => 2 + 3 * n ** (-2 / 3)),
      2,
    ),
  ).toBeCloseTo(0.67, 1);
});

test("a wrong limit is no slow approach, with or without a bias of 1/n", () => {
  expect(
    slow(
      exact(() => 2.1),
      2,
    ),
  ).toBeUndefined();
  expect(
    slow(
      exact((n) => 2.1 + 1 / n),
      2,
    ),
  ).toBeUndefined();
  expect(
    slow(
      exact((n) => 2.1 - 1 / n),
      2,
    ),
  ).toBeUndefined();
});

test("nor is the fast one of the model", () => {
  expect(
    slow(
      exact((n) => 2 + 50 / n, 100_000),
      2,
    ),
  ).toBeUndefined();
});

test("two widths cannot tell, nor means that are exact", () => {
  expect(slow(exact((n) => 2 + n ** -0.5).slice(2), 2)).toBeUndefined();
  expect(
    slow(
      exact((n) => 2 + n ** -0.5).map((m) => ({ ...m, sd: 0 })),
      2,
    ),
  ).toBeUndefined();
});

test("is found in noise but for 1 %, and in no noise around a constant", () => {
  const random = createRandom("slow");
  const noisy = (mean: (n: number) => number) => exact((n) => mean(n) + random.normal() / Math.sqrt(400 * n));
  let [found, constant] = [0, 0];
  for (let i = 0; i < 500; i++) {
    const root = noisy((n) => n ** -0.5);
    const off = noisy(() => 0.02);
    if (slow(root, 0) !== undefined) found++;
    if (slow(off, 0) !== undefined) constant++;
  }
  // Fewer than 480 of 500 has probability 1e-6 at 99 %; a constant is taken for slow in less than 1 in 1,000.
  expect(found).toBeGreaterThanOrEqual(480);
  expect(constant).toBeLessThanOrEqual(5);
});
