/**
 * Lowering keeps the meaning: the program carried out instruction by instruction agrees with the literal reading of
 * its text on the same draws, for random programs, for the examples, and feature by feature.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everything, tensorPrograms } from "../../src/testing/programs.ts";
import { seededDraws } from "../kit/dense-machine.ts";
import { examplePrograms } from "../kit/example-programs.ts";
import { interpret, parseProgram } from "../kit/interpret.ts";
import { lower } from "../kit/lower.ts";
import { runProgram } from "../kit/run-program.ts";
import { languageFeatures } from "./language-features.ts";

/**
 * Both sides compute in double precision but in another order. Coordinates are of order 1 and sums have a few dozen
 * terms, so results differ by some 1e-16; 3000 random programs stayed below 1e-15.
 */
const tolerance = 1e-12;
/** A failure is reported in time, before it has been shrunk to the end. */
const limits = { interruptAfterTimeLimit: 45_000, markInterruptAsFailure: true };

function expectSameMeaning(text: string, n: number, settings: Readonly<Record<string, number>> = {}): void {
  const literal = interpret(parseProgram(text), n, seededDraws("lowering"), settings);
  const lowered = runProgram(lower(text, settings), n, seededDraws("lowering"), settings);
  expect(lowered.outputs.length).toBe(literal.outputs.length);
  for (const [k, { name, value }] of literal.outputs.entries()) {
    const actual = lowered.outputs[k]?.value ?? Number.NaN;
    expect(Math.abs(actual - value), `${name}: ${actual} for ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}

describe("lowering keeps the meaning", () => {
  it("of random programs with one width", () => {
    const programs = tensorPrograms({ ...everything, rectangular: false });
    fc.assert(
      fc.property(programs, (text) => expectSameMeaning(text, 7)),
      { ...limits, numRuns: 300, seed: 1 },
    );
  });

  it("of random programs with two widths", () => {
    fc.assert(
      fc.property(tensorPrograms(), (text) => expectSameMeaning(text, 6)),
      { ...limits, numRuns: 300, seed: 2 },
    );
  });

  it.each(examplePrograms)("of the example $name", ({ text }) => expectSameMeaning(text, 8));

  it.each(languageFeatures)("of $feature", ({ text, settings }) => expectSameMeaning(text, 6, settings));
});
