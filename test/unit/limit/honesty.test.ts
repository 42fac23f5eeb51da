/**
 * Stated errors of random expectations against brute force: a fixed sample of those of bench/honesty.ts, whose 500 are
 * beyond a test's patience. The seeds are fixed, so that the outcome is a fact and not a sample.
 */
import { describe, expect, test } from "vitest";
import { deriveLimit } from "../../../src/limit/derive.ts";
import { evaluateLimit } from "../../../src/limit/evaluate.ts";
import { lower } from "../../kit/lower.ts";
import { randomExpectation } from "../../kit/random-expectations.ts";
import { unwrap } from "../../kit/unwrap.ts";

const options = { tolerance: 1e-4, method: "auto", symbols: new Map<string, number>(), seed: 1n } as const;

function check(seed: number, most: 1 | 2): void {
  const { text, reference, uncertainty } = randomExpectation(seed, most);
  const { estimates } = unwrap(evaluateLimit(unwrap(deriveLimit(lower(text))), options));
  const { value, error } = [...estimates.values()].at(-1) ?? { value: Number.NaN, error: 0 };
  expect(Math.abs(value - reference), text).toBeLessThanOrEqual(error + uncertainty);
  // Honest by being vague would be no merit.
  expect(error, text).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
}

describe("the true error is below the stated one", () => {
  test.each(Array.from({ length: 44 }, (_, seed) => 1000 + seed))("one variable, seed %d", (seed) => check(seed, 1));
  test.each(Array.from({ length: 16 }, (_, seed) => 2000 + seed))("up to two variables, seed %d", (seed) =>
    check(seed, 2),
  );
});
