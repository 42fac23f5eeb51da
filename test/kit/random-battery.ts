/**
 * A statistical battery on random numbers as the simulators use them: rows of matrices that differ in row, variable,
 * trial, seed and width. Every statistic is a score that is standard normal, nearly, when the numbers are independent
 * standard normal ones; a single entry's mean and variance do not see the faults that sums along a matrix do.
 */

import { rowFiller } from "../../src/math/entries.ts";
import { moment, quantile, type Shape } from "../../src/math/laws.ts";
import { normalsFromWords } from "../../src/math/normal-transform.ts";
import { streamKey, threefry4x32 } from "../../src/math/random.ts";
import { erfc } from "../../src/math/special.ts";

export interface Address {
  readonly seed: bigint;
  readonly variable: number;
  readonly trial: number;
  readonly row: number;
}

/** Fills a row, from its first column on, with standard normal numbers. */
export type NormalRows = (out: Float64Array, address: Address) => void;

export interface Score {
  readonly name: string;
  readonly z: number;
}

/** The streams of the simulators. */
export function streamRows(): NormalRows {
  const fill = rowFiller({ kind: "normal" });
  return (out, { seed, variable, trial, row }) => fill(out, 0, out.length, streamKey(seed, variable, trial), row, 0);
}

/** The same with another number of rounds. */
export function threefryRows(rounds: number): NormalRows {
  return fromBlocks((block, { seed, variable, trial, row }) => {
    const [k0, k1, k2, k3] = streamKey(seed, variable, trial);
    return threefry4x32([block, row, 0, 0], [k0 ?? 0, k1 ?? 0, k2 ?? 0, k3 ?? 0], rounds);
  });
}

/** A popular hash with weak low bits (Jarzynski and Olano, "Hash functions for GPU rendering", 2020). */
export function pcg4dRows(): NormalRows {
  return fromBlocks((block, { seed, variable, trial, row }) => {
    let [x, y, z, w] = [block, row, trial, Number(seed & 0xffffffffn) ^ (variable << 16)].map(
      (v) => (Math.imul(v, 1664525) + 1013904223) | 0,
    ) as [number, number, number, number];
    for (let round = 0; round < 2; round++) {
      x = (x + Math.imul(y, w)) | 0;
      y = (y + Math.imul(z, x)) | 0;
      z = (z + Math.imul(x, y)) | 0;
      w = (w + Math.imul(y, z)) | 0;
      if (round === 0) [x, y, z, w] = [x ^ (x >>> 16), y ^ (y >>> 16), z ^ (z >>> 16), w ^ (w >>> 16)];
    }
    return [x, y, z, w];
  });
}

function fromBlocks(words: (block: number, address: Address) => ArrayLike<number>): NormalRows {
  const four = new Int32Array(4);
  return (out, address) => {
    for (let block = 0; 8 * block < out.length; block++) {
      four.set(words(block, address));
      normalsFromWords(four, 4, out, 8 * block);
    }
  };
}

/** Mean and mean square of values that are standard normal, nearly. */
class Tally {
  private count = 0;
  private sum = 0;
  private squares = 0;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  add(x: number): void {
    this.count += 1;
    this.sum += x;
    this.squares += x * x;
  }

  scores(): readonly Score[] {
    return [
      { name: `${this.name}, mean`, z: this.sum / Math.sqrt(this.count) },
      { name: `${this.name}, variance`, z: (this.squares / this.count - 1) / Math.sqrt(2 / this.count) },
    ];
  }
}

const companions = ["next row", "next variable", "next trial", "next seed", "other width"] as const;

function companionOf(address: Address, which: (typeof companions)[number], n: number): Address {
  const { seed, variable, trial, row } = address;
  switch (which) {
    case "next row":
      return { ...address, row: row + 1 };
    case "next variable":
      return { ...address, variable: variable + 1 };
    case "next trial":
      return { ...address, trial: trial + 1 };
    case "next seed":
      return { ...address, seed: seed + 1n };
    case "other width":
      // Widths are in the high word of the seed (simulator.ts).
      return { ...address, seed: seed ^ (BigInt(n) << 32n) ^ (BigInt(2 * n) << 32n) };
  }
}

/** Scores of `matrices` matrices, n x n with n a multiple of 8, one for each trial. */
export function rowBattery(rows: NormalRows, n: number, matrices: number, seed: bigint): readonly Score[] {
  const own = new Tally("row sums");
  const alternating = new Tally("alternating row sums");
  const lags = [1, 2, 4, 8].map((lag) => ({ lag, tally: new Tally(`products ${lag} apart`) }));
  const squares = new Tally("products of neighbouring squares");
  const columns = new Tally("column sums");
  const zigzag = new Tally("alternating column sums");
  const pairs = companions.map((which) => ({ which, tally: new Tally(`products with the ${which}`) }));
  const entries = new EntryTally();
  const [w, other] = [new Float64Array(n), new Float64Array(n)];
  const here = seed ^ (BigInt(n) << 32n);

  for (let trial = 0; trial < matrices; trial++) {
    const [down, across] = [new Float64Array(n), new Float64Array(n)];
    for (let row = 0; row < n; row++) {
      const address = { seed: here, variable: 3, trial, row };
      rows(w, address);
      const [plain, signed] = sums(w);
      own.add(plain / Math.sqrt(n));
      alternating.add(signed / Math.sqrt(n));
      for (const { lag, tally } of lags) tally.add(lagged(w, lag) / Math.sqrt(n - lag));
      squares.add(neighbouringSquares(w) / Math.sqrt(n / 2));
      const sign = row % 2 === 0 ? 1 : -1;
      for (let j = 0; j < n; j++) {
        down[j]! += w[j]!;
        across[j]! += sign * w[j]!;
      }
      entries.add(w);
      for (const { which, tally } of pairs) {
        rows(other, companionOf(address, which, n));
        tally.add(product(w, other) / Math.sqrt(n));
      }
    }
    for (const sum of down) columns.add(sum / Math.sqrt(n));
    for (const sum of across) zigzag.add(sum / Math.sqrt(n));
  }
  const tallies = [
    own,
    alternating,
    columns,
    zigzag,
    squares,
    ...lags.map((l) => l.tally),
    ...pairs.map((p) => p.tally),
  ];
  return [...tallies.flatMap((tally) => tally.scores()), ...entries.scores()];
}

