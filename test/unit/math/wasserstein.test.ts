import { expect, test } from "vitest";
import { lawDraws } from "../../../src/math/law-draws.ts";
import { quantile, type Shape } from "../../../src/math/laws.ts";
import { fillWords, streamKey } from "../../../src/math/random.ts";
import { normalCdf } from "../../../src/math/special.ts";
import { exchangeTest, wasserstein, wassersteinFloor } from "../../../src/math/wasserstein.ts";

const normal: Shape = { kind: "normal" };

/** (2 / sqrt(pi)) integral sqrt(Phi (1 - Phi)), by the trapezoidal rule, which is accurate to rounding here. */
function normalFloor(): number {
  let area = 0;
  for (let x = -12; x <= 12; x += 1 / 64) area += Math.sqrt(normalCdf(x) * normalCdf(-x)) / 64;
  return (2 / Math.sqrt(Math.PI)) * area;
}

/** `count` draws of a law: trial number `trial` of a stream of these tests. */
function draws(shape: Shape, count: number, trial: number): Float64Array {
  const blocks = Math.ceil(count / 4) + 1;
  const words = new Int32Array(4 * blocks);
  fillWords(words, blocks, streamKey(7n, 5, trial), 0, 0, 0);
  const out = new Float64Array(2 * words.length);
  lawDraws(shape)(words, count, out, 0);
  return out.slice(0, count);
}

/** The law as a sample: its quantiles in the middle of equal parts. */
function grid(shape: Shape, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => quantile(shape, (k + 0.5) / count));
}

test("distances of small samples by hand, of equal and of different sizes", () => {
  expect(wasserstein(Float64Array.of(3, 2), Float64Array.of(0, 1))).toBeCloseTo(2, 12);
  expect(wasserstein(Float64Array.of(0), Float64Array.of(1, 0))).toBeCloseTo(0.5, 12);
  expect(wasserstein(Float64Array.of(1, 5), Float64Array.of(5, 1, 1, 5))).toBeCloseTo(0, 12);
  expect(wasserstein(new Float64Array(), Float64Array.of(1))).toBeNaN();
});

test("distances of the standardised laws from the normal one are those of quadrature", () => {
  // Grids of 20,000 quantiles miss the tails beyond 1/40,000: 4e-4 of the exponential law's distance.
  const known = [
    ["uniform", 0.15427945],
    ["laplace", 0.14541192],
    ["exponential", 0.31441981],
  ] as const;
  for (const [kind, expected] of known) {
    expect(wasserstein(grid({ kind }, 20_000), grid(normal, 20_000))).toBeCloseTo(expected, 3);
  }
});

test("the floor of two normal samples of N numbers is 1.82204332 / sqrt(N)", () => {
  expect(normalFloor()).toBeCloseTo(1.8220433244, 9);
  // The grid misses what lies beyond its ends, about 1/sqrt(20,000) of the integral there.
  expect(10 * wassersteinFloor(grid(normal, 20_000), 100, 100)).toBeCloseTo(1.822, 2);
  expect(wassersteinFloor(grid(normal, 999), 100, 400)).toBeCloseTo(wassersteinFloor(grid(normal, 999), 160, 160), 12);
});

test("samples of one law are at the distance of the floor on average", () => {
  const [pairs, size] = [400, 200];
  let sum = 0;
  for (let k = 0; k < pairs; k++) {
    sum += wasserstein(draws(normal, size, 2 * k), draws(normal, size, 2 * k + 1));
  }
  // sqrt(N) W1 has a spread near 0.6, so that five standard errors of the mean are 0.15: a false alarm in 2e-6.
  expect((Math.sqrt(size) * sum) / pairs).toBeGreaterThan(1.822 - 0.15);
  expect((Math.sqrt(size) * sum) / pairs).toBeLessThan(1.822 + 0.15);
});

test("exchanging the samples rejects one law as often as it says, and two laws always", () => {
  let rejected = 0;
  for (let k = 0; k < 200; k++) {
    const { p } = exchangeTest(draws(normal, 40, 2 * k), draws(normal, 40, 2 * k + 1));
    if (p <= 0.05) rejected++;
  }
  // Binomial(200, 0.05) exceeds 24 with probability 2e-5; the seeds are fixed.
  expect(rejected).toBeLessThanOrEqual(24);
  const shifted = draws(normal, 100, 1).map((value) => value + 1);
  const { p, bound } = exchangeTest(shifted, draws(normal, 100, 0));
  expect(p).toBeCloseTo(1 / 500, 12);
  expect(bound).toBeLessThan(wasserstein(shifted, draws(normal, 100, 0)));
});
