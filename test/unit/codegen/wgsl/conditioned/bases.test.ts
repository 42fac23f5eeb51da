import { expect, it } from "vitest";
import { layOutBases } from "../../../../../src/codegen/wgsl/conditioned/bases.ts";
import { planText } from "../../../../kit/plan-text.ts";

const bases = (text: string, width: number) => {
  const plan = planText(text, width, { sampler: "conditioned" });
  return layOutBases(plan, 800, 10);
};

it("keeps every input but the last, with its product", () => {
  const { of, size, scalars } = bases(
    `width n
width m = 2 * n
vector x : n ~ normal(0, 1)
matrix W : m x n ~ normal(0, 1 / n)
y = W @ tanh(x)
z = W.T @ tanh(y)
w = W @ tanh(z)
output moment(w^2)
`,
    13,
  );
  const [base] = of;
  expect(base?.plain).toMatchObject({ length: 13, most: 1 });
  expect(base?.transposed).toMatchObject({ length: 26, most: 1 });
  // A unit of 16 numbers and one of 32: the products of so few uses are not kept.
  expect([base?.plain.units, base?.transposed.units]).toEqual([800, 816]);
  expect(size).toBe(48);
  // Two counts and one inner product.
  expect(scalars).toBe(3);
  expect([base?.plain.count, base?.transposed.count, base?.inner]).toEqual([10, 11, 12]);
});

it("takes no memory for what is used once, and the same for what is not needed together", () => {
  const layers = (uses: number) => `width n
vector u ~ normal(0, 1)
matrix W[l in 1..6] ~ normal(0, 1 / n)
h[0] = u
for l in 1..6 {
  a[l, 0] = h[l - 1]
  for k in 1..${uses} { a[l, k] = W[l] @ tanh(a[l, k - 1]) }
  h[l] = tanh(a[l, ${uses}])
}
output moment(h[6]^2)
`;
  expect(bases(layers(1), 64).size).toBe(0);
  // Four inputs of a layer with their products, at a time.
  const { of, size } = bases(layers(5), 64);
  expect(size).toBe(4 * 2 * 64);
  expect(new Set(of.map(({ plain }) => plain.units)).size).toBe(1);
  expect(new Set(of.map(({ plain }) => plain.count)).size).toBe(6);
});
