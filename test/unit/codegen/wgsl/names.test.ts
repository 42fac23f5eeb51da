import { expect, it } from "vitest";
import { createNames } from "../../../../src/codegen/wgsl/names.ts";

it.each([
  ["h[2,1]", "h_2_1"],
  ["W @ relu(h[1])", "W_relu_h_1"],
  ["1 + x", "v_1_x"],
  ["target", "target_2"],
  ["memory", "memory_2"],
  ["tp_exp", "v_tp_exp"],
  ["__x__", "x"],
  ["-", "value"],
])("makes of %s the identifier %s", (label, expected) => {
  expect(createNames().fresh(label)).toBe(expected);
});

it("gives no identifier twice", () => {
  const names = createNames();
  expect(["h[1]", "h_1", "h(1)"].map(names.fresh)).toEqual(["h_1", "h_1_2", "h_1_3"]);
});
