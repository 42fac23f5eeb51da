/** Combinations of combinations, in whatever order they come. */
import { describe, expect, test } from "vitest";
import type { ExprId } from "../../../src/ir/expr.ts";
import { type Combination, createSpan } from "../../../src/limit/span.ts";

/** Of the atoms 0, 1, 2, ... in this order. */
function combination(...coefficients: number[]): Combination {
  return new Map(coefficients.flatMap((x, atom) => (x === 0 ? [] : [[atom as ExprId, x] as const])));
}

describe("what is spanned", () => {
  test.each([
    ["a sum of earlier ones", [[1], [0, 1]], [1, 1], [1, 1]],
    ["a difference of earlier ones", [[1, 1], [1]], [0, 1], [1, -1]],
    [
      "none of them by itself",
      [
        [1, 1],
        [0, 1, 1],
        [1, 0, 1],
      ],
      [1],
      [0.5, -0.5, 0.5],
    ],
    [
      "a sum of decimals",
      [
        [0.1, 0.2],
        [0.3, -0.7],
      ],
      [0.1 + 0.3, 0.2 - 0.7],
      [1, 1],
    ],
  ])("%s", (_, earlier, asked, wanted) => {
    const span = createSpan();
    for (const [variable, vector] of earlier.entries()) span.add(combination(...vector), variable);
    const found = span.productOf(combination(...asked));
    expect(found?.size).toBe(wanted.length);
    for (const [variable, x] of wanted.entries()) expect(found?.get(variable)).toBeCloseTo(x, 14);
  });

  test.each([
    ["nothing was added", [], [1]],
    ["an atom is new", [[1, 1]], [1]],
    ["an angle of 1e-12 is no rounding", [[1, 1]], [1, 1 + 1e-12]],
  ])("undefined where %s", (_, earlier, asked) => {
    const span = createSpan();
    for (const [variable, vector] of earlier.entries()) span.add(combination(...vector), variable);
    expect(span.productOf(combination(...asked))).toBeUndefined();
  });
});
