/**
 * Quantiles that have no formula, as piecewise polynomials: every octave of tail probability is cut into eight cells,
 * each with the polynomial of degree seven through its Chebyshev points. Quantiles that grow like a power of the tail
 * probability, or stay bounded, come out to some twelve digits, at the price of a few multiplications a draw.
 */

/** Cells of an octave, and coefficients of a cell. */
const CELLS = 8;
const TERMS = 8;

/** 2^(zeros - 31): brings k + 1/2 into [1, 2). */
const toMantissa = Float64Array.from({ length: 33 }, (_, zeros) => 2 ** (zeros - 31));

/** Coefficients by falling octave, then cell, then power. */
export type QuantileTable = Float64Array;

/** The table of a function of the tail probability, for the 2^31 tail probabilities (k + 1/2) / 2^32 below 1/2. */
export function quantileTable(upperQuantile: (tail: number) => number): QuantileTable {
  const table = new Float64Array(33 * CELLS * TERMS);
  for (let zeros = 1; zeros <= 32; zeros++) {
    // k with so many leading zeros of 32 has 2^(31 - zeros) <= k + 1/2 < 2^(32 - zeros); k = 0 counts 32.
    const octave = 2 ** (31 - zeros);
    for (let cell = 0; cell < CELLS; cell++) {
      const at = (u: number) => upperQuantile((octave * (1 + (cell + (u + 1) / 2) / CELLS)) / 2 ** 32);
      table.set(interpolate(at), (zeros * CELLS + cell) * TERMS);
    }
  }
  return table;
}

/** The value at tail probability (k + 1/2) / 2^32, 0 <= k < 2^31. */
export function tableValue(table: QuantileTable, k: number): number {
  const zeros = Math.clz32(k);
  const place = ((k + 0.5) * toMantissa[zeros]! - 1) * CELLS;
  const cell = place | 0;
  const u = 2 * (place - cell) - 1;
  const c = (zeros * CELLS + cell) * TERMS;
  // Even and odd powers apart, so that the processor can do both at a time.
  const v = u * u;
  const even = ((table[c + 6]! * v + table[c + 4]!) * v + table[c + 2]!) * v + table[c]!;
  const odd = ((table[c + 7]! * v + table[c + 5]!) * v + table[c + 3]!) * v + table[c + 1]!;
  return even + u * odd;
}

/** Coefficients, lowest power first, of the polynomial of degree 7 through the values of f at the Chebyshev points. */
function interpolate(f: (u: number) => number): Float64Array {
  const points = Array.from({ length: TERMS }, (_, i) => Math.cos((Math.PI * (i + 0.5)) / TERMS));
  // Newton's divided differences, then expanded from the inside out.
  const differences = points.map(f);
  for (let order = 1; order < TERMS; order++) {
    for (let i = TERMS - 1; i >= order; i--) {
      differences[i] = (differences[i]! - differences[i - 1]!) / (points[i]! - points[i - order]!);
    }
  }
  const coefficients = new Float64Array(TERMS);
  for (let i = TERMS - 1; i >= 0; i--) {
    for (let k = TERMS - 1; k >= 0; k--) {
      coefficients[k] = (k > 0 ? coefficients[k - 1]! : differences[i]!) - points[i]! * coefficients[k]!;
    }
  }
  return coefficients;
}
