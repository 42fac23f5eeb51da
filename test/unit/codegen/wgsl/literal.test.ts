import fc from "fast-check";
import { expect, it } from "vitest";
import { floatLiteral, hornerText } from "../../../../src/codegen/wgsl/literal.ts";

it.each([
  [1, "1.0"],
  [-2, "-2.0"],
  [0.1, "0.1"],
  [1 / 3, "0.33333334"],
  [1e-7, "1e-7"],
  [3e30, "3e30"],
  [16777216, "16777216.0"],
  [1e-60, "0.0"],
])("writes %d as %s", (value, text) => {
  expect(floatLiteral(value)).toBe(text);
});

it("reads back as the same float32", () => {
  fc.assert(
    fc.property(fc.float({ noDefaultInfinity: true, noNaN: true }), (value) => {
      const text = floatLiteral(value);
      expect(Math.fround(Number(text))).toBe(value === 0 ? 0 : value);
      expect(text).toMatch(/^-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?$/);
    }),
    { seed: 1, numRuns: 300 },
  );
});

it("refuses what float32 cannot hold", () => {
  expect(() => floatLiteral(1e39)).toThrow("no literal");
});

it("writes polynomials by Horner's rule", () => {
  expect(hornerText([1, -2, 0.5], "z")).toBe("((0.5 * z - 2.0) * z + 1.0)");
});
