/**
 * Simulation keeps the meaning: plan and engine with explicit matrices give the literal reading of the text, number by
 * number, and the conditioned sampler gives the same distribution at every width, however many products there are.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smirnovTest } from "../../src/math/kolmogorov.ts";
import { momentsOf, standardError } from "../../src/math/statistics.ts";
import { everything, tensorPrograms } from "../../src/testing/programs.ts";
import { examplePrograms } from "../kit/example-programs.ts";
import { interpret, parseProgram } from "../kit/interpret.ts";
import { lower } from "../kit/lower.ts";
import { simulate } from "../kit/simulate.ts";
import { streamDraws } from "../kit/stream-draws.ts";

/** Double precision in another order of operations, on coordinates of order 1. */
const tolerance = 1e-12;
const seed = 20240229n;
/** A failure is reported in time, before it has been shrunk to the end. */
const limits = { interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true };

async function expectSameSamples(text: string, width: number): Promise<void> {
  const program = lower(text);
  const trials = 2;
  const samples = await simulate(program, { width, sampler: "explicit", trials, seed, settings: {} });
  for (let trial = 0; trial < trials; trial++) {
    const { outputs } = interpret(parseProgram(text), width, streamDraws(program, seed, trial));
    for (const [k, { name, value }] of outputs.entries()) {
      const actual = samples[k]?.[trial] ?? Number.NaN;
      expect(Math.abs(actual - value), `${name}: ${actual} for ${value}`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(value)),
      );
    }
  }
}

describe("explicit simulation gives the literal meaning", () => {
  it("of random programs with one width, whatever its remainder by 8", async () => {
    const programs = tensorPrograms({ ...everything, rectangular: false });
    const property = fc.asyncProperty(programs, fc.integer({ min: 1, max: 21 }), expectSameSamples);
    await fc.assert(property, { ...limits, numRuns: 150, seed: 3 });
  });

  it("of random programs with two widths", async () => {
    const property = fc.asyncProperty(tensorPrograms(), fc.constantFrom(6, 12), expectSameSamples);
    await fc.assert(property, { ...limits, numRuns: 150, seed: 4 });
  });

  it.each(examplePrograms)("of the example $name", async ({ text }) => expectSameSamples(text, 12));
});

/**
 * Two samples of each output: their means differ by less than 6 standard errors, and the test of Smirnov does not
 * reject at 1e-8. Samples are fixed by their seeds; with other seeds, some 300 comparisons would fail with
 * probability below 1e-5.
 */
async function expectSameDistribution(text: string, width: number): Promise<void> {
  const program = lower(text);
  const options = { width, trials: 1500, settings: {} };
  const explicit = await simulate(program, { ...options, sampler: "explicit", seed: 1n });
  const conditioned = await simulate(program, { ...options, sampler: "conditioned", seed: 2n });
  for (const [k, { name }] of program.outputs.entries()) {
    const [a, b] = [explicit[k] ?? new Float64Array(), conditioned[k] ?? new Float64Array()];
    const [left, right] = [momentsOf(a), momentsOf(b)];
    const error = Math.hypot(standardError(left), standardError(right));
    const difference = Math.abs(left.mean - right.mean);
    expect(difference, `${name}: ${left.mean} and ${right.mean}`).toBeLessThanOrEqual(6 * error + tolerance);
    const rounded = (x: Float64Array): Float64Array => x.map((value) => Number(value.toFixed(10)));
    expect(smirnovTest(rounded(a), rounded(b)).pValue, `the distribution of ${name}`).toBeGreaterThan(1e-8);
  }
}

describe("conditioned simulation has the distribution of the explicit one", () => {
  it("for random programs, at widths above and below the number of products", async () => {
    const programs = tensorPrograms({ ...everything, rectangular: false, laws: false });
    const property = fc.asyncProperty(programs, fc.constantFrom(3, 6, 12), expectSameDistribution);
    await fc.assert(property, { ...limits, numRuns: 40, seed: 5 });
  });

  it("for random programs with two widths", async () => {
    const property = fc.asyncProperty(tensorPrograms(), fc.constantFrom(6, 12), expectSameDistribution);
    await fc.assert(property, { ...limits, numRuns: 40, seed: 6 });
  });
});
