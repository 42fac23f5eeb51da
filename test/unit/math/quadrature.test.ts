import { describe, expect, it } from "vitest";
import { gaussLegendre, integrate, panelRule, type Rule } from "../../../src/math/quadrature.ts";
import { relativeError } from "./accuracy.ts";

const apply = (rule: Rule, f: (x: number) => number): number =>
  rule.nodes.reduce((sum, x, i) => sum + rule.weights[i]! * f(x), 0);

describe("gaussLegendre", () => {
  it.each([1, 2, 3, 5, 10, 16, 33, 64, 200])("with %d nodes is exact for its degree", (n) => {
    const rule = gaussLegendre(n);
    expect(rule.nodes).toHaveLength(n);
    // Even monomials up to degree 2 n - 1; rounding of the nodes is multiplied by the degree.
    for (let k = 0; k <= 2 * n - 1; k += 2) {
      expect(
        relativeError(
          apply(rule, (x) => x ** k),
          2 / (k + 1),
        ),
      ).toBeLessThan(5e-15 * (1 + k / 4));
    }
    expect([...rule.nodes]).toEqual([...rule.nodes].reverse().map((x) => 0 - x));
  });

  it("misses the next even degree by the known amount", () => {
    // For n nodes and x^(2n): 2^(2n+1) (n!)^4 / ((2n+1) ((2n)!)^2); n = 3: 8/175.
    const missed = 2 / 7 - apply(gaussLegendre(3), (x) => x ** 6);
    expect(relativeError(missed, 8 / 175)).toBeLessThan(1e-14);
  });

  it("agrees with the published five-point rule", () => {
    const { nodes, weights } = gaussLegendre(5);
    const far = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3;
    const near = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3;
    const expected = [-far, -near, 0, near, far];
    expected.forEach((x, i) => {
      expect(Math.abs(nodes[i]! - x)).toBeLessThan(2.3e-16);
    });
    expect(relativeError(weights[0]!, (322 - 13 * Math.sqrt(70)) / 900)).toBeLessThan(2e-15);
    expect(relativeError(weights[2]!, 128 / 225)).toBeLessThan(2e-15);
  });

  it("refuses a rule without nodes", () => {
    expect(() => gaussLegendre(0)).toThrow(RangeError);
    expect(() => gaussLegendre(2.5)).toThrow(RangeError);
  });
});

describe("panelRule", () => {
  it("splits at the break points and keeps panels narrow", () => {
    const rule = panelRule([-1, 0, 0, 2], 4, 0.8);
    expect(rule.nodes).toHaveLength(4 * (2 + 3));
    expect(relativeError(apply(rule, Math.abs), 2.5)).toBeLessThan(1e-15);
    expect([...rule.nodes]).toEqual([...rule.nodes].sort((a, b) => a - b));
  });

  it("integrates a Gaussian to rounding with 16 nodes per panel of 2.2", () => {
    const rule = panelRule([-8.5, 8.5], 16, 2.2);
    expect(
      relativeError(
        apply(rule, (x) => Math.exp((-x * x) / 2)),
        Math.sqrt(2 * Math.PI),
      ),
    ).toBeLessThan(1e-15);
  });

  it("refuses descending break points", () => {
    expect(() => panelRule([1, 0], 4, 1)).toThrow(RangeError);
    expect(() => panelRule([0, Infinity], 4, 1)).toThrow(RangeError);
  });
});

const over = (f: (x: number) => number) => (points: Float64Array) => points.map(f);

