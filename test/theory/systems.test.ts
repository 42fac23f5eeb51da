/**
 * Known systems, collected from the literature and checked by two independent evaluations (quadrature of the published
 * recursions; the particle oracle of this suite): the compiler reproduces every value to the digits that are given.
 */
import { describe, expect, it } from "vitest";
import { limitOf } from "../kit/limit-of.ts";
import { networkSystems } from "./network-systems.ts";
import { randomMatrixSystems } from "./random-matrix-systems.ts";
import type { System } from "./system.ts";
import { vectorLawSystems } from "./vector-law-systems.ts";

/**
 * Half a unit of the last decimal that is given, or what the evaluation says about itself where it had to sample;
 * that must not be worse than 2e-3.
 */
function expectValues({ text, expected, decimals }: System): void {
  const outputs = limitOf(text);
  expect(outputs.length).toBe(expected.length);
  for (const [k, { name, estimate }] of outputs.entries()) {
    const { value, error, method } = estimate;
    const known = expected[k] ?? Number.NaN;
    const sampled = method === "qmc" || method === "particles";
    expect(error, `error of ${name} by ${method}`).toBeLessThan(sampled ? 2e-3 : 1e-8 * Math.max(1, Math.abs(known)));
    expect(Math.abs(value - known), `${name} = ${value} (${method}) for ${known}`).toBeLessThanOrEqual(
      0.51 * 10 ** -decimals * Math.max(1, Math.abs(known)) + error,
    );
  }
}

describe("random matrices", () => {
  it.each(randomMatrixSystems)("$name", expectValues);
});

describe("laws of vectors", () => {
  it.each(vectorLawSystems)("$name", expectValues);
});

describe("networks", () => {
  it.each(networkSystems)("$name", expectValues);
});
