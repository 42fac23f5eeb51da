/**
 * Random piecewise functions at random laws, near-degenerate ones among them: the closed form and panelled quadrature agree
 * within the sum of their error bounds, or the closed form declines.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as b from "../../../../../../src/ir/build.ts";
import type { ExprId, ExprPool } from "../../../../../../src/ir/expr.ts";
import { expect2, type Fn, type Parameters } from "./functions.ts";

/** On a grid: coefficients of 1e-200 are no part of the question. */
const real = (size: number) => fc.integer({ min: -1000, max: 1000 }).map((k) => (k * size) / 1000);

interface Piece {
  readonly coefficients: readonly number[];
  readonly rate: number;
}

const piece: fc.Arbitrary<Piece> = fc.record({
  coefficients: fc.array(real(2), { minLength: 1, maxLength: 3 }),
  rate: fc.oneof(fc.constant(0), real(1)),
});

function pieceAt(p: ExprPool, z: ExprId, { coefficients, rate }: Piece): ExprId {
  const terms = coefficients.map((c, k) => b.mul(p, b.constant(p, c), b.powInt(p, z, k)));
  return b.mul(p, b.add(p, ...terms), b.call(p, "exp", b.mul(p, b.constant(p, rate), z)));
}

/** Up to three break points, nested choices. */
const randomFunction: fc.Arbitrary<Fn> = fc
  .tuple(fc.array(real(3), { minLength: 1, maxLength: 3 }), fc.array(piece, { minLength: 4, maxLength: 4 }))
  .map(([breaks, pieces]): Fn => {
    const points = [...breaks].sort((x, y) => x - y);
    return (p, z) =>
      points.reduceRight<ExprId>(
        (rest, at, k) => b.select(p, b.call(p, "less", z, b.constant(p, at)), pieceAt(p, z, pieces[k] as Piece), rest),
        pieceAt(p, z, pieces[3] as Piece),
      );
  });

/** Correlations up to 1e-12 from +-1, deviations from 3e-4 to 3. */
const law: fc.Arbitrary<Parameters> = fc
  .tuple(
    real(2),
    real(2),
    real(2).map((e) => e - 1.5),
    real(2).map((e) => e - 1.5),
  )
  .chain(([m1, m2, e1, e2]) =>
    fc
      .oneof(
        real(1),
        fc
          .tuple(
            fc.constantFrom(1, -1),
            real(5.5).map((e) => e - 6.5),
          )
          .map(([s, e]) => s * (1 - 10 ** e)),
      )
      .map((rho) => ({
        means: [m1, m2] as const,
        covariance: [100 ** e1, rho * 10 ** (e1 + e2), 100 ** e2] as const,
      })),
  );

function check(integrand: (p: ExprPool, x: ExprId, y: ExprId) => ExprId, parameters: Parameters): boolean {
  const closed = expect2(integrand, parameters, "closed");
  if (closed === undefined) return false;
  const quadrature = expect2(integrand, parameters, "quadrature");
  if (quadrature === undefined) throw new Error("no value");
  expect(Math.abs(closed.value - quadrature.value)).toBeLessThanOrEqual(closed.error + quadrature.error);
  return true;
}

describe("random piecewise functions", () => {
  it("of one variable", () => {
    let answered = 0;
    fc.assert(
      fc.property(randomFunction, law, (f, parameters) => {
        if (check((p, x) => f(p, x), parameters)) answered++;
      }),
      { seed: 11, numRuns: 80 },
    );
    expect(answered).toBeGreaterThan(70);
  });

  it("of two variables", () => {
    let answered = 0;
    fc.assert(
      fc.property(randomFunction, randomFunction, law, (f, g, parameters) => {
        if (check((p, x, y) => b.mul(p, f(p, x), g(p, y)), parameters)) answered++;
      }),
      { seed: 12, numRuns: 20 },
    );
    expect(answered).toBeGreaterThan(15);
  });
});
