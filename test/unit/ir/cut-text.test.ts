import { expect, test } from "vitest";
import { cutText } from "../../../src/ir/cut-text.ts";

test("what is cut has its brackets closed", () => {
  expect(cutText("moment(x)", 9)).toBe("moment(x)");
  expect(cutText("diff(diff(y[1], x), z)", 14)).toBe("diff(diff(y..))");
  expect(cutText("f(x) + g(y) + h(z)", 11)).toBe("f(x) + g(y)..");
});
