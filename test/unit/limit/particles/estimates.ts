/** Programs as text, their limits by particles, and the comparison with exact values that all tests of this folder make. */
import { expect } from "vitest";
import type { Estimate } from "../../../../src/limit/limit-report.ts";
import { evaluateByParticles, type ParticleOptions } from "../../../../src/limit/particles/evaluate.ts";
import { lower } from "../../../kit/lower.ts";
import { unwrap } from "../../../kit/unwrap.ts";

export type Setup = ParticleOptions;

export const standard: Setup = {
  onsager: "counted",
  particles: 1024,
  work: Number.POSITIVE_INFINITY,
  replicates: 8,
  seed: 1n,
  symbols: new Map(),
  perform: undefined,
};

/** The estimates of the outputs, by name. */
export function limitsOf(text: string, setup: Partial<Setup> = {}): Map<string, Estimate> {
  const program = lower(text);
  const { values } = unwrap(evaluateByParticles(program, { ...standard, ...setup }));
  return new Map(program.outputs.map(({ name, value }) => [name, values.get(`s${value}`) as Estimate]));
}

/**
 * Every named output is as exact as it says, and says at most `error`. Seeds are fixed: an error bound that holds with
 * probability 0.9973 either holds here or does not, always.
 */
export function expectLimits(
  text: string,
  exact: Readonly<Record<string, number>>,
  error: number,
  setup: Partial<Setup> = {},
): void {
  const estimates = limitsOf(text, setup);
  for (const [name, value] of Object.entries(exact)) {
    const estimate = estimates.get(name);
    expect(estimate, name).toBeDefined();
    expect(Math.abs((estimate?.value ?? Number.NaN) - value), `${name} = ${estimate?.value}`).toBeLessThanOrEqual(
      estimate?.error ?? 0,
    );
    expect(estimate?.error, `error of ${name}`).toBeLessThanOrEqual(error);
  }
}
