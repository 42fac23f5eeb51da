import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printAffine } from "../../../../src/limit/recurrence/affine.ts";
import { type Domain, domainWithin, pointsOf } from "../../../../src/limit/recurrence/domain.ts";

const names = ["t", "s", "r"];
const text = (domain: Domain | undefined): string | undefined =>
  domain?.map(({ from, to }, k) => `${names[k]} = ${printAffine(from, names)}..${printAffine(to, names)}`).join(", ");

const grid = (size: number, keep: (t: number, s: number) => boolean): number[][] =>
  Array.from({ length: size }, (_, t) => Array.from({ length: size }, (_, s) => [t + 1, s + 1]))
    .flat()
    .filter(([t = 0, s = 0]) => keep(t, s));

describe("ranges of a set of points", () => {
  test.each([
    ["a box", grid(4, () => true), "t = 1..4, s = 1..4"],
    ["a triangle", grid(5, (t, s) => s < t), "t = 2..5, s = 1..t-1"],
    ["the other triangle", grid(5, (t, s) => s >= t), "t = 1..5, s = t..5"],
    ["a band", grid(6, (t, s) => s >= t && s <= t + 1 && t < 6), "t = 1..5, s = t..t+1"],
    ["a diagonal", grid(4, (t, s) => s === t), "t = 1..4, s = t..t"],
  ])("%s", (_, points, wanted) => {
    const domain = domainWithin(points, 2);
    expect(text(domain)).toBe(wanted);
    expect([...pointsOf(domain ?? [])]).toEqual(points);
  });

  test("the longest run, where there are holes", () => {
    expect(text(domainWithin([[1], [2], [4], [5], [6], [9]], 1))).toBe("t = 4..6");
  });

  test("a point that does not fit is left out", () => {
    expect(text(domainWithin([...grid(5, (t, s) => s < t), [3, 5]], 2))).toBe("t = 2..5, s = 1..t-1");
    expect(
      text(
        domainWithin(
          grid(5, (t, s) => s < t && !(t === 2 && s === 1)),
          2,
        ),
      ),
    ).toBe("t = 3..5, s = 1..t-1");
  });

  test("no points, no variables", () => {
    expect(domainWithin([], 2)).toBeUndefined();
    expect(domainWithin([[]], 0)).toEqual([]);
    expect([...pointsOf([])]).toEqual([[]]);
  });

  test("all points of a domain are among those given, whatever they are", () => {
    const point = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 60 }), (points) => {
        const given = new Set(points.map(String));
        const domain = domainWithin(points, 3);
        expect(domain).toBeDefined();
        const inside = [...pointsOf(domain ?? [])].map(String);
        expect(inside.length).toBeGreaterThan(0);
        expect(inside.every((one) => given.has(one))).toBe(true);
        expect(new Set(inside).size).toBe(inside.length);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
