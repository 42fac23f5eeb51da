import { expect, it } from "vitest";
import { bytesText } from "../../../src/plan/bytes-text.ts";

it("writes amounts of memory with three digits", () => {
  expect([0, 999, 1000, 12_345, 999_600, 8e9, 1.5e16].map(bytesText)).toEqual([
    "0 bytes",
    "999 bytes",
    "1 kB",
    "12.3 kB",
    "1 MB",
    "8 GB",
    "15 PB",
  ]);
});