describe("integrate", () => {
  it("the pair of rules is exact to degree 31, its inner one to 19", () => {
    // No bisection happens when the first panel already meets the tolerance; degree 32 is missed, if only just.
    const loose = { absolute: Infinity, relative: 0 };
    const once = (k: number) =>
      integrate(
        over((x) => x ** k),
        [-1, 1],
        loose,
        21,
      );
    for (let k = 0; k <= 30; k += 2) expect(relativeError(once(k).value, 2 / (k + 1))).toBeLessThan(5e-15);
    expect(once(18).error).toBeLessThan(1.2e-14 * 2);
    expect(once(20).error).toBeGreaterThan(1.2e-14 * 2);
    expect(Math.abs(once(40).value - 2 / 41)).toBeGreaterThan(1e-13);
  });

  const tolerance = { absolute: 1e-12, relative: 0 };
  const cases: readonly (readonly [string, (x: number) => number, readonly number[], number])[] = [
    ["smooth", Math.exp, [0, 1], Math.E - 1],
    ["kink off the break points", (x) => Math.abs(x - 1 / 3), [0, 1], 5 / 18],
    ["kink on a break point", (x) => Math.abs(x - 0.25), [0, 0.25, 1], 5 / 16],
    ["jump", (x) => (x < 1 / Math.PI ? 1 : 0), [0, 1], 1 / Math.PI],
    ["root at the end", Math.sqrt, [0, 1], 2 / 3],
    ["pole of order 1/2 at the end", (x) => 1 / Math.sqrt(x), [0, 1], 2],
    ["logarithm at the end", Math.log, [0, 1], -1],
    ["oscillation", (x) => Math.cos(100 * x), [0, 3], Math.sin(300) / 100],
    ["narrow Lorentzian", (x) => 1e-4 / (1e-8 + x * x), [-1, 2], Math.atan(1e4) + Math.atan(2e4)],
    ["steep tanh", (x) => Math.tanh(1e6 * (x - 0.1)), [-1, 0.1, 1], -0.2],
    ["Gaussian", (x) => Math.exp(-x * x), [-10, 10], Math.sqrt(Math.PI)],
  ];
  it.each(cases)("%s: error within the estimate, estimate within the tolerance", (_name, f, breaks, exact) => {
    const found = integrate(over(f), breaks, tolerance, 200_000);
    expect(found.outcome).toBe("converged");
    expect(found.error).toBeLessThanOrEqual(1e-12);
    // Beside the estimate, the rounding of `exact` itself.
    expect(Math.abs(found.value - exact)).toBeLessThanOrEqual(found.error + 4e-16 * Math.abs(exact));
  });

  it("one rough evaluation already estimates honestly", () => {
    for (const [name, f, breaks, exact] of cases) {
      if (name === "narrow Lorentzian") continue; // its peak falls on a break-free stretch: seen only after bisection
      const found = integrate(over(f), breaks, { absolute: 0, relative: 0 }, 21 * (breaks.length - 1));
      expect(Math.abs(found.value - exact), name).toBeLessThanOrEqual(found.error);
    }
  });

  it("stops at the cap and says so", () => {
    const found = integrate(over(Math.sqrt), [0, 1], { absolute: 1e-14, relative: 0 }, 300);
    expect(found.outcome).toBe("cap");
    expect(found.evaluations).toBeLessThanOrEqual(300);
    expect(Math.abs(found.value - 2 / 3)).toBeLessThanOrEqual(found.error);
  });

  it("says that rounding forbids more", () => {
    const found = integrate(over(Math.exp), [0, 1], { absolute: 0, relative: 1e-17 }, 100_000);
    expect(found.outcome).toBe("rounding");
    expect(Math.abs(found.value - (Math.E - 1))).toBeLessThanOrEqual(found.error);
  });

  it("reports a value that is not finite", () => {
    const found = integrate(
      over((x) => 1 / x),
      [-1, 1],
      tolerance,
      1000,
    );
    expect(found).toMatchObject({ outcome: "nonfinite", error: Infinity });
    expect(found.value).toBeNaN();
  });

  it("gives the natural size of a vanishing integral, and measures the relative tolerance by it", () => {
    const found = integrate(
      over((x) => 1e12 * Math.sin(x)),
      [-1, 1],
      { absolute: 0, relative: 1e-12 },
      10_000,
    );
    expect(found.outcome).toBe("converged");
    // The magnitude is read off the same nodes, and |sin| has a kink that no break point announces.
    expect(relativeError(found.magnitude, 2e12 * (1 - Math.cos(1)))).toBeLessThan(1e-2);
    expect(Math.abs(found.value)).toBeLessThanOrEqual(found.error);
  });

  it("an empty interval has integral 0, a descending one is refused", () => {
    expect(integrate(over(Math.exp), [2, 2], tolerance, 100)).toMatchObject({ value: 0, error: 0, evaluations: 0 });
    expect(() => integrate(over(Math.exp), [1, 0], tolerance, 100)).toThrow(RangeError);
  });
});
