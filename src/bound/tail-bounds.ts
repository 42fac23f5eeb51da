/**
 * Tail bounds for programs with fresh normal matrices (Golikov 2025, Theorems 4.2.1 and 4.3.1), every constant a number:
 * P(|c - limit| > tau) <= M (exp(-n (tau / C2)^2) + n exp(-C0 n)) at every width n.
 *
 * The theorems state each tail alone; here both are bounded together. For the last-vector bound that doubles M. In the
 * general bound the lower tail needs the distance of sqrt(v - t) from sqrt(v), which is up to twice that of
 * sqrt(v + t), and events for both tails of each length: hence `slack` 2 and the multiplicity below.
 */

export interface TailBound {
  readonly multiplicity: number;
  readonly c0: number;
  readonly c2: number;
}

/** Of the general bound: 8 exp(-2/pi). */
export const generalC0 = 8 * Math.exp(-2 / Math.PI);
/** Of the last-vector bound: 8 exp(-1/2). */
export const chainC0 = 8 * Math.exp(-0.5);
/** sqrt(2 (3 + 64 sqrt(e))). */
export const chainK = Math.sqrt(2 * (3 + 64 * Math.exp(0.5)));

/** C2 of the last-vector bound; `lengths` are the limits of |phi(g)|^2 / n before each product. */
export function chainC2(lambda: number, lengths: readonly number[], tau: number): number {
  const square = lambda ** 2;
  const [length, ...earlier] = [...lengths].reverse();
  if (length === undefined) return square * chainK;
  const before = chainC2(lambda, earlier.reverse(), tau / square);
  return square * before + square * (length + tau / square) * chainK;
}

export function chainBound(lambda: number, lengths: readonly number[], tau: number): TailBound {
  return { multiplicity: 2 * (lengths.length + 1), c0: chainC0, c2: chainC2(lambda, lengths, tau) };
}

/** Which tails C2 is for: the upper one alone, as in the theorem, or both. */
export type Tails = "upper" | "both";

/**
 * C2 of the general bound, for functions of independent normal vectors of these variances in the limit; the first has
 * variance 1. Functions before products are lambda-Lipschitz; the averaged one changes by at most
 * lambda^2 (nu + sum (|z| + |z'|)) sum |z - z'|.
 */
export function generalC2(lambda: number, variances: readonly number[], tau: number, nu: number, tails: Tails): number {
  const square = lambda ** 2;
  const known = new Map<string, number>();

  function find(count: number, deviation: number, slope: number): number {
    const key = `${count} ${deviation} ${slope}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = count === 1 ? fluctuation(1, slope ** 2) : step(count - 1, deviation, slope);
    known.set(key, value);
    return value;
  }

  function step(count: number, deviation: number, slope: number): number {
    const length = variances[count] ?? 1;
    const spread = meanSquare(variances.slice(0, count), slope);
    const share = Math.sqrt(spread / (2 * Math.PI * length));
    const factor = 1 + (tails === "both" ? 2 : 1) * share;
    const part = deviation / (square * factor);
    return (
      fluctuation(length + part, spread + (4 * part) / square) +
      square * factor * find(count, part, slope) +
      find(count, deviation, slope + Math.sqrt((8 / Math.PI) * (length + part)))
    );
  }

  /** Of an average of independent terms, given the vectors before. */
  function fluctuation(length: number, spread: number): number {
    const e = Math.exp(2 / Math.PI);
    const cross = Math.sqrt(((2 * length) ** 3 * spread) / Math.PI);
    const inner =
      (3 + 256 * e) * length ** 2 + (2 + 32 * Math.PI * e) * cross + (1 + 8 * Math.PI * e) * length * spread;
    return square * Math.sqrt(2 * inner);
  }

  return find(variances.length, tau, nu);
}

/** E (nu + 2 sum |z_j|)^2 for independent normal z_j of these variances. */
export function meanSquare(variances: readonly number[], nu: number): number {
  const first = variances.reduce((total, variance) => total + Math.sqrt(variance), 0);
  const second = variances.reduce((total, variance) => total + variance, 0);
  const mixed = second + (2 / Math.PI) * (first ** 2 - second);
  return nu ** 2 + 4 * nu * Math.sqrt(2 / Math.PI) * first + 4 * mixed;
}

/** How many events of the same probability are excluded, for the upper tail, the lower tail, and both. */
export function multiplicities(count: number): {
  readonly upper: number;
  readonly lower: number;
  readonly both: number;
} {
  let [upper, lower, both] = [1, 1, 2];
  for (let l = 1; l < count; l++)
    [upper, lower, both] = [1 + 3 * upper, 1 + 2 * lower + 2 * upper, 2 + 3 * upper + 2 * lower];
  return { upper, lower, both };
}

export function generalBound(lambda: number, variances: readonly number[], tau: number, nu: number): TailBound {
  const c2 = generalC2(lambda, variances, tau, nu, "both");
  return { multiplicity: multiplicities(variances.length).both, c0: generalC0, c2 };
}

/** The bound on the probability at width n; above 1 it says nothing. */
export function probabilityAt({ multiplicity, c0, c2 }: TailBound, tau: number, n: number): number {
  return multiplicity * (Math.exp(-n * (tau / c2) ** 2) + n * Math.exp(-c0 * n));
}

/** The smallest width from which the bound is at most `delta`; it falls with n, as C0 > 1. */
export function widthFor(bound: TailBound, tau: number, delta: number): number {
  let above = 1;
  while (probabilityAt(bound, tau, above) > delta && above < Number.MAX_SAFE_INTEGER) above *= 2;
  let below = Math.floor(above / 2);
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (probabilityAt(bound, tau, middle) > delta) below = middle;
    else above = middle;
  }
  return above;
}
