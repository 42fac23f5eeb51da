import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  affineSolver,
  composeAffine,
  constantFunction,
  evaluateAffine,
  integral,
  printAffine,
  sameAffine,
  variable,
} from "../../../../src/limit/recurrence/affine.ts";

const coefficient = fc.integer({ min: -5, max: 5 });
const functionOf = (variables: number) =>
  fc.record({
    constant: fc.integer({ min: -20, max: 20 }),
    coefficients: fc.array(coefficient, { minLength: variables, maxLength: variables }),
  });
const point = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 2 });

describe("affine functions", () => {
  test("are found from their values at independent points", () => {
    fc.assert(
      fc.property(functionOf(2), fc.array(point, { minLength: 3, maxLength: 8 }), (wanted, points) => {
        const solver = affineSolver(points, 2);
        const [a = [0, 0], ...others] = points;
        const spans = others.some((b) =>
          others.some((c) => (b[0]! - a[0]!) * (c[1]! - a[1]!) !== (b[1]! - a[1]!) * (c[0]! - a[0]!)),
        );
        expect(solver !== undefined).toBe(spans);
        if (solver === undefined) return;
        const found = integral(solver.solve(solver.chosen.map((k) => evaluateAffine(wanted, points[k] ?? []))));
        expect(found !== undefined && sameAffine(found, wanted)).toBe(true);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("take the points that come first", () => {
    const solver = affineSolver([[1], [1], [5], [7]], 1);
    expect(solver?.chosen).toEqual([0, 2]);
    expect(affineSolver([[1], [1]], 1)).toBeUndefined();
    expect(affineSolver([[]], 0)?.solve([4])).toEqual({ constant: 4, coefficients: [] });
  });

  test("are composed as functions are", () => {
    fc.assert(
      fc.property(functionOf(2), functionOf(2), functionOf(2), point, (outer, first, second, at) => {
        const composed = composeAffine(outer, [first, second], 2);
        const inner = [evaluateAffine(first, at), evaluateAffine(second, at)];
        expect(evaluateAffine(composed, at)).toBe(evaluateAffine(outer, inner));
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test("are integral only with integer coefficients", () => {
    expect(integral({ constant: 2 + 1e-9, coefficients: [-1e-9] })).toEqual({ constant: 2, coefficients: [0] });
    expect(integral({ constant: 0.5, coefficients: [1] })).toBeUndefined();
    expect(integral({ constant: 0, coefficients: [0.5] })).toBeUndefined();
  });

  test.each([
    [constantFunction(-3, 2), "-3"],
    [variable(1, 2), "s"],
    [{ constant: -1, coefficients: [1, 0] }, "t-1"],
    [{ constant: 1, coefficients: [2, -1] }, "2t-s+1"],
    [{ constant: 7, coefficients: [-1, 0] }, "7-t"],
    [{ constant: 0, coefficients: [-1, 1] }, "s-t"],
    [{ constant: -2, coefficients: [-1, 0] }, "-t-2"],
  ])("are printed as people write them: %j", (written, text) => {
    expect(printAffine(written, ["t", "s"])).toBe(text);
  });
});
