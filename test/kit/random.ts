/**
 * Random numbers for tests: a small sequential generator (xoshiro128**, Blackman and Vigna 2018) seeded by a text, so
 * that every stream has a name and no test flakes. It shares nothing with the generators that are under test.
 */

export interface Random {
  /** Uniform on (0, 1), with 53 random bits; never 0 or 1. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/** The generator whose seed is `name`; equal names give equal streams, others independent ones. */
export function createRandom(name: string): Random {
  const state = seedWords(name);
  let spare: number | undefined;

  function next(): number {
    const result = Math.imul(rotate(Math.imul(state[1] as number, 5), 7), 9) >>> 0;
    const shifted = (state[1] as number) << 9;
    state[2] = (state[2] as number) ^ (state[0] as number);
    state[3] = (state[3] as number) ^ (state[1] as number);
    state[1] = (state[1] as number) ^ (state[2] as number);
    state[0] = (state[0] as number) ^ (state[3] as number);
    state[2] = (state[2] as number) ^ shifted;
    state[3] = rotate(state[3] as number, 11);
    return result;
  }

  function uniform(): number {
    const high = next() >>> 5;
    const low = next() >>> 6;
    return (high * 67108864 + low + 0.5) / 9007199254740992;
  }

  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  for (let i = 0; i < 16; i++) next();
  return { uniform, normal };
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/** Four words from a text: FNV-1a from four different starts. */
function seedWords(name: string): Int32Array {
  const words = new Int32Array(4);
  for (let k = 0; k < 4; k++) {
    let hash = 0x811c9dc5 ^ Math.imul(k + 1, 0x9e3779b9);
    for (let i = 0; i < name.length; i++) {
      hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
      hash ^= hash >>> 15;
    }
    words[k] = hash | (k === 0 ? 1 : 0);
  }
  return words;
}
