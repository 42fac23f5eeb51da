/**
 * The limit of random programs, judged twice: by the particle oracle, which knows the Master Theorem and nothing of
 * the compiler, and by simulation at growing width, which knows no theorem at all.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everything, matchers, tensorPrograms } from "../../src/testing/index.ts";
import { expectOracle } from "../kit/expect-oracle.ts";
import { limitOf } from "../kit/limit-of.ts";

/** A failure is reported in time, before it has been shrunk to the end. */
const limits = { interruptAfterTimeLimit: 250_000, markInterruptAsFailure: true };
const timeout = 300_000;

expect.extend(matchers);

/** Widths that the ratio of the second width divides, and trials that leave the suite quick. */
const small = { widths: [24, 48, 96, 192], mostTrials: 400 };

const programs = tensorPrograms({ ...everything, maxStatements: 8 });

describe("the limit of random programs", () => {
  it(
    "is that of the oracle",
    () =>
      fc.assert(
        fc.property(programs, (text) => expectOracle(text, limitOf(text))),
        { ...limits, numRuns: 60, seed: 8 },
      ),
    timeout,
  );

  // Fixed seeds; for others, 200 comparisons at 1e-9 have a false alarm with probability below 2e-7.
  it(
    "is not contradicted by simulation",
    () =>
      fc.assert(
        fc.asyncProperty(programs, async (text) => {
          await expect(text).toAgreeWithLimit({ ...small, alpha: 1e-9, undecided: "pass" });
        }),
        { ...limits, numRuns: 200, seed: 9 },
      ),
    timeout,
  );
});
