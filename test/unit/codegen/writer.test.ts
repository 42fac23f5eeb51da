import { expect, it } from "vitest";
import { createWriter } from "../../../src/codegen/writer.ts";

it("indents blocks and leaves empty lines empty", () => {
  const writer = createWriter("    ");
  writer.line("before");
  writer.block("head {", () => {
    writer.lines("first\n\nsecond");
    writer.block("inner (", () => writer.line("x"), ")");
  });
  writer.line();
  expect(writer.text()).toBe("before\nhead {\n    first\n\n    second\n    inner (\n        x\n    )\n}\n\n");
});
