import { expect, it } from "vitest";
import { layOut } from "../../../../src/codegen/wgsl/layout.ts";
import { padded } from "../../../../src/codegen/wgsl/padding.ts";
import type { BufferId } from "../../../../src/plan/simulation-plan.ts";
import { planText } from "../../../kit/plan-text.ts";

const plan = planText(
  `width n
width m = 2 * n
vector x ~ normal(0, 1)
matrix W : m x n ~ normal(0, 1 / n)
h = tanh(W @ x)
g = W.T @ h
output moment(g^2), moment(g^4), sqrt(moment(x * g))
`.replace("vector x ~", "vector x : n ~"),
  13,
);

it("puts vectors at multiples of eight, apart unless they share a slot", () => {
  const layout = layOut(plan);
  const places = plan.buffers.map(({ length, slot }, id) => ({ slot, length, at: layout.vectorAt(id as BufferId) }));
  for (const one of places) {
    expect(one.at % 8).toBe(0);
    expect(one.at + padded(one.length)).toBeLessThanOrEqual(layout.size);
    for (const other of places) {
      const isApart = one.at + padded(one.length) <= other.at || other.at + padded(other.length) <= one.at;
      expect(isApart).toBe(one.slot !== other.slot);
    }
  }
});

it("gives the averages of a pass places in a row", () => {
  const layout = layOut(plan);
  for (const step of plan.steps) {
    if (step.op !== "pass") continue;
    const [first, ...others] = step.reductions.map(({ slot }) => layout.scalarAt(slot));
    for (const [k, place] of others.entries()) expect(place).toBe((first ?? 0) + k + 1);
  }
  expect(layout.scalars).toBe(4);
});

it("does not accept a scalar that is assigned twice", () => {
  expect(() => layOut({ ...plan, steps: [...plan.steps, ...plan.steps] })).toThrow("assigned twice");
});
