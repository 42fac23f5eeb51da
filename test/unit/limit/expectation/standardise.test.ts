/** Standard coordinates of dependent and nearly dependent forms: their loads have the covariances of the forms. */
import { expect, test } from "vitest";
import { type Coefficients, standardise } from "../../../../src/limit/expectation/standardise.ts";

function coordinatesOf(covariance: readonly (readonly number[])[], rows: readonly (readonly number[])[]) {
  const entry = (i: number, j: number) => covariance[i]?.[j] ?? Number.NaN;
  const law = { covariance: entry, shape: () => undefined, error: () => 0, doubt: 0 };
  const forms = rows.map((row): Coefficients => row.map((x, i) => [i, x] as const));
  const found = standardise(forms, law, () => false);
  const expected = rows.map((a) =>
    rows.map((b) => a.reduce((sum, x, i) => sum + b.reduce((inner, y, j) => inner + x * y * entry(i, j), 0), 0)),
  );
  const projections = covariance.map((_, i) => found.covarianceWith(i));
  return { ...found, expected, projections };
}

const inner = (a: readonly number[] = [], b: readonly number[] = []) =>
  a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);

test("forms whose sum is 0 but for the rounding of their coefficients have one dimension less", () => {
  // x - (x + y + z) / 3 and its like as they come out of the arithmetic of doubles, each divided by its first coefficient.
  const rows = [
    [1, 1, -2.0000000000000004],
    [1, -2.0000000000000004, 1],
    [1, -0.49999999999999994, -0.49999999999999994],
  ];
  const { rank, loads, expected, projections } = coordinatesOf(
    [
      [1, 0.2, 0],
      [0.2, 1, 0],
      [0, 0, 2],
    ],
    rows,
  );
  expect(rank).toBe(2);
  for (const [i, row] of expected.entries())
    for (const [j, value] of row.entries()) expect(inner(loads[i], loads[j])).toBeCloseTo(value, 13);
  // The sum x + y + z has a part of its own: what the coordinates explain of a variable is less than its variance.
  for (const projection of projections) expect(inner(projection, projection)).toBeLessThan(2);
  expect(inner(projections[0], projections[0])).toBeLessThan(1);
});

test.each([1e-3, 1e-6, 1e-9, 1e-12])(
  "the part of size %s in which a form is not a sum of others is at the right angle",
  (e) => {
    const covariance = [
      [1, 0.3, 0.1, 0],
      [0.3, 1, 0.2, 0.1],
      [0.1, 0.2, 1, 0.3],
      [0, 0.1, 0.3, 2],
    ];
    const rows = [
      [1, 0.7, 0.2, 0],
      [0.3, 1, -0.4, 0],
      [1.3, 1.7, -0.2, e],
      [0.1, -0.2, 1, 0],
    ];
    const { rank, loads, expected, projections } = coordinatesOf(covariance, rows);
    expect(rank).toBe(4);
    for (const [i, row] of expected.entries())
      for (const [j, value] of row.entries()) expect(inner(loads[i], loads[j])).toBeCloseTo(value, 13);
    // Four coordinates are all there is: they explain every covariance of the variables. What is left of the third form
    // has its direction to rounding over e.
    for (const [i, row] of covariance.entries())
      for (const [j, value] of row.entries()) {
        expect(Math.abs(inner(projections[i], projections[j]) - value)).toBeLessThan(1e-14 + 1e-15 / e);
      }
  },
);
