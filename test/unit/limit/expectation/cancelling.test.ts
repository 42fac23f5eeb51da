/** Integrands that change sign: the integral over one coordinate is 0, or small, at every point of the others. */
import { describe, expect, test } from "vitest";
import { limitOf } from "../../../../src/testing/agreement.ts";

function numberOf(integrand: string, method: "auto" | "quadrature") {
  const program = `width n
vector a : n ~ normal(0, 1)
vector c : n ~ normal(0, 1)
q = moment(${integrand})
output q`;
  const estimate = limitOf(program, "q", { method })?.estimate;
  if (estimate === undefined) throw new Error("no number");
  return estimate;
}

/** Odd in c, for every a; and neither odd nor even in a. */
const odd = [
  "where(a < 0.3137, a * cos(c), tanh(a)) * c",
  "where(a < 0.3, cos(a) * sin(c), erf(c) * relu(a - 0.1))",
  "sin(c) * where(c^2 < 0.3137, a^2, tanh(a))",
] as const;

describe("odd in one of two independent variables", () => {
  test.each(odd)("%s is 0 exactly", (integrand) => {
    expect(numberOf(integrand, "auto")).toEqual({ value: 0, error: 0, method: "closed" });
  });

  test.each(odd)("%s is 0 by quadrature too, to the rounding of its absolute value", (integrand) => {
    const { value, error } = numberOf(integrand, "quadrature");
    expect(Math.abs(value)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-12);
  });
});

test("an odd function beside a small even one", () => {
  // E[a; a < 0.3] E[c^2] 1e-9: the odd part, a thousand million times as large, cancels.
  const { value, error } = numberOf("where(a < 0.3, a, 0) * (c + 1e-9 * c^2)", "quadrature");
  const wanted = (-1e-9 * Math.exp(-0.045)) / Math.sqrt(2 * Math.PI);
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(error);
  expect(error).toBeLessThan(1e-13);
});
