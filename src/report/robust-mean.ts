/**
 * The mean of heavy-tailed trials, of which nothing is assumed but a finite variance: O. Catoni's M-estimator (Ann.
 * Inst. H. Poincaré Probab. Statist. 48, 2012). With `psi(x) = sign(x) log(1 + |x| + x^2 / 2)` and any a > 0,
 * `exp(psi(a X)) <= 1 + a X + a^2 X^2 / 2`, so that for trials y of mean m and variance at most v
 *
 *   P( |sum psi(a (y_t - m))| > T a^2 v / 2 + log(2 / p) ) <= p ,
 *
 * for every number of trials T, without a limit theorem. The truths that pass are the interval at level p. The best a
 * is `sqrt(2 log(2 / p) / (T v))`; then the interval is about `sqrt(2 log(2 / p) v / T)` wide on either side, a tenth
 * more than that of normal trials.
 *
 * The variance is not known. It is taken about the truth that is tested, and larger than the trials show by as much
 * as its own standard error: what remains is the chance that the trials hide much of their variance, which the tail
 * index guards against (tails.ts).
 */

/** p-values are looked for from here on. */
const LEAST = 1e-300;

/** Halvings of an interval: to rounding. */
const HALVINGS = 60;

/** Two-sided p-value for the truth: the smallest level at which the trials contradict it. */
export function robustPValue(trials: Float64Array, truth: number): number {
  const centred = trials.map((value) => value - truth);
  const v = boundedVariance(centred);
  if (v === 0) return centred.some((d) => d !== 0) ? 0 : 1;
  if (!contradicts(centred, v, 1)) return 1;
  let [low, high] = [Math.log(LEAST), 0];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (contradicts(centred, v, Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

/** How far below and above the mean of the trials the truths at this two-sided level reach. */
export function robustReach(trials: Float64Array, level: number): { readonly below: number; readonly above: number } {
  const mean = trials.reduce((sum, value) => sum + value, 0) / trials.length;
  const centred = trials.map((value) => value - mean);
  return { below: farthest(centred, -1, level), above: farthest(centred, 1, level) };
}

/** The distance at which truths in one direction start to be contradicted; infinite where none is. */
function farthest(centred: Float64Array, sign: 1 | -1, level: number): number {
  const spread = Math.sqrt(boundedVariance(centred));
  if (spread === 0) return 0;
  const fails = (distance: number) => {
    const shifted = centred.map((d) => d - sign * distance);
    return contradicts(shifted, boundedVariance(shifted), level);
  };
  let high = spread / Math.sqrt(centred.length);
  while (!fails(high)) {
    high *= 2;
    if (high > 100 * spread) return Number.POSITIVE_INFINITY;
  }
  let low = 0;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (fails(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function contradicts(centred: Float64Array, v: number, p: number): boolean {
  const log = Math.log(2 / p);
  const a = Math.sqrt((2 * log) / (centred.length * v));
  let sum = 0;
  for (const d of centred) {
    const x = Math.abs(a * d);
    sum += Math.sign(d) * Math.log1p(x + (x * x) / 2);
  }
  return Math.abs(sum) > 2 * log;
}

/** Mean square, and its standard error on top. */
function boundedVariance(centred: Float64Array): number {
  const count = centred.length;
  const square = centred.reduce((sum, d) => sum + d * d, 0) / count;
  const spread = centred.reduce((sum, d) => sum + (d * d - square) ** 2, 0) / count;
  return square + Math.sqrt(spread / count);
}
