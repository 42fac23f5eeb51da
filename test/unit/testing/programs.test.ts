import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSource } from "../../../src/parser/parse.ts";
import { everything, type ProgramOptions, tensorPrograms } from "../../../src/testing/programs.ts";
import { seededDraws } from "../../kit/dense-machine.ts";
import { interpret, parseProgram } from "../../kit/interpret.ts";

function sample(options: ProgramOptions): readonly string[] {
  return fc.sample(tensorPrograms(options), { numRuns: 300, seed: 1 });
}

const features: readonly (readonly [option: keyof ProgramOptions, pattern: RegExp])[] = [
  ["transposes", /\.T/],
  ["jumps", /step\(|sign\(|where\(/],
  ["kinks", /relu\(|abs\(|max\(|min\(|clip\(/],
  ["laws", /uniform|rademacher|laplace|exponential|truncated_normal/],
  ["rectangular", /width m/],
  ["feedback", /cos\((?:s\d|moment)|- (?:s\d|moment)|tanh\((?:s\d|moment)/],
  ["gradients", /grad\(/],
  ["higher", /grad\(moment\(tanh\(grad|diff\(|sin\(grad|^M\d/m],
];

describe("random programs", () => {
  it("are well-formed, finite and of order 1", () => {
    fc.assert(
      fc.property(tensorPrograms(), (text) => {
        const { outputs, values } = interpret(parseProgram(text), 6, seededDraws("size"));
        expect(outputs.length).toBeGreaterThanOrEqual(1);
        expect(outputs.length).toBeLessThanOrEqual(3);
        for (const { data } of values.values()) for (const value of data) expect(Math.abs(value)).toBeLessThan(100);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it.each(features)("use %s when asked to, and only then", (option, pattern) => {
    const used = sample(everything).filter((text) => pattern.test(text)).length;
    // every feature shows in at least a tenth of the programs, so that 100 of them test it well
    expect(used).toBeGreaterThan(30);
    const without = sample({ ...everything, [option]: false, ...(option === "feedback" ? { gradients: false } : {}) });
    expect(without.filter((text) => pattern.test(text))).toEqual([]);
  });

  it("come in many sizes, up to the bound", () => {
    const lengths = sample({ ...everything, maxStatements: 25 }).map((text) => text.match(/^x\d+ =/gm)?.length ?? 0);
    expect(Math.max(...lengths)).toBeGreaterThan(15);
    expect(Math.min(...lengths)).toBeLessThan(3);
  });

  it("shrink to what matters", () => {
    const result = fc.check(
      fc.property(tensorPrograms(), (text) => !/W\d+\.T @/.test(text)),
      { seed: 1, numRuns: 100 },
    );
    const [smallest] = result.counterexample ?? [];
    expect(result.failed).toBe(true);
    expect(smallest?.split("\n").length).toBeLessThanOrEqual(13);
  });

  it("have no mistake at any stage of shrinking", () => {
    // the property fails for every program with a product, so that all their shrunk forms are visited
    const mistakes: string[] = [];
    const visit = fc.property(tensorPrograms(), (text) => {
      if (!parseSource({ name: "<shrunk>", text }).ok) mistakes.push(text);
      return !text.includes("@");
    });
    expect(fc.check(visit, { seed: 2, numRuns: 20 }).failed).toBe(true);
    expect(mistakes).toEqual([]);
  });
});