function sums(w: Float64Array): readonly [number, number] {
  let [even, odd] = [0, 0];
  for (let j = 0; j < w.length; j += 2) {
    even += w[j]!;
    odd += w[j + 1]!;
  }
  return [even + odd, even - odd];
}

function lagged(w: Float64Array, lag: number): number {
  let sum = 0;
  for (let j = lag; j < w.length; j++) sum += w[j]! * w[j - lag]!;
  return sum;
}

function product(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += x[j]! * y[j]!;
  return sum;
}

/** Of disjoint pairs, whose product of centred squares has variance 4. */
function neighbouringSquares(w: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < w.length; j += 2) sum += (w[j]! * w[j]! - 1) * (w[j + 1]! * w[j + 1]! - 1);
  return sum / 2;
}

/** Moments and tails of single entries. */
class EntryTally {
  private count = 0;
  private readonly powers = [0, 0, 0, 0, 0, 0, 0];
  private readonly beyond = [0, 0, 0, 0, 0, 0];

  add(w: Float64Array): void {
    this.count += w.length;
    const { powers, beyond } = this;
    for (const x of w) {
      let power = 1;
      for (let k = 1; k <= 6; k++) {
        power *= x;
        powers[k]! += power;
      }
      for (let k = Math.min(5, Math.floor(Math.abs(x))); k > 0; k--) beyond[k]! += 1;
    }
  }

  scores(): readonly Score[] {
    const normal = [1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395];
    const moments = [1, 2, 3, 4, 5, 6].map((k) => {
      const exact = normal[k]!;
      const deviation = Math.sqrt((normal[2 * k]! - exact * exact) / this.count);
      return { name: `moment ${k}`, z: (this.powers[k]! / this.count - exact) / deviation };
    });
    const tails = [1, 2, 3, 4, 5].map((k) => {
      const p = erfc(k / Math.SQRT2);
      const expected = this.count * p;
      return { name: `entries beyond ${k}`, z: (this.beyond[k]! - expected) / Math.sqrt(expected * (1 - p)) };
    });
    // A count that is expected to be small is not nearly normal.
    return [...moments, ...tails.filter((_, i) => this.count * erfc((i + 1) / Math.SQRT2) > 50)];
  }
}

/** Cells of equal probability in which draws are counted. */
const CELLS = 1000;

/** Mean, variance, fourth moment where it has a variance, and the Kolmogorov-Smirnov distance of draws of a law. */
export function lawBattery(shape: Shape, count: number, seed: bigint): readonly Score[] {
  const values = new Float64Array(count);
  rowFiller(shape)(values, 0, count, streamKey(seed, 5, 0), 0, 0);
  const moments = [1, 2, 4].flatMap((k) => {
    const [exact, spread] = [moment(shape, k), moment(shape, 2 * k)];
    if (exact === undefined || spread === undefined || !Number.isFinite(spread)) return [];
    const mean = values.reduce((sum, x) => sum + x ** k, 0) / count;
    const variance = spread - exact * exact;
    // The square of a sign does not vary: it has to be right to rounding.
    const z = variance > 1e-12 ? (mean - exact) / Math.sqrt(variance / count) : Math.abs(mean - exact) < 1e-12 ? 0 : 99;
    return [{ name: `moment ${k}`, z }];
  });
  return [...moments, { name: "Kolmogorov-Smirnov", z: kolmogorovScore(shape, values) }];
}

/** sqrt(count) times the distance, at the quantiles of multiples of 1 / CELLS: above 3.2 once in 10^9. */
function kolmogorovScore(shape: Shape, values: Float64Array): number {
  const sorted = values.slice().sort();
  let below = 0;
  let distance = 0;
  for (let cell = 1; cell < CELLS; cell++) {
    const edge = quantile(shape, cell / CELLS);
    while (below < sorted.length && sorted[below]! <= edge) below++;
    distance = Math.max(distance, Math.abs(below / sorted.length - probabilityUpTo(shape, cell / CELLS)));
  }
  return distance * Math.sqrt(values.length);
}

/** P(X <= the p-quantile): p, but for a law of two values. */
function probabilityUpTo(shape: Shape, p: number): number {
  return shape.kind === "rademacher" ? (p <= 0.5 ? 0.5 : 1) : p;
}
