/** Exponentials of quadratic forms: known integrals, quadrature where that can do it, and refusals. */
import { describe, expect, it } from "vitest";
import { limitOf } from "../../../../kit/limit-of.ts";

const header =
  "width n\nvector a ~ normal(0, 1)\nvector b ~ normal(0.5, 2)\nvector (c, d) ~ normal([0, 0], [[1, 0.6], [0.6, 1]])\n";
const moment = (text: string, method: "auto" | "quadrature" = "auto") =>
  limitOf(`${header}output moment(${text})`, {}, { method })[0]?.estimate;

describe("exp of a quadratic form", () => {
  it.each([
    ["exp(0.49 * a^2)", 0.02 ** -0.5],
    ["a^2 * exp(0.49 * a^2)", 0.02 ** -1.5],
    ["a^4 * exp(-a^2)", 3 * 3 ** -2.5],
    // E exp(s c d) of correlation r is ((1 - s r)^2 - s^2)^(-1/2).
    ["exp(0.3 * c * d)", ((1 - 0.3 * 0.6) ** 2 - 0.09) ** -0.5],
  ])("%s", (text, value) => {
    const estimate = moment(text);
    expect(estimate?.method).toBe("closed");
    expect(Math.abs((estimate?.value ?? Number.NaN) - value)).toBeLessThanOrEqual(
      (estimate?.error ?? 0) + 1e-13 * value,
    );
  });

  it.each(["b * exp(-b^2 + b)", "c^2 * d * exp(0.2 * c^2 - (c + d - 1)^2)", "exp(a) * exp(-(a + c)^2 / 3) * c"])(
    "%s, by quadrature",
    (text) => {
      const [closed, rules] = [moment(text), moment(text, "quadrature")];
      expect(closed?.method).toBe("closed");
      expect(rules?.method).toBe("quadrature");
      const difference = Math.abs((closed?.value ?? Number.NaN) - (rules?.value ?? 0));
      expect(difference).toBeLessThanOrEqual((closed?.error ?? 0) + (rules?.error ?? 0));
    },
  );

  it.each(["exp(a^2 / 2)", "exp(0.51 * a^2)", "exp(0.63 * c * d)"])("%s is infinite", (text) => {
    expect(() => moment(text)).toThrow(/no limit/);
  });
});
