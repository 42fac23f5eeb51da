/** Numbers that depend on indices are recognised as what a person would write, and only from enough of them. */
import { describe, expect, test } from "vitest";
import { evaluateLaw, findLaw } from "../../../../src/limit/recurrence/law.ts";

const along = (f: (l: number) => number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, k) => ({ point: [from + k], value: f(from + k) }));

describe("laws", () => {
  test.each<[string, (l: number) => number]>([
    ["l", (l) => l],
    ["1/sqrt(l)", (l) => 1 / Math.sqrt(l)],
    ["0.1 l + 1", (l) => 0.1 * l + 1],
    ["(l-1)/l", (l) => (l - 1) / l],
    ["(l-1)^2/l^2", (l) => ((l - 1) / l) ** 2],
    ["sqrt(l/(l+1))", (l) => Math.sqrt(l / (l + 1))],
    ["(2 l + 3)/(5 l + 7)", (l) => (2 * l + 3) / (5 * l + 7)],
    ["(9-l)/(l+1)", (l) => (9 - l) / (l + 1)],
    ["0.9^l", (l) => 0.9 ** l],
    ["3 * 0.5^l", (l) => 3 * 0.5 ** l],
  ])("%s", (_, f) => {
    const law = findLaw(along(f, 2, 8), 1);
    if (law === undefined) throw new Error("not found");
    // It also holds where nobody looked: it is this law, not one that fits by chance.
    for (let l = 20; l < 30; l++) expect(Math.abs(evaluateLaw(law, [l]) / f(l) - 1)).toBeLessThan(1e-13);
  });

  test("of one variable among several", () => {
    const samples = [2, 3, 4, 5, 6].flatMap((l) => [1, 2].map((i) => ({ point: [i, l], value: (l - 1) / l })));
    const law = findLaw(samples, 2);
    expect(law && evaluateLaw(law, [7, 11])).toBeCloseTo(10 / 11, 14);
  });

  test("too few numbers, and numbers without a law", () => {
    expect(
      findLaw(
        along((l) => (l - 1) / l, 2, 5),
        1,
      ),
    ).toBeUndefined();
    expect(
      findLaw(
        along((l) => Math.sin(l), 1, 9),
        1,
      ),
    ).toBeUndefined();
    expect(
      findLaw(
        along((l) => (l === 7 ? 2 : l), 1, 9),
        1,
      ),
    ).toBeUndefined();
  });
});
