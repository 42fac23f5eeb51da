/**
 * Deep recurrences from generated code keep their digits. The normalised tangent kernel of a relu network tends to 1/4
 * as 1/4 + (3/8) log(L) / L + O(1/L), while the correlation of its inputs comes within 4e-9 of 1.
 */
import { expect, test } from "vitest";
import { closedLimit, loadTypescript } from "../../../kit/limit-modules.ts";

const kernel = `
param depth = 12
width n
vector (g1, g2) ~ normal([0, 0], [[1, 0], [0, 1]])
matrix W[l in 2..depth] ~ normal(0, 2 / n)
h[1, 1] = g1
h[1, 2] = g2
T[1] = 0
for l in 2..depth {
  for i in 1..2 {
    h[l, i] = W[l] @ relu(h[l-1, i])
  }
  rho[l] = moment(h[l, 1] * h[l, 2])
  slope[l] = moment(2 * step(h[l-1, 1]) * step(h[l-1, 2]))
  T[l] = slope[l] * T[l-1] + rho[l]
}
output T[depth]`;

/**
 * T[L] / L for orthogonal inputs, from the recurrence for 1 - rho in 64-bit mantissas with sin(x) - x cos(x) by its
 * series; the rounding errors of that are below 1e-13.
 */
const reference: readonly (readonly [number, number])[] = [
  [1e3, 0.2532934214592265],
  [1e4, 0.2504174490279291],
  [1e5, 0.2500503963652186],
];

test("the kernel of a relu network at depths of 1e3, 1e4 and 1e5", async () => {
  const loaded = await loadTypescript([{ name: "depth", limit: closedLimit(kernel) }]);
  const [T] = loaded.get("depth") ?? [];
  const ratios: number[] = [];
  for (const [depth, value] of reference) {
    const found = (T?.call(depth) ?? Number.NaN) / depth;
    // Each layer rounds the angle, of 1e-4, and the errors of 1e5 layers add up.
    expect(Math.abs(found - value)).toBeLessThan(1e-10);
    ratios.push((depth * (found - 0.25)) / Math.log(depth));
  }
  // They approach 3/8 from above like 1 / log(L); differences of L * error have it at once.
  expect(ratios.every((ratio, k) => ratio > 0.375 && ratio < (ratios[k - 1] ?? 1))).toBe(true);
  const [second = 0, third = 0] = ratios.slice(1);
  const slope = (third * Math.log(1e5) - second * Math.log(1e4)) / Math.log(10);
  expect(Math.abs(slope - 0.375)).toBeLessThan(1e-3);
}, 120_000);
