/**
 * The limit of random programs, judged twice: by the particle oracle, which knows the Master Theorem and nothing of
 * the compiler, and by simulation at growing width, which knows no theorem at all.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everything, tensorPrograms } from "../../src/testing/programs.ts";
import { expectOracle } from "../kit/expect-oracle.ts";
import { extrapolate } from "../kit/extrapolate.ts";
import { limitOf } from "../kit/limit-of.ts";
import { lower } from "../kit/lower.ts";

/** A failure is reported in time, before it has been shrunk to the end. */
const limits = { interruptAfterTimeLimit: 250_000, markInterruptAsFailure: true };
const timeout = 300_000;

const programs = tensorPrograms({ ...everything, maxStatements: 8 });

/** 6 standard errors of the extrapolation, what it may leave out, and the error of the limit. */
async function expectSimulation(text: string): Promise<void> {
  const outputs = limitOf(text);
  const options = { width: 48, trials: 200, sampler: "conditioned", seed: 17n } as const;
  const found = await extrapolate(lower(text), options);
  for (const [k, { name, estimate }] of outputs.entries()) {
    const { value, error, bias } = found[k] ?? { value: Number.NaN, error: 0, bias: 0 };
    const difference = Math.abs(value - estimate.value);
    expect(difference, `${name} = ${estimate.value}, simulated ${value} +- ${error}`).toBeLessThanOrEqual(
      6 * error + bias + estimate.error + 1e-9,
    );
  }
}

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

  it(
    "is what simulation tends to",
    () => fc.assert(fc.asyncProperty(programs, expectSimulation), { ...limits, numRuns: 40, seed: 9 }),
    timeout,
  );
});
