import { expect, it } from "vitest";
import { fitPolynomial } from "../../../../src/codegen/wgsl/fit.ts";

const evaluate = (c: readonly number[], x: number) => c.reduceRight((sum, value) => sum * x + value, 0);

it("is exact for polynomials of its degree", () => {
  const fit = fitPolynomial((x) => 2 - 3 * x + x ** 3, -1, 4, 3);
  for (const [k, expected] of [2, -3, 0, 1].entries()) expect(Math.abs((fit[k] ?? NaN) - expected)).toBeLessThan(1e-12);
});

it("comes near the best error of its degree", () => {
  // The error of interpolating exp in n + 1 Chebyshev points of [-1, 1] is at most e / (2^n (n + 1)!).
  const fit = fitPolynomial(Math.exp, -1, 1, 7);
  const bound = Math.E / (2 ** 7 * 40320);
  for (let x = -1; x <= 1; x += 0.01) expect(Math.abs(evaluate(fit, x) - Math.exp(x))).toBeLessThan(bound);
});
