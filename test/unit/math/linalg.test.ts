import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isPositiveSemidefinite,
  pivotedCholesky,
  solvePositiveSemidefinite,
  symmetricEigen,
} from "../../../src/math/linalg.ts";

const matrix = (rows: readonly (readonly number[])[]) => Float64Array.from(rows.flat());

/** B B^T for an n x r matrix B, row by row. */
function gram(b: ArrayLike<number>, n: number, r: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < r; k++) product[i * n + j]! += b[i * r + k]! * b[j * r + k]!;
    }
  }
  return product;
}

/** Reproducible numbers in (-1, 1): a linear congruence is enough for test matrices. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  });
}

/** Largest difference of two covariance matrices in units of the standard deviations of the first. */
function worst(a: Float64Array, b: Float64Array): number {
  const n = Math.sqrt(a.length);
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const unit = Math.sqrt(a[i * n + i]! * a[j * n + j]!);
      largest = Math.max(largest, Math.abs(a[i * n + j]! - b[i * n + j]!) / (unit > 0 ? unit : 1));
    }
  }
  return largest;
}

/** D K D with wild scales from 1e-6 to 1e6, so variances from 1e-12 to 1e12. */
function rescaled(k: Float64Array, n: number): Float64Array {
  return k.map((entry, at) => entry * 10 ** ((5 * Math.floor(at / n)) % 13) * 10 ** ((5 * (at % n)) % 13) * 1e-12);
}

describe("symmetricEigen", () => {
  it("of a 2 x 2 matrix", () => {
    const { values, vectors } = symmetricEigen(
      matrix([
        [2, 1],
        [1, 2],
      ]),
    );
    expect(Math.abs(values[0]! - 1)).toBeLessThan(1e-15);
    expect(Math.abs(values[1]! - 3)).toBeLessThan(1e-15);
    expect(Math.abs(Math.abs(vectors[1]!) - Math.SQRT1_2)).toBeLessThan(1e-15);
    expect(Math.abs(vectors[1]! - vectors[3]!)).toBeLessThan(1e-15);
  });

  it("of the second difference of order 40: 2 - 2 cos(k pi / 41)", () => {
    const n = 40;
    const k = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      k[i * n + i] = 2;
      if (i > 0) k[i * n + i - 1] = -1;
      if (i > 0) k[(i - 1) * n + i] = -1;
    }
    symmetricEigen(k).values.forEach((value, i) => {
      // Some ten roundings at the size of the largest eigenvalue, 4.
      expect(Math.abs(value - (2 - 2 * Math.cos(((i + 1) * Math.PI) / (n + 1))))).toBeLessThan(2e-14);
    });
  });

  it("gives back the matrix, with orthonormal vectors", () => {
    const n = 25;
    const k = gram(numbers(n * n, 7), n, n);
    const { values, vectors } = symmetricEigen(k);
    expect([...values]).toEqual([...values].sort((a, b) => a - b));
    const scaled = vectors.map((v, at) => v * Math.sqrt(Math.max(0, values[at % n]!)));
    expect(worst(k, gram(scaled, n, n))).toBeLessThan(1e-13);
    const identity = gram(vectors, n, n);
    identity.forEach((entry, at) => {
      expect(Math.abs(entry - (at % (n + 1) === 0 ? 1 : 0))).toBeLessThan(1e-14);
    });
  });

  it("reads only the symmetric part, and accepts order 0 and 1", () => {
    const { values } = symmetricEigen(
      matrix([
        [2, 2],
        [0, 2],
      ]),
    );
    expect(Math.abs(values[0]! - 1)).toBeLessThan(1e-15);
    expect(symmetricEigen(new Float64Array(0)).values).toHaveLength(0);
    expect([...symmetricEigen(matrix([[-3]])).values]).toEqual([-3]);
    expect(() => symmetricEigen(new Float64Array(3))).toThrow(RangeError);
  });
});

