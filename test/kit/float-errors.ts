/** Errors of functions in float32, counted in units in the last place of the true value. */

/** Smaller results count as 0, since devices may take subnormal numbers for 0 on the way. */
const SMALLEST = 2 ** -115;

/** Numbers from all over the line, dense where functions bend: around 0, around 1, up to 110, multiples of pi/2. */
export function grid(count: number): number[] {
  const numbers = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN];
  for (let i = -count; i <= count; i++) {
    numbers.push((3 * i) / count, (110 * i) / count, 1 + i * 2 ** -24, (Math.PI / 2) * i, ((517.3 * Math.PI) / 2) * i);
  }
  for (let e = -100; e < 127; e += 200 / count) numbers.push(2 ** e, -(2 ** e));
  return numbers.map(Math.fround);
}

/** Arguments: all of the grid first, in other orders behind, now and then equal ones. */
export function argumentsOf(arity: number, numbers: readonly number[]): (readonly number[])[] {
  const at = (i: number) => numbers[i % numbers.length] ?? 0;
  return numbers.map((x, i) => [x, i % 50 === 0 ? x : at(i * 7919), at(i * 104_729)].slice(0, arity));
}

/** The largest error over `tuples`, with the worst tuple; NaN and infinity must come where float32 has them. */
export function worst(tuples: readonly (readonly number[])[], f: (...x: number[]) => number, got: Float32Array) {
  let error = 0;
  let at = "";
  for (const [i, tuple] of tuples.entries()) {
    const want = f(...tuple);
    const have = got[i] ?? Number.NaN;
    const rounded = Math.fround(want);
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(want))) - 23);
    const isTiny = Math.max(Math.abs(want), Math.abs(have)) < SMALLEST;
    const isSame = Object.is(rounded, have) || (rounded === have && !Number.isFinite(have));
    const units = isTiny || isSame ? 0 : Math.abs(have - want) / unit;
    const counted = Number.isNaN(units) ? Infinity : units;
    if (counted > error) [error, at] = [counted, `f(${tuple}) = ${want}, not ${have}`];
  }
  return { error, at };
}

/** Bounds of the builtins over the grid, on devices that are known, with half a unit to spare; 0 for the others. */
export const bounds: Readonly<Record<string, number>> = {
  erf: 3.1,
  normal_cdf: 4.4,
  normal_pdf: 3.1,
  gelu: 5,
  sigmoid: 2.8,
  tanh: 1.8,
  softplus: 3.8,
  silu: 4,
  sin: 2.1,
  cos: 2.1,
  exp: 1.8,
  log: 3.1,
  sqrt: 2.5,
  leaky_relu: 0.5,
};
