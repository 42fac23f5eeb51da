/**
 * The counter-based generator Threefry 4x32 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (SC 2011): four random words are a function of a counter and a key of four words each, so that a number can
 * be drawn again on any device, in any order, instead of being kept. Streams use 12 rounds, the fewest that the paper
 * found to pass its batteries; the words are the same bit for bit in WGSL.
 */

/** Rounds of every stream. */
export const ROUNDS = 12;

/** Skein's constant that makes the fifth word of the key differ from zero for the zero key. */
const PARITY = 0x1bd11bda;

/** Rotation distances of the two mixes of round `r mod 8`. */
const ROTATIONS: readonly (readonly [number, number])[] = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
];

/** Four 32-bit words; only their low 32 bits count. */
export type Words = readonly [number, number, number, number];

/** Threefry 4x32 as published, with any number of rounds up to 72; the result is unsigned. */
export function threefry4x32(counter: Words, key: Words, rounds: number = ROUNDS): Words {
  const schedule = [...key, key[0] ^ key[1] ^ key[2] ^ key[3] ^ PARITY];
  let [a, b, c, d] = counter.map((word, i) => (word + key[i]!) | 0) as [number, number, number, number];
  for (let round = 0; round < rounds; round++) {
    const [first, second] = ROTATIONS[round % 8]!;
    if (round % 2 === 0) {
      a = (a + b) | 0;
      b = rotate(b, first) ^ a;
      c = (c + d) | 0;
      d = rotate(d, second) ^ c;
    } else {
      a = (a + d) | 0;
      d = rotate(d, first) ^ a;
      c = (c + b) | 0;
      b = rotate(b, second) ^ c;
    }
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      a = (a + schedule[injection % 5]!) | 0;
      b = (b + schedule[(injection + 1) % 5]!) | 0;
      c = (c + schedule[(injection + 2) % 5]!) | 0;
      d = (d + schedule[(injection + 3) % 5]! + injection) | 0;
    }
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

function rotate(word: number, distance: number): number {
  return (word << distance) | (word >>> (32 - distance));
}

/** The random numbers of one variable in one trial: the four words of the key. */
export type StreamKey = Int32Array;

/**
 * The key of a variable in a trial. The seed counts modulo 2^64, variable and trial modulo 2^32: key = (low word of
 * the seed, variable, trial, high word of the seed).
 */
export function streamKey(seed: bigint, variable: number, trial: number): StreamKey {
  return Int32Array.of(Number(BigInt.asIntN(32, seed)), variable, trial, Number(BigInt.asIntN(32, seed >> 32n)));
}

/**
 * Writes the `blocks` blocks of counters (firstBlock, row, domain, 0), (firstBlock + 1, row, domain, 0), ... into
 * `words`, four words each. The rounds are unrolled: this loop feeds every entry of every random matrix.
 */
export function fillWords(
  words: Int32Array,
  blocks: number,
  key: StreamKey,
  firstBlock: number,
  row: number,
  domain: number,
): void {
  const k0 = key[0]! | 0;
  const k1 = key[1]! | 0;
  const k2 = key[2]! | 0;
  const k3 = key[3]! | 0;
  const k4 = k0 ^ k1 ^ k2 ^ k3 ^ PARITY;
  const b0 = (row + k1) | 0;
  const c0 = (domain + k2) | 0;
  for (let at = 0, block = firstBlock; at < 4 * blocks; at += 4, block++) {
    let a = (block + k0) | 0;
    let b = b0;
    let c = c0;
    let d = k3;

    a = (a + b) | 0;
    b = ((b << 10) | (b >>> 22)) ^ a;
    c = (c + d) | 0;
    d = ((d << 26) | (d >>> 6)) ^ c;
    a = (a + d) | 0;
    d = ((d << 11) | (d >>> 21)) ^ a;
    c = (c + b) | 0;
    b = ((b << 21) | (b >>> 11)) ^ c;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    c = (c + d) | 0;
    d = ((d << 27) | (d >>> 5)) ^ c;
    a = (a + d) | 0;
    d = ((d << 23) | (d >>> 9)) ^ a;
    c = (c + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ c;
    a = (a + k1) | 0;
    b = (b + k2) | 0;
    c = (c + k3) | 0;
    d = (d + k4 + 1) | 0;

    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    c = (c + d) | 0;
    d = ((d << 20) | (d >>> 12)) ^ c;
    a = (a + d) | 0;
    d = ((d << 17) | (d >>> 15)) ^ a;
    c = (c + b) | 0;
    b = ((b << 11) | (b >>> 21)) ^ c;
    a = (a + b) | 0;
    b = ((b << 25) | (b >>> 7)) ^ a;
    c = (c + d) | 0;
    d = ((d << 10) | (d >>> 22)) ^ c;
    a = (a + d) | 0;
    d = ((d << 18) | (d >>> 14)) ^ a;
    c = (c + b) | 0;
    b = ((b << 20) | (b >>> 12)) ^ c;
    a = (a + k2) | 0;
    b = (b + k3) | 0;
    c = (c + k4) | 0;
    d = (d + k0 + 2) | 0;

    a = (a + b) | 0;
    b = ((b << 10) | (b >>> 22)) ^ a;
    c = (c + d) | 0;
    d = ((d << 26) | (d >>> 6)) ^ c;
    a = (a + d) | 0;
    d = ((d << 11) | (d >>> 21)) ^ a;
    c = (c + b) | 0;
    b = ((b << 21) | (b >>> 11)) ^ c;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    c = (c + d) | 0;
    d = ((d << 27) | (d >>> 5)) ^ c;
    a = (a + d) | 0;
    d = ((d << 23) | (d >>> 9)) ^ a;
    c = (c + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ c;
    words[at] = a + k3;
    words[at + 1] = b + k4;
    words[at + 2] = c + k0;
    words[at + 3] = d + k1 + 3;
  }
}
