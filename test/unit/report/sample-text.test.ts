import { expect, test } from "vitest";
import { decodeSamples, encodeSamples } from "../../../src/report/sample-text.ts";

test("every bit is kept", () => {
  const values = [0, -0, 1 / 3, -2.5e-310, Number.MIN_VALUE, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN];
  const long = Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 10 ** (i % 600));
  for (const list of [[], values, long]) {
    const samples = Float64Array.from(list);
    const again = decodeSamples(encodeSamples(samples));
    expect(new BigUint64Array(again?.buffer ?? new ArrayBuffer(8))).toEqual(new BigUint64Array(samples.buffer));
  }
  // 1 in little-endian order.
  expect(encodeSamples(Float64Array.of(1))).toBe(Buffer.from([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]).toString("base64"));
});

test.each(["?", "AAAA", "AAAAAAAAAAA", "AAAA AAAAAA="])("%j is none", (text) => {
  expect(decodeSamples(text)).toBeUndefined();
});
