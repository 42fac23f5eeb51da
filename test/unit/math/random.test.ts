import { describe, expect, it } from "vitest";
import { fillWords, ROUNDS, streamKey, threefry4x32, type Words } from "../../../src/math/random.ts";

const words = (text: string): Words => {
  const [a, b, c, d] = text.split(" ").map((word) => Number.parseInt(word, 16));
  return [a!, b!, c!, d!];
};
const hex = (block: readonly number[]) => block.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join(" ");

const ZEROS = "00000000 00000000 00000000 00000000";
const ONES = "ffffffff ffffffff ffffffff ffffffff";
const PI_1 = "243f6a88 85a308d3 13198a2e 03707344";
const PI_2 = "a4093822 299f31d0 082efa98 ec4e6c89";

describe("threefry4x32", () => {
  // tests/kat_vectors of Random123.
  it.each([
    [13, ZEROS, ZEROS, "531c7e4f 39491ee5 2c855a92 3d6abf9a"],
    [13, ONES, ONES, "c4189358 1c9cc83a d5881c67 6a0a89e0"],
    [13, PI_1, PI_2, "4aa71d8f 734738c2 431fc6a8 ae6debf1"],
    [20, ZEROS, ZEROS, "9c6ca96a e17eae66 fc10ecd4 5256a7d8"],
    [20, ONES, ONES, "2a881696 57012287 f6c7446e a16a6732"],
    [20, PI_1, PI_2, "59cd1dbb b8879579 86b5d00c ac8b6d84"],
    [72, ZEROS, ZEROS, "93171da6 9220326d b392b7b1 ff58a002"],
    [72, ONES, ONES, "60743f3d 9961e684 aab21c34 8c65fb7d"],
    [72, PI_1, PI_2, "09930adf 7f27bd55 9ed68ce1 97f803f6"],
  ])("%d rounds of counter %s under key %s", (rounds, counter, key, expected) => {
    expect(hex(threefry4x32(words(counter), words(key), rounds))).toBe(expected);
  });

  it("uses 12 rounds where none are named", () => {
    expect(ROUNDS).toBe(12);
    expect(threefry4x32(words(PI_1), words(PI_2))).toEqual(threefry4x32(words(PI_1), words(PI_2), 12));
  });
});

describe("streamKey", () => {
  it("lays out seed, variable and trial", () => {
    expect(hex([...streamKey(0x0123456789abcdefn, 7, 0xfffffffe)])).toBe("89abcdef 00000007 fffffffe 01234567");
    expect(hex([...streamKey(5n, 0, 1)])).toBe("00000005 00000000 00000001 00000000");
    expect(hex([...streamKey(-1n, 0, 0)])).toBe("ffffffff 00000000 00000000 ffffffff");
  });
});

describe("fillWords", () => {
  it.each([
    [5n, 3, 9, 7, 11, 0],
    [0xfedcba9876543210n, 4_000_000_000, 4_294_967_295, 2 ** 29 - 2, 3_000_000_000, 1],
  ])("is threefry4x32 of 12 rounds, block by block (seed %d)", (seed, variable, trial, firstBlock, row, domain) => {
    const blocks = 5;
    const filled = new Int32Array(4 * blocks + 1);
    fillWords(filled, blocks, streamKey(seed, variable, trial), firstBlock, row, domain);
    const key: Words = [Number(seed & 0xffffffffn), variable, trial, Number(seed >> 32n)];
    for (let k = 0; k < blocks; k++) {
      expect(hex([...filled.subarray(4 * k, 4 * k + 4)])).toBe(
        hex(threefry4x32([firstBlock + k, row, domain, 0], key)),
      );
    }
    expect(filled[4 * blocks]).toBe(0);
  });
});
