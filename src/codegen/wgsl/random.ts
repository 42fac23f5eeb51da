/**
 * The random streams in WGSL: words of Threefry 4x32 (see math/random.ts, the same bit for bit), and the standardised
 * numbers made of them. An octet is the entries 8 g .. 8 g + 7 of a row: eight normal numbers come from the block of
 * words (g, row, 0, 0), two a word; of every other law an entry takes one word of the blocks (2 g, row, 1, 0) and
 * (2 g + 1, row, 1, 0).
 */
import type { Shape } from "../../math/laws.ts";
import { ROUNDS } from "../../math/random.ts";
import { lawText } from "./laws.ts";
import { type LibraryName, libraryTexts } from "./library.ts";
import { floatLiteral as f } from "./literal.ts";

/** Rotation distances of the two mixes of round `r mod 8`. */
const ROTATIONS = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
] as const;

/** `tp_threefry(counter, key)`: four random words. */
export function threefryText(rounds: number = ROUNDS): string {
  const lines: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const [first, second] = ROTATIONS[round % 8]!;
    const [near, far] = round % 2 === 0 ? (["b", "d"] as const) : (["d", "b"] as const);
    lines.push(`a += ${near}; ${near} = tp_rotate(${near}, ${first}u) ^ a;`);
    lines.push(`c += ${far}; ${far} = tp_rotate(${far}, ${second}u) ^ c;`);
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      const key = (i: number) => `k${(injection + i) % 5}`;
      lines.push(`a += ${key(0)}; b += ${key(1)}; c += ${key(2)}; d += ${key(3)} + ${injection}u;`);
    }
  }
  return `fn tp_rotate(word: u32, distance: u32) -> u32 {
  return (word << distance) | (word >> (32u - distance));
}

fn tp_threefry(counter: vec4<u32>, key: vec4<u32>) -> vec4<u32> {
  let k0 = key.x;
  let k1 = key.y;
  let k2 = key.z;
  let k3 = key.w;
  let k4 = k0 ^ k1 ^ k2 ^ k3 ^ 0x1bd11bdau;
  var a = counter.x + k0;
  var b = counter.y + k1;
  var c = counter.z + k2;
  var d = counter.w + k3;
  ${lines.join("\n  ")}
  return vec4<u32>(a, b, c, d);
}`;
}

/** Two standard normal numbers from one word: the formula of math/normal-transform.ts, on the bits of a float. */
const NORMAL_PAIR = `fn tp_normal_pair(word: u32) -> vec2<f32> {
  // Of k + 1/2, uniform with 20 bits, -2 log is linear in its bits plus a polynomial in its mantissa.
  let bits = bitcast<i32>(f32(i32(word >> 12u)) + 0.5);
  let m = bitcast<f32>((bits & 0x7fffff) | 0x3f800000);
  let bend = (((0.113857365 * m - 0.900691965) * m + 2.95853988) * m - 4.27863636) * m + 2.10693108;
  let radius = sqrt(f32(bits - 0x49800000) * ${f((-2 * Math.LN2) / 2 ** 23)} + bend);
  // Quarter turns from -1 to 1; the lowest bit mirrors the cosine.
  let angle = f32(bitcast<i32>(word << 20u)) * ${f(2 ** -31)} + ${f(2 ** -12)};
  let t = angle * angle;
  let cosine = ((-0.0190964058 * t + 0.252581264) * t - 1.23348486) * t + 0.999993311;
  let sine = angle * (((-0.00433234239 * t + 0.0794332045) * t - 0.645892455) * t + 1.57079102);
  let mirrored = bitcast<f32>(bitcast<u32>(radius) ^ (word << 31u));
  return vec2<f32>(mirrored * cosine, radius * sine);
}`;

const OCTET = `struct Octet {
  low: vec4<f32>,
  high: vec4<f32>,
}`;

const NORMAL_OCTET = `fn draw_octet(key: vec4<u32>, row: u32, octet: u32) -> Octet {
  let words = tp_threefry(vec4<u32>(octet, row, 0u, 0u), key);
  return Octet(
    vec4<f32>(tp_normal_pair(words.x), tp_normal_pair(words.y)),
    vec4<f32>(tp_normal_pair(words.z), tp_normal_pair(words.w)),
  );
}`;

const OTHER_OCTET = `fn draw_quartet(words: vec4<u32>) -> vec4<f32> {
  return vec4<f32>(draw(words.x), draw(words.y), draw(words.z), draw(words.w));
}

fn draw_octet(key: vec4<u32>, row: u32, octet: u32) -> Octet {
  return Octet(
    draw_quartet(tp_threefry(vec4<u32>(2u * octet, row, 1u, 0u), key)),
    draw_quartet(tp_threefry(vec4<u32>(2u * octet + 1u, row, 1u, 0u), key)),
  );
}`;

/**
 * `draw_octet(key, row, octet)`: eight standardised entries of a stream, with all that it needs. The key is the four
 * words (low word of the seed, variable, trial, high word of the seed).
 */
export function octetTexts(shape: Shape): readonly string[] {
  if (shape.kind === "normal") return [OCTET, threefryText(), NORMAL_PAIR, NORMAL_OCTET];
  const law = lawText(shape);
  const needs: readonly LibraryName[] = law.needs;
  return [OCTET, threefryText(), ...libraryTexts(needs), law.text, OTHER_OCTET];
}

/** Numbers beyond the end of a vector are 0 in memory, so that sums need not know where it ends. */
export const padText = `fn pad(numbers: vec4<f32>, first: u32, length: u32) -> vec4<f32> {
  return select(vec4<f32>(), numbers, vec4<u32>(first, first + 1u, first + 2u, first + 3u) < vec4<u32>(length));
}`;
