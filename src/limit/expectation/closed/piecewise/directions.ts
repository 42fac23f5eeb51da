/**
 * The Gaussian variables that the functions of a component read, as directions in its standard coordinates: x = e . u for a
 * unit vector e, so that every variable is standard normal and its affine functions carry the scale.
 */
import type { Correlation } from "../../../../math/tilted-normal.ts";

export interface Direction {
  /** Of any length; the unit vector is this over its norm. */
  readonly load: readonly number[];
  readonly norm: number;
}

/** Two directions closer than this are one: below it a direction is rounding. */
const SAME = 4e-16;

export interface Directions {
  readonly list: readonly Direction[];
  /** The number of the direction of this load, which is not zero, and the load's slope along it. */
  find(load: readonly number[]): { readonly variable: number; readonly slope: number };
}

export function createDirections(): Directions {
  const list: Direction[] = [];
  return {
    list,
    find: (load) => {
      const norm = Math.hypot(...load);
      for (const [variable, known] of list.entries()) {
        if (area(known.load, load) > SAME * known.norm * norm) continue;
        return { variable, slope: dot(known.load, load) > 0 ? norm : -norm };
      }
      return { variable: list.push({ load, norm }) - 1, slope: norm };
    },
  };
}

/** Sine and cosine of the angle from the loads themselves: normalised vectors have lost the sine of a small one. */
export function correlation(x: Direction, y: Direction): Correlation {
  const scale = x.norm * y.norm;
  const [rho, sine] = [dot(x.load, y.load) / scale, area(x.load, y.load) / scale];
  const length = Math.hypot(rho, sine);
  return { rho: rho / length, sine: sine / length };
}

function dot(a: readonly number[], c: readonly number[]): number {
  return a.reduce((sum, x, d) => sum + x * (c[d] ?? 0), 0);
}

/** The area of the parallelogram: no difference of squares. */
function area(a: readonly number[], c: readonly number[]): number {
  let square = 0;
  for (let i = 0; i < a.length; i++) {
    for (let k = 0; k < i; k++) square += ((a[i] ?? 0) * (c[k] ?? 0) - (a[k] ?? 0) * (c[i] ?? 0)) ** 2;
  }
  return Math.sqrt(square);
}

/** Orthonormal vectors, the first of which span the given directions, in order. */
export function frame(directions: readonly Direction[], dimensions: number): readonly (readonly number[])[] {
  const axes = Array.from({ length: dimensions }, (_, d) => Array.from({ length: dimensions }, (__, e) => +(d === e)));
  const basis: number[][] = [];
  for (const [k, load] of [...directions.map((direction) => direction.load), ...axes].entries()) {
    let rest = [...load];
    // Twice is enough.
    for (const _ of [0, 1]) for (const e of basis) rest = minus(rest, e, dot(e, rest));
    const length = Math.hypot(...rest);
    if (k >= directions.length && length < 1e-8) continue;
    basis.push(rest.map((x) => x / length));
    if (basis.length === dimensions) break;
  }
  return basis;
}

function minus(a: readonly number[], e: readonly number[], factor: number): number[] {
  return a.map((x, d) => x - factor * (e[d] ?? 0));
}
