/** The constants against values computed by other code, and the bounds against tails that are known or counted. */
import { describe, expect, test } from "vitest";
import {
  chainBound,
  chainC0,
  chainC2,
  chainK,
  generalBound,
  generalC0,
  generalC2,
  meanSquare,
  multiplicities,
  probabilityAt,
  type TailBound,
  widthFor,
} from "../../../src/bound/tail-bounds.ts";
import { createRandom } from "../../kit/random.ts";

// The reference values are given with eight digits.
const near = (value: number, expected: number): void => expect(Math.abs(value / expected - 1)).toBeLessThan(1e-7);

test("constants", () => {
  near(chainK, 14.7321526821);
  near(chainC0, 4.8522452777);
  near(generalC0, 4.2326224661);
  expect([1, 2, 3, 4].map((count) => multiplicities(count).upper)).toEqual([1, 4, 13, 40]);
});

test("C2 of the last-vector bound", () => {
  const identity = [14.732152682130891, 36.83038170532723, 58.928610728523566, 81.0268397517199, 103.125076874916];
  for (const [l, expected] of identity.entries()) {
    expect(Math.abs(chainC2(1, new Array(l).fill(1), 0.5) / expected - 1)).toBeLessThan(1e-6);
  }
  const relu = [29.464305, 95.758992, 220.98229, 464.06281, 942.85777];
  for (const [l, expected] of relu.entries()) near(chainC2(Math.SQRT2, new Array(l).fill(1), 0.5), expected);
});

test("C2 of the general bound: the upper tail of the theorem; both tails cost more", () => {
  const values = [31.204512, 170.05317, 730.21748, 3474.808, 19152.353, 121110.61];
  for (const [k, expected] of values.entries()) {
    const variances = new Array(k + 1).fill(1);
    near(generalC2(1, variances, 0.5, 0, "upper"), expected);
    expect(generalC2(1, variances, 0.5, 0, "both")).toBeGreaterThanOrEqual(generalC2(1, variances, 0.5, 0, "upper"));
  }
});

test("widths of the last-vector bound, one tail of probability 5 %", () => {
  for (const [l, expected] of [2601, 20016, 56872, 115079, 195900].entries()) {
    const bound = chainBound(1, new Array(l).fill(1), 0.5);
    const one = { ...bound, multiplicity: bound.multiplicity / 2 };
    const width = widthFor(one, 0.5, 0.05);
    expect(width).toBe(expected);
    expect(probabilityAt(one, 0.5, width)).toBeLessThanOrEqual(0.05);
    expect(probabilityAt(one, 0.5, width - 1)).toBeGreaterThan(0.05);
  }
});

test("the mean square of sums of normal variables, by counting", () => {
  const random = createRandom("mean square");
  let total = 0;
  const draws = 40_000;
  for (let k = 0; k < draws; k++)
    total += (0.7 + 2 * (Math.abs(random.normal()) + 0.5 * Math.abs(random.normal()))) ** 2;
  // The standard deviation of one term is about 10: 6 standard errors are 0.3.
  expect(Math.abs(total / draws - meanSquare([1, 0.25], 0.7))).toBeLessThan(0.3);
});

/** The frequency of |c - limit| > tau over draws of the average at width n. */
function frequency(draw: () => number, limit: number, tau: number, trials: number): number {
  let beyond = 0;
  for (let k = 0; k < trials; k++) if (Math.abs(draw() - limit) > tau) beyond += 1;
  return beyond / trials;
}

describe("tails lie below the bounds, where these say anything", () => {
  const random = createRandom("tails");
  const average = (n: number, f: () => number): number => {
    let total = 0;
    for (let a = 0; a < n; a++) total += f();
    return total / n;
  };
  /** g[1], then products with fresh matrices given the lengths: n^-1 |phi(g)|^2 is all that the next vector knows. */
  function chain(n: number, layers: number, phi: (z: number) => number, chi: (z: number) => number): number {
    let variance = 1;
    for (let l = 0; l < layers; l++) {
      const deviation = Math.sqrt(variance);
      variance = average(n, () => phi(deviation * random.normal()) ** 2);
    }
    const deviation = Math.sqrt(variance);
    return average(n, () => chi(deviation * random.normal()) ** 2);
  }

  function check(bound: (tau: number) => TailBound, draw: (n: number) => number, limit: number, n: number): void {
    const trials = 40;
    let said = 0;
    for (const tau of [0.5, 1, 2, 4, 8, 16, 32, 64, 128]) {
      const claimed = probabilityAt(bound(tau), tau, n);
      if (claimed >= 1) continue;
      said += 1;
      expect(frequency(() => draw(n), limit, tau, trials)).toBeLessThanOrEqual(claimed);
    }
    expect(said).toBeGreaterThan(0);
  }

  const identity = (z: number): number => z;
  test.each([
    [0, 500],
    [1, 1000],
    [2, 4000],
  ])("last vector, identity, %i products, width %i", (layers, n) => {
    const lengths = new Array(layers).fill(1);
    check(
      (tau) => chainBound(1, lengths, tau),
      (width) => chain(width, layers, identity, identity),
      1,
      n,
    );
  });

  test("last vector, scaled relu", () => {
    const relu = (z: number): number => Math.SQRT2 * Math.max(z, 0);
    check(
      (tau) => chainBound(Math.SQRT2, [1], tau),
      (width) => chain(width, 1, relu, relu),
      1,
      2000,
    );
  });

  test("several vectors: the product of two", () => {
    // |x y - x' y'| <= (|x| + |x'| + |y| + |y'|) (|x - x'| + |y - y'|) / 2: lambda^2 = 1/2, but relu before it needs 1.
    const draw = (n: number): number => {
      const first = Array.from({ length: n }, () => random.normal());
      const length = Math.sqrt(first.reduce((total, z) => total + Math.max(z, 0) ** 2, 0) / n);
      return first.reduce((total, z) => total + z * length * random.normal(), 0) / n;
    };
    check((tau) => generalBound(1, [1, 0.5], tau, 0), draw, 0, 20_000);
  });

  /** Twice the rate of large deviations of an average of squares to the value x (Cramer). */
  const rate = (x: number): number => x - 1 - Math.log(x);

  test("their exponents are below the exact ones, for products of averages of squares (Hanin and Nica)", () => {
    for (let layers = 1; layers <= 5; layers++) {
      for (const tau of [0.01, 0.1, 0.5, 0.9, 1, 3, 10, 100]) {
        // By symmetry all averages deviate alike.
        const ends = tau < 1 ? [1 + tau, 1 - tau] : [1 + tau];
        const exact = Math.min(...ends.map((end) => (layers / 2) * rate(end ** (1 / layers))));
        const ones = new Array(layers).fill(1);
        for (const { c2, c0 } of [chainBound(1, ones.slice(1), tau), generalBound(1, ones, tau, 0)]) {
          expect(Math.min((tau / c2) ** 2, c0)).toBeLessThan(exact);
        }
      }
    }
  });
});
