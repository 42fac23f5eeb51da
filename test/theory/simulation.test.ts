/**
 * Theory against simulation: every expectation of every example is met by the limit and, extrapolated from widths 64
 * to 256, by the simulation. Samples are fixed by their seeds; with other seeds a comparison at 6 standard errors
 * fails with probability 2e-9, all of them together below 1e-6.
 */
import { describe, expect, it } from "vitest";
import { examplePrograms } from "../kit/example-programs.ts";
import { extrapolate } from "../kit/extrapolate.ts";
import { limitOf } from "../kit/limit-of.ts";
import { lower } from "../kit/lower.ts";

/** Reports what is expected as well: every `expect T = V` becomes an output T. */
function reportExpectations(text: string): string {
  const targets = [...text.matchAll(/^expect (.*) = /gm)].map(([, target], k) => `output expected_${k} = ${target}`);
  return `${text}\n${targets.join("\n")}\n`;
}

describe("the limit meets the expectations", () => {
  it.each(examplePrograms)("of $name", ({ text }) => {
    const program = lower(text);
    expect(program.expectations.length).toBeGreaterThan(0);
    const outputs = limitOf(reportExpectations(text)).slice(program.outputs.length);
    expect(outputs.length).toBe(program.expectations.length);
    for (const [k, { name, expected, tolerance }] of program.expectations.entries()) {
      const { value, error, method } = outputs[k]?.estimate ?? { value: Number.NaN, error: 0, method: "missing" };
      const sampled = method === "qmc" || method === "particles";
      expect(Math.abs(value - expected), `${name} = ${value} (${method})`).toBeLessThanOrEqual(
        tolerance + (sampled ? error : 0),
      );
      expect(error).toBeLessThan(sampled ? 2e-3 : tolerance);
    }
  });
});

describe("simulation tends to the expectations", () => {
  it.each(examplePrograms)("of $name", async ({ text }) => {
    const program = lower(text);
    const reported = lower(reportExpectations(text));
    const options = { width: 64, trials: 300, sampler: "conditioned", seed: 11n } as const;
    const gaussian = reported.matrices.every(({ shape }) => shape.kind === "normal");
    const found = await extrapolate(reported, gaussian ? options : { ...options, sampler: "explicit", trials: 60 });
    for (const [k, { name, expected, tolerance }] of program.expectations.entries()) {
      const { value, error, bias } = found[program.outputs.length + k] ?? { value: Number.NaN, error: 0, bias: 0 };
      expect(Math.abs(value - expected), `${name}: ${value} +- ${error}, bias ${bias}`).toBeLessThanOrEqual(
        6 * error + bias + tolerance,
      );
    }
  });
});