describe("pivotedCholesky", () => {
  const rebuilt = (k: Float64Array, tolerance = 1e-12) => {
    const { factor, rank } = pivotedCholesky(k, tolerance);
    return gram(factor, Math.sqrt(k.length), rank);
  };

  it.each([
    [1, 1],
    [2, 1],
    [5, 5],
    [5, 2],
    [20, 7],
    [60, 60],
    [200, 30],
  ])("order %d, rank %d, wild scales", (n, r) => {
    const k = rescaled(gram(numbers(n * r, 11 * n + r), n, r), n);
    const { rank, permutation, factor } = pivotedCholesky(k, 1e-11);
    expect(rank).toBe(r);
    expect([...permutation].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
    // The unexplained variance is below 1e-11, so a covariance is missed by no more than that.
    expect(worst(k, gram(factor, n, rank))).toBeLessThan(2e-11);
    for (let i = 0; i < rank; i++) {
      for (let j = i + 1; j < rank; j++) expect(factor[permutation[i]! * rank + j]).toBe(0);
    }
  });

  it("sees W x, W y and W (x + y) as two variables", () => {
    const k = matrix([
      [1, 0.3, 1.3],
      [0.3, 2, 2.3],
      [1.3, 2.3, 3.6],
    ]);
    expect(pivotedCholesky(k, 1e-12).rank).toBe(2);
    expect(worst(k, rebuilt(k))).toBeLessThan(1e-15);
  });

  it("gives equal variables equal rows, and zero variables zero rows", () => {
    const k = matrix([
      [4, 4, 0],
      [4, 4, 0],
      [0, 0, 0],
    ]);
    const { rank, factor } = pivotedCholesky(k, 1e-12);
    expect(rank).toBe(1);
    expect([...factor]).toEqual([2, 2, 0]);
    expect(pivotedCholesky(new Float64Array(9), 1e-12).rank).toBe(0);
    expect(pivotedCholesky(new Float64Array(0), 1e-12)).toMatchObject({ rank: 0 });
  });

  it("takes -1e-15 for zero", () => {
    const k = matrix([
      [1, 1 + 1e-15],
      [1 + 1e-15, 1],
    ]);
    expect(pivotedCholesky(k, 1e-12).rank).toBe(1);
    expect(
      pivotedCholesky(
        matrix([
          [1, 0],
          [0, -1e-15],
        ]),
        1e-12,
      ),
    ).toMatchObject({ rank: 1 });
  });

  it("keeps a nearly dependent pair apart when the tolerance is finer than what tells them apart", () => {
    const k = matrix([
      [1, 1 - 1e-8],
      [1 - 1e-8, 1],
    ]);
    expect(pivotedCholesky(k, 1e-12).rank).toBe(2);
    expect(pivotedCholesky(k, 1e-6).rank).toBe(1);
  });

  it("does not depend on units", () => {
    const k = gram(numbers(8 * 4, 3), 8, 4);
    const plain = pivotedCholesky(k, 1e-11);
    const wild = pivotedCholesky(rescaled(k, 8), 1e-11);
    expect(wild.rank).toBe(plain.rank);
    expect([...wild.permutation.subarray(0, 4)]).toEqual([...plain.permutation.subarray(0, 4)]);
  });
});

describe("solvePositiveSemidefinite", () => {
  const apply = (k: Float64Array, x: Float64Array) => {
    const n = x.length;
    return Float64Array.from({ length: n }, (_, i) => x.reduce((sum, xj, j) => sum + k[i * n + j]! * xj, 0));
  };

  it.each([
    [3, 3],
    [6, 2],
    [40, 13],
  ])("order %d, rank %d: solves what is solvable, across 24 orders of magnitude", (n, r) => {
    const k = rescaled(gram(numbers(n * r, n + r), n, r), n);
    const b = apply(
      k,
      numbers(n, 5).map((x, i) => x / Math.sqrt(k[i * n + i]!)),
    );
    const back = apply(k, solvePositiveSemidefinite(k, b, 1e-10));
    for (let i = 0; i < n; i++) {
      expect(Math.abs(back[i]! - b[i]!) / Math.sqrt(k[i * n + i]!)).toBeLessThan(1e-11);
    }
  });

  it("shares the weight between equal variables and gives none to zero ones", () => {
    const x = solvePositiveSemidefinite(
      matrix([
        [4, 4, 0],
        [4, 4, 0],
        [0, 0, 0],
      ]),
      Float64Array.of(8, 8, 0),
      1e-10,
    );
    expect(Math.abs(x[0]! - 1)).toBeLessThan(1e-14);
    expect(Math.abs(x[1]! - 1)).toBeLessThan(1e-14);
    expect(x[2]).toBe(0);
  });

  it("ignores a direction below the cutoff instead of dividing by noise", () => {
    const k = matrix([
      [1, 1 - 1e-14],
      [1 - 1e-14, 1],
    ]);
    const x = solvePositiveSemidefinite(k, Float64Array.of(1, 1 + 1e-12), 1e-10);
    expect(Math.abs(x[0]! - 0.5)).toBeLessThan(1e-11);
    expect(Math.abs(x[1]! - 0.5)).toBeLessThan(1e-11);
  });

  it("refuses a right-hand side of another length", () => {
    expect(() => solvePositiveSemidefinite(matrix([[1]]), Float64Array.of(1, 2), 1e-10)).toThrow(RangeError);
  });
});

describe("isPositiveSemidefinite", () => {
  const cases: readonly (readonly [string, readonly (readonly number[])[], boolean])[] = [
    [
      "the identity",
      [
        [1, 0],
        [0, 1],
      ],
      true,
    ],
    [
      "a correlation of 1",
      [
        [1, 1],
        [1, 1],
      ],
      true,
    ],
    [
      "rounding above it",
      [
        [1, 1 + 1e-14],
        [1 + 1e-14, 1],
      ],
      true,
    ],
    [
      "a correlation of 1.01",
      [
        [1, 1.01],
        [1.01, 1],
      ],
      false,
    ],
    [
      "a variance of -1e-15",
      [
        [1, 0],
        [0, -1e-15],
      ],
      true,
    ],
    [
      "a variance of -1e-3",
      [
        [1, 0],
        [0, -1e-3],
      ],
      false,
    ],
    [
      "zero",
      [
        [0, 0],
        [0, 0],
      ],
      true,
    ],
    [
      "covariance without variance",
      [
        [1, 0.1],
        [0.1, 0],
      ],
      false,
    ],
    [
      "rounding without variance",
      [
        [1, 1e-16],
        [1e-16, 0],
      ],
      true,
    ],
    [
      "small, in bad company of a large one",
      [
        [1e12, 0, 0],
        [0, 1e-12, 2e-12],
        [0, 2e-12, 1e-12],
      ],
      false,
    ],
    [
      "wild scales",
      [
        [1e12, 0.5, 0],
        [0.5, 1e-12, 0],
        [0, 0, 1],
      ],
      true,
    ],
    [
      "pairs fine, triple not",
      [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
      false,
    ],
    [
      "not a number",
      [
        [1, Number.NaN],
        [Number.NaN, 1],
      ],
      false,
    ],
    ["negative", [[-1]], false],
    ["of order 0", [], true],
  ];
  it.each(cases)("%s", (_name, rows, expected) => {
    expect(isPositiveSemidefinite(matrix(rows), 1e-10)).toBe(expected);
  });

  it("holds for every B B^T, whatever the units", () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((n) => fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2 * n, maxLength: 2 * n })),
        (b) => isPositiveSemidefinite(rescaled(gram(b, b.length / 2, 2), b.length / 2), 1e-12),
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});
